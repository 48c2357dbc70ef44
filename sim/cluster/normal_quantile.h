// The standard normal distribution's quantile: normal_quantile(u) = Φ⁻¹(u), 0 < u < 1.
//
// One uniform number gives one normal number, without the logarithm and the angle of Box-Muller for
// 85 % of them: the draws of compute times are a visible part of the cost of simulating time.
//
// Rational approximations in three ranges, relative error about 1e-16; algorithm AS 241, PPND16.
// Source: wichura1988algorithm.
//
//   normal_quantile(0.975) == 1.959963984540054
#pragma once

namespace consim::sim {

double normal_quantile(double u);

}  // namespace consim::sim
