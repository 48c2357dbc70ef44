// Standard normal numbers in bulk, for gradient noise and initial parameters.
//
// fill_normals writes independent N(0, 1) numbers drawn from a counter-based stream by the ziggurat
// method with 53-bit abscissas (Boost.Random): exact up to the rounding of doubles, tails included.
// Source: marsaglia2000ziggurat.
//
//   base::RandomStream stream(seed, base::Purpose::kGradientNoise, {node, step});
//   std::vector<double> noise(64);
//   fill_normals(stream, noise);
//
// Guarantees: a function of the stream's place alone; the same bits for any thread. An element
// takes two words of the stream, rarely more, so what follows in the stream depends on the values
// drawn: give each use a stream of its own. Complexity: about 10 ns a number, no transcendental
// function for 98 % of them.
#pragma once

#include <span>

#include "base/random.h"

namespace consim::models {

void fill_normals(base::RandomStream& stream, std::span<double> values);

}  // namespace consim::models
