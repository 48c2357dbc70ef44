// The Gram matrix of centred rows, a part of the columns at a time.
//
//   gram[i·n + j] += Σ_c (x_ic − x̄_c)(x_jc − x̄_c),  j <= i;  returns Σ_c x̄_c²
//
// over the columns of the part, x̄_c = (1/n) Σ_i x_ic, all in double. The order of additions
// depends on n and the part alone, so parts whose borders don't depend on threads give the same
// bits.
//
//   std::vector<double> gram(n * n);
//   double square = add_gram<float>(rows, {0, d}, gram);     // the lower triangle
//
// Requires n >= 1 rows, gram of n² numbers. Complexity: n²/2 products a column.
#pragma once

#include <span>

#include "sim/learning/executor.h"

namespace consim::sim {

template <class T>
double add_gram(std::span<const T* const> rows, ColumnRange columns, std::span<double> gram);

extern template double add_gram(std::span<const float* const>, ColumnRange, std::span<double>);
extern template double add_gram(std::span<const double* const>, ColumnRange, std::span<double>);

}  // namespace consim::sim
