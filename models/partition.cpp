#include "models/partition.h"

#include <fmt/format.h>

#include "base/random.h"
#include "models/keyed_permutation.h"

namespace consim::models {

std::vector<base::Problem> check(const PartitionConfig& config) {
  std::vector<base::Problem> problems;
  const auto at_least_one = [&](const char* key, std::int64_t value) {
    if (value >= 1) return;
    problems.push_back(
        {.key = key, .what = fmt::format("{} is too small", value), .allowed = "at least 1"});
  };
  at_least_one("nodes", config.nodes);
  at_least_one("train_samples", config.samples);
  at_least_one("batch_size", config.batch_size);
  if (!problems.empty()) return problems;
  const std::int64_t shard = config.samples / config.nodes;
  if (config.batch_size > shard)
    problems.push_back(
        {.key = "batch_size",
         .what = fmt::format("{} samples are more than a node's shard ({} samples over {} nodes)",
                             config.batch_size, config.samples, config.nodes),
         .allowed = fmt::format("at most {}", shard)});
  return problems;
}

namespace {

void check_call(const PartitionConfig& config, sim::BatchPlace place,
                std::span<const std::int64_t> indices) {
  CONSIM_ASSERT(place.node >= 0 && place.node < config.nodes, place.node, config.nodes);
  CONSIM_ASSERT(place.step >= 0, place.step);
  CONSIM_ASSERT(static_cast<std::int64_t>(indices.size()) == config.batch_size, indices.size());
}

// Where a node's mini-batch begins.
struct EpochPlace {
  std::uint64_t epoch;
  std::uint64_t position;  // in the order of the node's shard in that epoch
};

EpochPlace place_in_epoch(const PartitionConfig& config, std::int64_t step) {
  const std::int64_t steps = config.steps_per_epoch();
  return {static_cast<std::uint64_t>(step / steps),
          static_cast<std::uint64_t>(step % steps * config.batch_size)};
}

}  // namespace

IidPartition::IidPartition(const PartitionConfig& config) : config_(config) {
  if (auto problems = check(config); !problems.empty()) throw base::InputError(std::move(problems));
}

void IidPartition::batch(sim::BatchPlace place, std::span<std::int64_t> indices) const {
  check_call(config_, place, indices);
  const auto node = static_cast<std::uint64_t>(place.node);
  const auto shard = static_cast<std::uint64_t>(config_.shard_size());
  auto [epoch, position] = place_in_epoch(config_, place.step);

  const std::uint64_t order_epoch = config_.reshuffled ? epoch : 0;
  const KeyedPermutation order(static_cast<std::uint64_t>(config_.samples),
                               {config_.seed, base::Purpose::kPartition, {0, order_epoch}});
  const KeyedPermutation within(shard, {config_.seed, base::Purpose::kShuffle, {node, epoch}});
  for (std::int64_t& index : indices) {
    const std::uint64_t place_in_shard = config_.reshuffled ? position : within(position);
    index = static_cast<std::int64_t>(order(node * shard + place_in_shard));
    ++position;
  }
}

DealtPartition::DealtPartition(const PartitionConfig& config, std::vector<std::int32_t> shards)
    : config_(config), shards_(std::move(shards)) {
  if (auto problems = check(config); !problems.empty()) throw base::InputError(std::move(problems));
  CONSIM_ASSERT(std::ssize(shards_) == config.nodes * config.shard_size(), shards_.size());
}

void DealtPartition::batch(sim::BatchPlace place, std::span<std::int64_t> indices) const {
  check_call(config_, place, indices);
  const auto node = static_cast<std::uint64_t>(place.node);
  const auto size = static_cast<std::uint64_t>(config_.shard_size());
  auto [epoch, position] = place_in_epoch(config_, place.step);
  const KeyedPermutation within(size, {config_.seed, base::Purpose::kShuffle, {node, epoch}});
  for (std::int64_t& index : indices) index = shards_[node * size + within(position++)];
}

}  // namespace consim::models
