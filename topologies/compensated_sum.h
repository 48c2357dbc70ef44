// A sum of doubles whose error doesn't grow with the number of terms: Neumaier's variant of Kahan's
// summation. Guarantee: |error| <= eps |Σ x| + O(n eps²) Σ |x|. Source:
// neumaier1974rundungsfehleranalyse.
#pragma once

#include <cmath>

namespace consim::topologies {

class CompensatedSum {
 public:
  void add(double x) {
    const double total = sum_ + x;
    lost_ += std::abs(sum_) >= std::abs(x) ? (sum_ - total) + x : (x - total) + sum_;
    sum_ = total;
  }
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

}  // namespace consim::topologies
