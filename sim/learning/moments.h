// Running moments over nodes, of which the consensus distance and the averaged model are made.
//
//   mean = (1/n) Σ_i x_i,   Ξ = sqrt((1/n) Σ_i ‖x_i − mean‖²)
//
// Rows are folded in one at a time, in issue order, as nodes end a logical step (Welford), so no
// row is kept for it. State: d doubles, and one partial sum for each summation piece of columns.
//
// In evaluated steps also, layer by layer (block of the layout) and node by node,
//
//   Ξ_l = sqrt((1/n) Σ_i ‖x_i − mean‖²) over the columns of layer l,   Σ_l Ξ_l² = Ξ²
//   θ_i = ‖Σ_j w_ij x_j − x_i‖ of what enters the first exchange,      (1/n) Σ_i θ_i² = Θ²
//   δ_i = ‖x_i − mean‖ of the state that ends the step,                (1/n) Σ_i δ_i² = Ξ²
//
// each equation to the rounding of its sums. δ_i is the only one that rows wait for.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "sim/learning/critical_distance.h"
#include "sim/learning/executor.h"
#include "sim/learning/layer_segments.h"
#include "sim/learning/learner.h"
#include "sim/learning/term.h"

namespace consim::sim {

/// Moments over nodes of one row a node.
struct StageMoments {
  std::vector<double> mean;
  std::vector<double> squares;     ///< Σ_i ‖x_i − mean‖² by summation piece
  std::vector<double> by_segment;  ///< the same by segment of layers, where it is measured
  std::vector<double> buffers;     ///< mean of the nodes' buffers, in evaluated steps
  std::int64_t folded = 0;         ///< rows issued so far
  TaskRef last;                    ///< the last fold that was issued

  double distance() const;  ///< Ξ, NaN if nothing was folded; requires all folds to be done

  template <class Archive>
  void persist(Archive& archive) {
    archive(mean, squares, by_segment, buffers, folded);
  }
};

/// Everything that is summed up over the nodes of one logical step.
struct StepMoments {
  bool recorded = false;
  StageMoments before_mixing;
  StageMoments after_mixing;  ///< where the local update comes after the mixing
  StageMoments after;
  StageMoments gradient;  ///< where it is measured
  Probe probe;            ///< of one node, in probed steps
  bool probed = false;
  std::vector<double> loss;             ///< by node
  std::vector<double> gradient_square;  ///< ‖g_i‖² by node, NaN before; where it is measured
  std::vector<double>
      displacement;  ///< ‖Σ_j w_ij x_j − x_i‖² by node and piece, in recorded and evaluated steps
  std::vector<Score> local_test;     ///< by node: of its own model, where these are evaluated
  std::vector<double> deviation;     ///< ‖x_i − mean‖² by node and piece, where it is measured
  std::vector<VersionId> kept = {};  ///< by node: the row that ended the step, until all have
  std::int64_t pending = 0;          ///< tasks that will still write into this

  template <class Archive>
  void persist(Archive& archive) {
    archive(recorded, before_mixing, after_mixing, after, gradient, probe, probed, loss,
            gradient_square, displacement, local_test, deviation, kept);
  }
};

/// What is known of a logical step when its tensor work is done; NaN where it wasn't measured.
struct StepMeasurement {
  double train_loss = 0;
  double consensus_distance = 0;
  double consensus_distance_before_mixing = 0;
  double consensus_distance_after_mixing = 0;  ///< of what a control decides on
  double gradient_norm = 0;
  double local_gradient_norm = 0;
  double update_norm = 0;
  double parameter_norm = 0;
  double theta = 0;
  GradientSpread gradients = {};
};

/// Of a probed step, NaN of any other. Requires the gradients of all nodes to be folded in.
GradientSpread gradient_spread(const StepMoments& moments);

/// `previous_mean` is the averaged model one step earlier. Requires all of the step's tasks to be
/// done.
StepMeasurement measure(const StepMoments& moments, const std::vector<double>& previous_mean);

/// The nodes one by one, and the layers one by one, in an evaluated step; NaN where it wasn't
/// measured. Empty in other steps.
struct Spread {
  std::vector<double> layer_distance;       ///< Ξ_l
  std::vector<double> theta;                ///< θ_i
  std::vector<double> distance;             ///< δ_i
  std::vector<double> local_test_accuracy;  ///< of the nodes' own models

  template <class Archive>
  void persist(Archive& archive) {
    archive(layer_distance, theta, distance, local_test_accuracy);
  }
};

/// Requires all tasks of the step, which is evaluated, to be done.
Spread measure_spread(const StepMoments& moments, const LayerSegments& segments);

}  // namespace consim::sim
