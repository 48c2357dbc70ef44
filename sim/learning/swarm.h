// The Swarm: all nodes' training state, and the threads that change it.
//
//   X (n × d)   parameters, row i = node i, as counted versions in a pool (3·n rows, see below)
//   U (n × d)   momentum, when there is any in some step
//   B (n × b)   buffers, such as batch-norm statistics
//
// Calls issue work in simulated order; threads carry it out later, keeping each row's order. A
// version named by `share` is immutable: a row that somebody still reads is replaced, not changed
// (copy on write). Only `measure`, `measure_all`, `evaluate`, `drain` and an exhausted pool wait.
// Results are the same bits for any number of threads.
//
//   Swarm swarm(learner, {.threads = 2, .sgd = sgd, .learning_rate = rate, .plan = plan});
//   swarm.compute(0, 0);  swarm.apply(0);  swarm.enter_mixing(0, 0);
//   VersionId x1 = swarm.share(1);
//   swarm.assign(0, 0.5, std::array{Term{x1, 0.5}});  swarm.end_step(0, 0);
//   StepMeasurement m = swarm.measure(0);    // once all nodes have ended step 0, steps in order
//
// Nodes' own models (Plan::local_models) are evaluated by tasks that `end_step` issues, on the row
// and the buffers that end the step, wherever the node is by then. Such a task keeps its row, as
// every reader does, until it is done, so the bound of 3·n rows holds; the node's next local step
// waits for it. It costs a forward pass of Split::kLocalTest a node.
//
// In evaluated steps the nodes are also told apart (`spread`). The distance of a node to the mean
// can be measured only when all nodes have ended the step: until then the rows that end it are
// kept. These are n rows more, or what fits in kKeptBytes if that is more; where nodes are so far
// apart that more evaluated steps are open, the later ones have no such distances (NaN).
//
// The averaged model is evaluated with the mean of the nodes' buffers, or, for a learner with
// statistics_parts, with buffers recomputed on training data: parts in parallel, added in order.
//
// Rows: at 3·n of them issuing waits, and on undirected graphs no more are needed, since a node and
// its neighbours wait for each other. On a directed graph, and where graphs change from round to
// round, a sender may be as many exchanges ahead of a receiver as the way back to it is long; the
// messages that wait there are rows too, and the pool grows by them (messages under way are part of
// the state, as in a real mailbox).
//
// Requires: one thread issues; a shared version is given up exactly once (assign, average,
// measure_all).
#pragma once

#include <limits>
#include <map>
#include <memory>
#include <vector>

#include "base/archive.h"
#include "base/hash.h"
#include "sim/learning/executor.h"
#include "sim/learning/layer_segments.h"
#include "sim/learning/measurement.h"
#include "sim/learning/moments.h"
#include "sim/learning/optimizer_change.h"
#include "sim/learning/plan.h"
#include "sim/learning/row_pool.h"
#include "sim/learning/schedule.h"
#include "sim/learning/sgd.h"

namespace consim::sim {

/// Accuracy of the nodes' own models on Split::kLocalTest, over the nodes; NaN where they aren't
/// evaluated or a learner has none.
struct LocalAccuracy {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double least = std::numeric_limits<double>::quiet_NaN();
  double greatest = std::numeric_limits<double>::quiet_NaN();
};

/// Mean loss and accuracy of the averaged model on both splits; NaN where a learner has none.
struct Evaluation {
  double train_loss = 0, train_accuracy = 0;
  double test_loss = 0, test_accuracy = 0;
  LocalAccuracy local_test = {};  ///< in steps with Plan::evaluated_locally
  /// ‖∇f(x̄)‖, f the mean loss over the learner's gradient sample.
  double gradient_norm = std::numeric_limits<double>::quiet_NaN();
};

/// What is measured of the nodes' gradients beyond recorded steps. kNorms: their norms, in all
/// steps. kSpread: also, in every kProbeEvery-th step from the first on, GradientSpread; for it one
/// node, in turn, takes two gradients more of its mini-batch.
enum class Gradients : std::uint8_t { kRecorded, kNorms, kSpread };

/// From a step on.
struct WatchedGradients {
  std::int64_t start = 0;
  Gradients gradients = Gradients::kRecorded;
};

class Swarm final : private TaskRunner {
 public:
  /// Rows that wait for a step's mean may take this much, whatever n and d are.
  static constexpr std::size_t kKeptBytes = std::size_t{8} << 20;
  static constexpr std::int64_t kProbeEvery = 4;

  struct Config {
    int threads = 1;
    Sgd sgd = {};
    LearningRate learning_rate = {};
    std::vector<OptimizerChange> changes = {};  ///< of sgd and learning_rate, by their starts
    Plan plan = {};
    std::vector<WatchedGradients> gradients = {};  ///< by their starts; before them kRecorded
  };

  Swarm(const Learner& learner, const Config& config);
  ~Swarm() override;

  // Issue, in simulated order. The formulas are those of the intents of the same names.
  void compute(NodeId node, std::uint32_t step);
  void apply(NodeId node);
  VersionId share(NodeId node);
  void assign(NodeId node, double self_weight, std::span<const Term> terms);
  /// The mean of one shared version a node, in node order; to be given up once by every node.
  VersionId average(std::span<const VersionId> versions);
  /// Of one shared version a node, all in this logical step, which are given up; waits for it.
  Measurement measure_all(std::uint32_t step, std::span<const VersionId> versions);
  void enter_mixing(NodeId node, std::uint32_t step);
  void end_step(NodeId node, std::uint32_t step);

