// What an algorithm asks for in answer to an event: intents, carried out in the order in which they
// were given.
//
// An intent about parameters means the node's row x as it is at that place in the order: `apply`
// then `send` sends the updated x, `send` then `apply` the old one. The engine charges time for
// compute, send and join; the Swarm carries out the tensor part later, in the same order for each
// row. A test feeds an event to an algorithm and compares the intents.
//
//   outbox.apply();                                  // x <- x − η·(update by the last gradient)
//   outbox.send(right, {step, 0}, message_size);     // an immutable snapshot of x travels
//   outbox.assign(1.0 / 3, {{left_version, 1.0 / 3}, {right_version, 1.0 / 3}});
//   outbox.end_step(step, rounds);  outbox.compute(step + 1);
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <variant>
#include <vector>

#include "sim/kernel/event.h"
#include "sim/learning/term.h"

namespace consim::sim {

/// Start computing the gradient of local step `step` at x as it is now; ends with ComputeDone.
struct Compute {
  std::uint32_t step = 0;
  bool operator==(const Compute&) const = default;
};
/// x <- x − η·u, where u is the optimizer's update by the gradient computed last.
struct Apply {
  bool operator==(const Apply&) const = default;
};
/// Send x to another node; arrives as MessageReceived.
struct Send {
  NodeId to = 0;
  Tag tag;
  base::Bytes size;
  bool operator==(const Send&) const = default;
};
/// x <- self_weight·x + Σ weight·version over `count` terms from `first`; the versions are given
/// up.
struct Assign {
  double self_weight = 0;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  bool operator==(const Assign&) const = default;
};
/// What a collective does with the x of all nodes.
enum class Operand : std::uint8_t {
  kAverage,  ///< each node gets the mean
  kMeasure,  ///< the algorithm decides on what is measured of them; an oracle's costs no time
  kScalars   ///< nothing: numbers whose sum the algorithm knows are charged
};
/// Offer x to a collective over all nodes; when the last node has joined, it is charged (an average
/// of `size` bytes as the cluster's all-reduce, measurements and scalars as recursive doubling,
/// none of 0 bytes) and ends with CollectiveDone.
struct Join {
  Tag tag;
  base::Bytes size;
  Operand operand = Operand::kAverage;
  bool operator==(const Join&) const = default;
};
/// x now enters the mixing of logical step `step`: it counts for consensus_distance_before_mixing.
struct EnterMixing {
  std::uint32_t step = 0;
  bool operator==(const EnterMixing&) const = default;
};
/// The node's logical step `step` ends with x as it is, after `rounds` gossip rounds and `tests` of
/// the nodes' distance.
struct EndStep {
  std::uint32_t step = 0;
  std::uint32_t rounds = 0;
  std::uint32_t tests = 0;
  bool operator==(const EndStep&) const = default;
};

using Intent = std::variant<Compute, Apply, Send, Assign, Join, EnterMixing, EndStep>;

class Outbox {
 public:
  enum class For { kLearning, kTimingOnly };

  /// In a timing-only run nothing is learned, and intents about parameters alone (apply, assign,
  /// enter_mixing) are dropped.
  explicit Outbox(For purpose = For::kLearning) : learning_(purpose == For::kLearning) {}
  /// False: the terms of an assign needn't be prepared.
  bool learning() const { return learning_; }

  void compute(std::uint32_t step) { intents_.push_back(Compute{step}); }
  void apply() {
    if (learning_) intents_.push_back(Apply{});
  }
  void send(NodeId to, Tag tag, base::Bytes size) { intents_.push_back(Send{to, tag, size}); }
  void assign(double self_weight, std::span<const Term> terms) {
    if (!learning_) return;
    const auto first = static_cast<std::uint32_t>(terms_.size());
    terms_.insert(terms_.end(), terms.begin(), terms.end());
    intents_.push_back(Assign{self_weight, first, static_cast<std::uint32_t>(terms.size())});
  }
  void assign(double self_weight, std::initializer_list<Term> terms) {
    assign(self_weight, std::span(terms.begin(), terms.size()));
  }
  void join(Tag tag, base::Bytes size, Operand operand = Operand::kAverage) {
    intents_.push_back(Join{tag, size, operand});
  }
  void enter_mixing(std::uint32_t step) {
    if (learning_) intents_.push_back(EnterMixing{step});
  }
  void end_step(std::uint32_t step, std::uint32_t rounds, std::uint32_t tests = 0) {
    intents_.push_back(EndStep{step, rounds, tests});
  }

  std::span<const Intent> intents() const { return intents_; }
  std::span<const Term> terms(const Assign& assign) const {
    return std::span(terms_).subspan(assign.first, assign.count);
  }
  void clear() {
    intents_.clear();
    terms_.clear();
  }

 private:
  bool learning_;
  std::vector<Intent> intents_;
  std::vector<Term> terms_;
};

}  // namespace consim::sim
