// What is trained: loss and gradient of one node at one point, as a pure function of (node, step,
// parameters).
//
// A Learner describes the model and the data; it is immutable and shared by all threads. Each
// worker thread owns one LearnerWorker, which holds what a computation needs (a network, scratch
// memory) but no training state: parameters, momentum and buffers live in the Swarm, and are passed
// in and out as rows.
//
// Shapes: a row of parameters has layout().dimension numbers, a row of buffers layout().buffers
// numbers, both of type layout().scalar. Steps count local steps from 0; a worker's result depends
// on its arguments alone, so it is the same for any thread and any order of calls. The initial
// point is the same for all nodes unless a learner says otherwise.
//
// Errors: files are read when a learner is made (InputError); later calls fail only by
// CONSIM_ASSERT. A loss or a gradient that isn't finite is an outcome and is passed on.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/node.h"

namespace consim::sim {

using base::NodeId;

enum class Scalar : std::uint8_t { kFloat, kDouble };

constexpr std::size_t size_of(Scalar scalar) { return scalar == Scalar::kFloat ? 4 : 8; }

/// A row of parameters, gradients or buffers: numbers of one type, owned by somebody else.
class ConstRow {
 public:
  ConstRow() = default;
  ConstRow(Scalar scalar, const void* data, std::int64_t size)
      : scalar_(scalar), data_(data), size_(size) {}
  Scalar scalar() const { return scalar_; }
  std::int64_t size() const { return size_; }
  const void* data() const { return data_; }
  template <class T>
  std::span<const T> as() const {
    CONSIM_ASSERT(sizeof(T) == size_of(scalar_), sizeof(T));
    return {static_cast<const T*>(data_), static_cast<std::size_t>(size_)};
  }

 private:
  Scalar scalar_ = Scalar::kFloat;
  const void* data_ = nullptr;
  std::int64_t size_ = 0;
};

class Row {
 public:
  Row() = default;
  Row(Scalar scalar, void* data, std::int64_t size) : scalar_(scalar), data_(data), size_(size) {}
  operator ConstRow() const { return {scalar_, data_, size_}; }
  Scalar scalar() const { return scalar_; }
  std::int64_t size() const { return size_; }
  void* data() const { return data_; }
  template <class T>
  std::span<T> as() const {
    CONSIM_ASSERT(sizeof(T) == size_of(scalar_), sizeof(T));
    return {static_cast<T*>(data_), static_cast<std::size_t>(size_)};
  }

 private:
  Scalar scalar_ = Scalar::kFloat;
  void* data_ = nullptr;
  std::int64_t size_ = 0;
};

/// A named part of the parameter row, such as one layer's weight.
struct ParameterBlock {
  std::string name;
  std::vector<std::int64_t> shape;
  std::int64_t offset = 0;
  std::int64_t size = 0;
};

/// Blocks follow one another without gaps.
struct ParameterLayout {
  Scalar scalar = Scalar::kFloat;
  std::int64_t dimension = 0;  ///< trainable numbers a node (d)
  std::int64_t buffers = 0;    ///< untrained numbers a node (batch-norm statistics)
  std::vector<ParameterBlock> blocks;
};

/// One operator's work in one training step of one node (its whole mini-batch).
struct OperatorWork {
  std::string kind;          ///< canonical operator, "aten::convolution"
  double flops = 0;          ///< floating-point operations; a multiply-add counts 2
  double bytes = 0;          ///< bytes read and written once each: inputs + outputs
  std::int64_t kernels = 0;  ///< device kernels launched
  std::int64_t calls = 0;    ///< operator calls summed up in this entry's numbers; 1 unless merged
};

/// The counted work of one training step: forward, backward and optimizer.
struct StepWork {
  std::vector<OperatorWork> operators;  ///< in order of execution
  std::int64_t samples = 0;             ///< mini-batch size
};

/// kLocalTest: the first samples of the test split, on which nodes' own models are evaluated.
enum class Split : std::uint8_t { kTrain, kTest, kLocalTest };

/// Sums over the samples of an evaluated part of a split.
struct Score {
  double loss = 0;     ///< sum of the samples' losses
  double correct = 0;  ///< number classified correctly; NaN for learners without classes
  std::int64_t samples = 0;
};

/// Which mini-batch of which node.
struct BatchPlace {
  NodeId node = 0;
  std::int64_t step = 0;
};

class LearnerWorker {
 public:
  virtual ~LearnerWorker() = default;
  /// Writes the gradient of the mini-batch's mean loss and returns that loss; updates `buffers`.
  /// The parameters aren't changed; weight decay is the optimizer's.
  virtual double loss_and_gradient(BatchPlace place, ConstRow parameters, Row buffers,
                                   Row gradient) = 0;
  /// The same of the mean loss of the first half of the mini-batch's samples; what is shared by the
  /// samples, such as batch-norm statistics, is that of the whole mini-batch. Only for learners
  /// with Learner::half_batch_share() > 0.
  virtual void half_gradient(BatchPlace place, ConstRow parameters, Row buffers, Row gradient) {
    CONSIM_ASSERT(false, place.node, parameters.size(), buffers.size(), gradient.size());
  }
  /// Writes to `buffers` what part `part` of `statistics_parts()` of the training data makes of
  /// them at these parameters, in place of what training has gathered. Only for learners that have
  /// such parts.
  virtual void statistics(std::int64_t part, ConstRow parameters, Row buffers) {
    CONSIM_ASSERT(false, part, parameters.size(), buffers.size());
  }
  /// Loss and correct answers over part `part` of `evaluation_parts(split)`, in evaluation mode.
  virtual Score evaluate(Split split, std::int64_t part, ConstRow parameters, ConstRow buffers) = 0;
  /// Writes the gradient of the *summed* loss over part `part` of the gradient sample, in
  /// evaluation mode and of samples as they are (no augmentation, no weight decay), and returns how
  /// many samples the part has. Requires part < Learner::gradient_parts().
  virtual std::int64_t sample_gradient(std::int64_t part, ConstRow parameters, ConstRow buffers,
                                       Row gradient);
};

class Learner {
 public:
  virtual ~Learner() = default;
  virtual const ParameterLayout& layout() const = 0;
  virtual int nodes() const = 0;
  /// Local steps in which a node goes once through its shard (the last partial batch is dropped);
  /// at least 1.
  virtual std::int64_t steps_per_epoch() const = 0;
  virtual std::int64_t batch_size() const = 0;
  /// The share of a mini-batch's samples that are in its first half; 0: it can't be halved.
  virtual double half_batch_share() const { return 0; }
  virtual void initial_point(NodeId node, Row parameters, Row buffers) const = 0;
  /// A split is evaluated in this many independent parts, whose scores are added in order. 0: no
  /// such split.
  virtual std::int64_t evaluation_parts(Split split) const = 0;
  /// Parts of the gradient sample: fixed training samples whose mean loss stands for f where the
  /// norm of its gradient is measured. 0: it isn't.
  virtual std::int64_t gradient_parts() const { return 0; }
  /// The averaged model is evaluated with the mean, over so many parts, of their `statistics`; 0:
  /// with the mean of the nodes' buffers.
  virtual std::int64_t statistics_parts() const { return 0; }
  virtual StepWork work() const = 0;
  /// Called on the thread that will use the worker.
  virtual std::unique_ptr<LearnerWorker> make_worker() const = 0;
};

inline std::int64_t LearnerWorker::sample_gradient(std::int64_t part, ConstRow, ConstRow, Row) {
  CONSIM_ASSERT(false, part);
  return 0;
}

}  // namespace consim::sim
