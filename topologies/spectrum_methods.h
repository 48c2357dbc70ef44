// The methods behind spectrum(), one function each. Internal to this folder.
#pragma once

#include "topologies/spectrum.h"

namespace consim::topologies {

/// 1 − β, and with it β and p.
void set_gap(Spectrum& result, double gap);
/// λ₂, λ_n, β, gap and p of a symmetric W from the ends of I − W's spectrum on the complement of 1.
void set_ends(Spectrum& result, double mu2, double mu_n);

void sort_descending(Eigenvalues& eigenvalues);

Spectrum known_spectrum(const KnownEigenvalues& known, bool symmetric, bool eigenvalues);
Spectrum dense_spectrum(const MixingMatrix& w, const MixingCheck& check,
                        const SpectrumOptions& options);
/// Doubly stochastic W that isn't symmetric, and the eigenvalues of any W.
Spectrum dense_general_spectrum(const MixingMatrix& w, const MixingCheck& check, bool eigenvalues);
/// Shift-invert or Lanczos, as the method says; kAuto: what is cheaper. Symmetric W, n >= 2.
Spectrum iterative_spectrum(const MixingMatrix& w, const MixingCheck& check,
                            const SpectrumOptions& options);
/// Doubly stochastic W, n >= 2.
Spectrum iterative_general_spectrum(const MixingMatrix& w, const SpectrumOptions& options);

}  // namespace consim::topologies