  /// Waits for logical step `step`, which all nodes have ended; call for every step, in order.
  StepMeasurement measure(std::uint32_t step);
  /// Evaluates the averaged model of the step measured last, which the plan must evaluate; waits.
  Evaluation evaluate();
  /// Nodes and layers one by one in the step measured last, if the plan evaluates it.
  const Spread& spread() const { return spread_; }
  /// Waits for all work.
  void drain();

  double learning_rate(std::int64_t step) const {
    const OptimizerChange* change = in_force(config_.changes, step);
    return change != nullptr ? change->rate(step) : config_.learning_rate.at(step);
  }
  const Sgd& sgd(std::int64_t step) const {
    const OptimizerChange* change = in_force(config_.changes, step);
    return change != nullptr ? change->sgd : config_.sgd;
  }
  /// The averaged model of the step measured last (at first of the initial points).
  const std::vector<double>& averaged_model() const { return mean_; }
  /// Node's parameters, as they are when all issued work is done; waits.
  std::vector<double> parameters(NodeId node);
  /// A hash of X, U and B; waits.
  base::Hash64 hash();
  /// Rows of parameters allocated: the most that were in use at a time.
  std::size_t pool_rows() const { return pool_.rows(); }
  /// Logical steps that some node has begun and that haven't been measured.
  std::size_t open_steps() const { return open_steps_.size(); }

  void save(base::Saver& saver);
  void load(base::Loader& loader);

 private:
  struct Node {  // no padding, since it is saved as bytes
    VersionId x = kNoVersion;
    VersionId point = kNoVersion;  ///< where the pending gradient is taken
    std::int64_t point_step = 0;
    std::int64_t mixing_step = -1;   ///< step whose Θ the next assign measures; -1: none
    std::int64_t entered_step = -1;  ///< step whose mixing x has entered; -1: none
  };
  struct Folded {
    VersionId row = kNoVersion;
    NodeId buffers_of = -1;
  };
  struct ThreadState;

  void run_row(const TensorTask& task, int thread) override;
  void run_columns(const TensorTask& task, ColumnRange columns) override;
  void finished(const TensorTask& task) override;

  void run(const LocalStep& task, ThreadState& thread);
  void run(const Evaluate& task, ThreadState& thread);
  void run(const Statistics& task, ThreadState& thread);
  void run(const EvaluateNode& task, ThreadState& thread);
  void run(const SampleGradient& task, ThreadState& thread);
  void run(const GramPart& task);
  template <class T>
  void local_update(const LocalStep& task, Row gradient);
  template <class T>
  void run(const Combine& task, ColumnRange columns);
  template <class T>
  void run(const Average& task, ColumnRange columns);
  template <class T>
  void run(const Fold& task, ColumnRange columns);
  template <class T>
  void run(const Deviation& task, ColumnRange columns);
  template <class T>
  void fold_piece(StageMoments& stage, const Fold& task, ColumnRange piece);
  template <class T>
  void fold_buffers(const Fold& task);

  Executor::Lock lock() { return executor_.lock(); }
  VersionId take(Executor::Lock& lock);
  void fold(StepMoments& step, StageMoments& stage, Folded folded);
  void evaluate_node(StepMoments& step, NodeId node);
  void prepare_spread(StepMoments& moments);
  void keep_row(StepMoments& step, NodeId node);
  std::size_t kept_rows() const;
  double gradient_norm(Executor::Lock& lock, EvaluationState& state);
  void wait_for(Executor::Lock& lock, const std::vector<TaskRef>& tasks);
  void recompute_buffers(Executor::Lock& lock, EvaluationState& state);
  bool is_sole_use(const Node& node);
  WatchedGradients watched(std::int64_t step) const;
  NodeId probing_node(std::int64_t step) const;
  template <class T>
  Probe probe(const LocalStep& task, ThreadState& thread, std::span<const T> gradient);
  StepMoments& moments(std::uint32_t step);
  template <class Archive>
  void persist(Archive& archive);

  Node& at(NodeId node) {
    CONSIM_ASSERT(node >= 0 && node < n_, node, n_);
    return nodes_[static_cast<std::size_t>(node)];
  }
  TaskRef& writer(VersionId id);
  Row row(VersionId id) { return {scalar_, pool_.data(id), dimension_}; }
  Row momentum(NodeId node);
  Row buffers(NodeId node);
  template <class T>
  T* block(VersionId id, ColumnRange columns) {
    return reinterpret_cast<T*>(pool_.data(id)) + columns.begin;
  }

  const Learner& learner_;
  Config config_;
  Scalar scalar_;
  std::int64_t dimension_;
  std::int64_t buffer_size_;
  int n_;
  LayerSegments segments_;

  RowPool pool_;
  std::vector<TaskRef> writers_;  ///< by version: the task that writes it
  std::vector<Node> nodes_;
  std::vector<TaskRef> last_step_;           ///< by node: its last local step
  std::vector<TaskRef> last_buffer_reader_;  ///< by node: the last fold of its buffers
  std::vector<TaskRef> last_evaluation_;     ///< by node: the last one of its own model
  std::vector<std::byte> momentum_;
  std::vector<std::byte> buffers_;
  std::map<std::uint32_t, StepMoments> open_steps_;
  std::vector<TaskRef> after_;        ///< scratch of assign and average
  std::vector<double> mean_;          ///< averaged model of the step measured last
  std::vector<double> mean_buffers_;  ///< and its buffers
  std::vector<Score> local_test_;     ///< of the nodes' own models in that step
  Spread spread_;                     ///< of that step, if it is evaluated
  std::vector<std::unique_ptr<ThreadState>> threads_;
  Executor executor_;  ///< last, so that its threads end first
};

}  // namespace consim::sim
