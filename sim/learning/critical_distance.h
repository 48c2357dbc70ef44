// The critical consensus distance Γ_t: decentralized SGD keeps the rate of centralized SGD while
// Ξ_t <= Γ_t. It depends on the noise of the gradients, the smoothness of the loss and the gradient
// where training is, not on the topology:
//
//   Γ_t² = η σ² / ((1 − μ) L n) + ‖∇f(x̄_t)‖² / (8 L²)
//
// estimated in probed steps, with g_i node i's mini-batch gradient and ḡ their mean:
//
//   σ²          ‖g′ − g‖² s/(1 − s), g′ the gradient of the first half, a share s of the samples,
//               of one node's mini-batch, the nodes taking turns: whatever the nodes' points and
//               data are, unbiased for the mean over the nodes once all have had theirs; but for
//               batch norm, whose statistics the halves share. Of a mini-batch of one sample, S
//   S           Σ_i ‖g_i − ḡ‖² / (n − 1);  E S = σ² + D, D the spread of the nodes' own gradients
//               (Σ_i ‖∇f_i(x_i) − mean‖² / (n − 1); at most L²Ξ² n/(n − 1) for iid data)
//   ‖∇f(x̄)‖²    ‖ḡ‖² − σ²/n, less than 0 by chance
//   L           ‖g″ − g‖ / ‖x″ − x‖, g and g″ of one node's one mini-batch at the two ends of its
//               local step: the smoothness along which training moves, at most L
//
// each averaged over probed steps, v ← decay v + (1 − decay) (this step's), from the first step
// that has one; what is below 0 then counts as 0.
//
//   CriticalDistance critical(0.9);
//   critical.add({.variance = s, .mean_square = g, .probe = {.secant = l, .noise = v}}, n);
//   critical.distance({.learning_rate = 0.1, .momentum = 0.9, .nodes = n});
//
// Errors: where the nodes' own noise differs, the average follows whose turn it is. With d
// independent coordinates of equal variance and an average over m = (1 + decay)/(1 −
// decay) probes' worth, a relative standard deviation of sqrt(2/(d m)) for σ², of
// sqrt(2/((n − 1) d m)) for S. NaN until all three have been seen. Source: kong2021consensus.
// Complexity: O(1).
#pragma once

#include <limits>

namespace consim::sim {

/// What one node's further gradients tell; NaN where they don't.
struct Probe {
  double secant = std::numeric_limits<double>::quiet_NaN();  ///< ‖g″ − g‖ / ‖x″ − x‖
  double noise = std::numeric_limits<double>::quiet_NaN();   ///< ‖g′ − g‖² s/(1 − s)
};

/// What the gradients of one step tell; NaN where they don't.
struct GradientSpread {
  double variance = std::numeric_limits<double>::quiet_NaN();     ///< S
  double mean_square = std::numeric_limits<double>::quiet_NaN();  ///< ‖ḡ‖²
  Probe probe = {};

  /// σ² of this step.
  double noise() const { return probe.noise >= 0 ? probe.noise : variance; }
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
  /// σ².
  double noise_variance() const { return noise_; }
  /// S.
  double gradient_variance() const { return variance_; }
  double smoothness() const { return smoothness_; }
  /// Γ.
  double distance(const Setting& setting) const;

  template <class Archive>
  void persist(Archive& archive) {
    archive(decay_, noise_, variance_, mean_square_, smoothness_);
  }

 private:
  double decay_;
  double noise_ = std::numeric_limits<double>::quiet_NaN();
  double variance_ = std::numeric_limits<double>::quiet_NaN();
  double mean_square_ = std::numeric_limits<double>::quiet_NaN();  ///< of ∇f(x̄)
  double smoothness_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace consim::sim
