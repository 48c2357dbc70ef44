// The rows of a result file, as plain values. Names and units are the contract's
// (docs/result-file.md): a member is a column of the group of the same name.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace consim::results {

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Of whole numbers that aren't recorded, such as in files of earlier programs.
inline constexpr std::int64_t kNotCounted = -1;

/// /steps: one logical step, when the last node has ended it.
struct StepRow {
  std::int64_t step = 0;
  double epoch = 0;
  double simulated_time = 0;  ///< s
  double learning_rate = kNone;
  double train_loss = kNone;  ///< mean over the nodes' mini-batches
  double consensus_distance = kNone;
  double consensus_distance_before_mixing = kNone;
  double consensus_distance_after_mixing = kNone;
  double gradient_norm = kNone;        ///< ‖(1/n) Σ g_i‖
  double local_gradient_norm = kNone;  ///< sqrt((1/n) Σ ‖g_i‖²)
  double update_norm = kNone;          ///< ‖x̄(t+1) − x̄(t)‖
  std::int64_t gossip_rounds = 0;
  std::int64_t bytes_sent = 0;  ///< B, cumulative over all nodes
  double target_distance = kNone;
  double parameter_norm = kNone;  ///< ‖x̄‖
  std::int64_t phase = 0;
  double theta = kNone;
  double max_consensus_distance = kNone;
  double noise_variance = kNone, smoothness = kNone, critical_distance = kNone;  ///< with control
  double gradient_variance = kNone;                                              ///< likewise
  std::int64_t distance_tests = kNotCounted;
};

/// /evaluations: the averaged model after a logical step.
struct EvaluationRow {
  std::int64_t step = 0;
  double epoch = 0;
  double simulated_time = 0;  ///< s
  double train_loss = kNone, train_accuracy = kNone;
  double test_loss = kNone, test_accuracy = kNone;
  double local_test_accuracy_mean = kNone, local_test_accuracy_min = kNone,
         local_test_accuracy_max = kNone;
  double mean_model_gradient_norm = kNone;  ///< ‖∇f(x̄)‖ on the gradient sample
  double generalization_gap = kNone;        ///< train_accuracy − test_accuracy
  double test_bleu = kNone;                 ///< with a translation task
};

/// /layers: Ξ of each layer's parameters, in evaluated steps.
struct LayerRow {
  std::int64_t step = 0;
  std::vector<double> consensus_distance = {};

  template <class Archive>
  void persist(Archive& archive) {
    archive(step, consensus_distance);
  }
};

/// /node_evaluations: each node, in evaluated steps.
struct NodeEvaluationRow {
  std::int64_t step = 0;
  std::vector<double> theta = {};                ///< ‖Σ_j w_ij x_j − x_i‖ before the first exchange
  std::vector<double> distance = {};             ///< ‖x_i − x̄‖ at the step's end
  std::vector<double> local_test_accuracy = {};  ///< of its own model

  template <class Archive>
  void persist(Archive& archive) {
    archive(step, theta, distance, local_test_accuracy);
  }
};

/// /phases: start and end are logical steps, end exclusive.
struct PhaseRow {
  std::int64_t phase = 0;
  std::int64_t start = 0, end = 0;
  std::string algorithm = {};
  double max_consensus_distance = kNone;
  double mean_rounds = kNone;
  double simulated_seconds = kNone;           ///< s, from the end of the phase before it
  std::int64_t bytes_sent = kNotCounted;      ///< B, by all nodes, since then
  std::int64_t distance_tests = kNotCounted;  ///< sum over steps
  double test_accuracy = kNone;               ///< of the phase's last evaluation
  double max_consensus_distance_after_mixing = kNone;
};

/// /nodes: totals of a node; compute + communication + idle = the run's simulated seconds.
/// Communication is the time in which the node doesn't compute while a message to or from it is
/// under way (or a collective it has joined runs).
struct NodeRow {
  std::int64_t node = 0;
  double compute_seconds = 0, communication_seconds = 0, idle_seconds = 0;
  std::int64_t bytes_sent = 0, bytes_received = 0, steps = 0;
};

/// /events: what one node did from start to end; recorded when a trace is asked for.
struct EventRow {
  std::int64_t node = 0;
  std::string kind = {};  ///< at most 16 bytes
  std::int64_t start_ns = 0, end_ns = 0;
  std::int64_t bytes = 0;
};

enum class Status { kRunning, kComplete, kInterrupted, kDiverged, kFailed };

}  // namespace consim::results
