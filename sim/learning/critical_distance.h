// The critical consensus distance Γ_t: decentralized SGD keeps the rate of centralized SGD while
// Ξ_t <= Γ_t. It depends on the noise of the gradients, the smoothness of the loss and the gradient
// where training is, not on the topology:
//
//   Γ_t² = η σ² / ((1 − μ) L n) + ‖∇f(x̄_t)‖² / (8 L²)
//
// estimated from what a step computes, with g_i node i's mini-batch gradient and ḡ their mean:
//
//   σ²          S = Σ_i ‖g_i − ḡ‖² / (n − 1);  E S = σ² + D, D the spread of the nodes' own
//               gradients (Σ_i ‖∇f_i(x_i) − mean‖² / (n − 1); at most L²Ξ² n/(n − 1) for iid data)
//               D makes Γ too large, the more so the more the nodes' data differ
//   ‖∇f(x̄)‖²    ‖ḡ‖² − S/n, too small by D/n; less than 0 by chance, or where D is large
//   L           ‖g' − g‖ / ‖x' − x‖, g and g' of one node's one mini-batch at the two ends of its
//               local step: the smoothness along which training moves, at most L
//
// each averaged over steps, v ← decay v + (1 − decay) (this step's), from the first step that has
// one; what is below 0 then counts as 0. Secants are taken by one node, in turn,
// in every second step.
//
//   CriticalDistance critical(0.9);
//   critical.add({.variance = s, .mean_square = g, .secant = l}, n);
//   critical.distance({.learning_rate = 0.1, .momentum = 0.9, .nodes = n});
//
// Errors: of a stationary S with d independent coordinates, a standard deviation of
// S sqrt(2/((n − 1) d) (1 − decay)/(1 + decay)). NaN until all three have been seen.
// Source: kong2021consensus. Complexity: O(1).
#pragma once

#include <limits>

namespace consim::sim {

/// What the gradients of one step tell; NaN where they don't.
struct GradientSpread {
  double variance = std::numeric_limits<double>::quiet_NaN();     ///< S
  double mean_square = std::numeric_limits<double>::quiet_NaN();  ///< ‖ḡ‖²
  double secant = std::numeric_limits<double>::quiet_NaN();       ///< ‖g' − g‖ / ‖x' − x‖
};

class CriticalDistance {
 public:
  struct Setting {
    double learning_rate = 0;  ///< η
    double momentum = 0;       ///< μ
    int nodes = 1;
  };

  /// Requires decay in [0, 1).
  explicit CriticalDistance(double decay = 0.9) : decay_(decay) {}

  void add(const GradientSpread& step, int nodes);
  double noise_variance() const { return variance_; }
  double smoothness() const { return smoothness_; }
  /// Γ.
  double distance(const Setting& setting) const;

  template <class Archive>
  void persist(Archive& archive) {
    archive(decay_, variance_, mean_square_, smoothness_);
  }

 private:
  double decay_;
  double variance_ = std::numeric_limits<double>::quiet_NaN();
  double mean_square_ = std::numeric_limits<double>::quiet_NaN();  ///< of ∇f(x̄)
  double smoothness_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace consim::sim
