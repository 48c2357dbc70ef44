// Which samples a node's mini-batch holds: a function of (seed, node, step), with no state and no
// lock.
//
// Identically distributed ("iid") partition of N training samples over n nodes into disjoint shards
// of ⌊N/n⌋ samples: a random order π_e of all samples is cut into n consecutive pieces, node i
// having the i-th one.
//   reshuffled   (default) a new order π_e for every epoch e: all samples shuffled over all nodes
//   fixed        one order for the whole run; a node takes its own shard in a new order every epoch
// An epoch has ⌊shard/batch⌋ local steps; the last partial batch is dropped, as are the N mod n
// samples at the end of π_e.
//
// Requirements: n ≥ 1, 1 ≤ batch ≤ ⌊N/n⌋, node and epoch below 2^32. Guarantees: within an epoch no
// sample comes twice, and if n·batch divides N every sample comes once; the same for any thread and
// any order of calls. Complexity: O(batch) a call (about 60 ns a sample), nothing stored. Orders
// are keyed permutations (keyed_permutation.h).
//
// A DealtPartition has fixed shards of the same size that are given, such as label_skew.h's, and
// takes each in a new order every epoch, as the fixed iid one does; stored are n·⌊N/n⌋ indices.
//
//   IidPartition partition({.seed = 1, .nodes = 16, .samples = 60000, .batch_size = 32});
//   std::vector<std::int64_t> batch(32);
//   partition.batch({.node = 3, .step = 100}, batch);
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "base/errors.h"
#include "sim/learning/learner.h"

namespace consim::models {

struct PartitionConfig {
  std::uint64_t seed = 1;
  int nodes = 1;
  std::int64_t samples = 0;     ///< N; the samples are 0, …, N − 1
  std::int64_t batch_size = 1;  ///< of one node
  bool reshuffled = true;

  std::int64_t shard_size() const { return samples / nodes; }
  std::int64_t steps_per_epoch() const { return shard_size() / batch_size; }
};

/// Everything that is wrong with the values; keys are the scenario's, without the table's name.
std::vector<base::Problem> check(const PartitionConfig& config);

class IidPartition {
 public:
  /// Throws InputError with all problems of `check`.
  explicit IidPartition(const PartitionConfig& config);

  std::int64_t steps_per_epoch() const { return config_.steps_per_epoch(); }
  const PartitionConfig& config() const { return config_; }

  /// Writes the `batch_size` samples of a node's mini-batch; requires indices.size() == batch_size.
  void batch(sim::BatchPlace place, std::span<std::int64_t> indices) const;

 private:
  PartitionConfig config_;
};

class DealtPartition {
 public:
  /// `shards`: n·⌊N/n⌋ samples, those of node 0 first. Throws InputError with all problems of
  /// `check`.
  DealtPartition(const PartitionConfig& config, std::vector<std::int32_t> shards);

  std::int64_t steps_per_epoch() const { return config_.steps_per_epoch(); }
  const PartitionConfig& config() const { return config_; }

  /// As IidPartition's.
  void batch(sim::BatchPlace place, std::span<std::int64_t> indices) const;

 private:
  PartitionConfig config_;
  std::vector<std::int32_t> shards_;
};

using Partition = std::variant<IidPartition, DealtPartition>;

}  // namespace consim::models
