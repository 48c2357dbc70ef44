#include "models/image_learner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "models/keyed_permutation.h"

namespace consim::models {

PartitionConfig partition_config(const ImageLearnerConfig& config, std::int64_t available) {
  return {.seed = config.seed,
          .nodes = config.nodes,
          .samples = config.train_samples.value_or(available),
          .batch_size = config.batch_size,
          .reshuffled = config.reshuffled};
}

DealConfig deal_config(const ImageLearnerConfig& config) {
  return {.seed = config.seed, .nodes = config.nodes, .skew = config.skew.value_or(LabelSkew{})};
}

Partition make_partition(const ImageLearnerConfig& config, const ImageData& data) {
  const PartitionConfig partition = partition_config(config, data.train.size());
  if (!config.skew) return IidPartition(partition);
  const auto used = static_cast<std::size_t>(partition.samples);
  return DealtPartition(partition, deal(deal_config(config),
                                        {std::span(data.train.labels).first(used), data.classes}));
}

std::vector<base::Problem> check(const ImageLearnerConfig& config, const ImageData& data) {
  std::vector<base::Problem> problems = check(partition_config(config, data.train.size()));
  const bool can_deal = problems.empty() && config.train_samples.value_or(0) <= data.train.size();
  if (config.skew && can_deal)
    problems =
        check(deal_config(config), config.train_samples.value_or(data.train.size()), data.classes);
  const auto within = [&](const char* key, std::int64_t value, std::int64_t least,
                          std::int64_t most) {
    if (value >= least && value <= most) return;
    problems.push_back({.key = key,
                        .what = fmt::format("{} is out of range", value),
                        .allowed = fmt::format("{} to {}", least, most)});
  };
  if (config.train_samples.value_or(0) > data.train.size())
    problems.push_back(
        {.key = "train_samples",
         .what = fmt::format("{} samples of {}", *config.train_samples, data.train.size()),
         .allowed = fmt::format("at most {}", data.train.size())});
  constexpr std::int64_t kMost = std::int64_t{1} << 31;
  within("train_samples_evaluated", config.train_samples_evaluated, 0, kMost);
  within("local_samples", config.local_samples, 0, kMost);
  within("gradient_samples", config.gradient_samples, 0, kMost);
  within("evaluation_part", config.evaluation_part, 1, kMost);
  if (config.recompute_statistics) {
    within("train_samples_evaluated", config.train_samples_evaluated, 2, kMost);
    within("evaluation_part", config.evaluation_part, 2, kMost);
    within("train_samples", config.train_samples.value_or(data.train.size()), 2, kMost);
  }
  if (config.augmentation) within("padding", config.augmentation->padding, 0, 1024);
  for (auto& problem : check(config.network, data.train.shape))
    problems.push_back(std::move(problem));
  return problems;
}

std::vector<std::int64_t> evaluated_train_samples(std::int64_t samples, std::int64_t evaluated) {
  const KeyedPermutation order(static_cast<std::uint64_t>(samples), {0, base::Purpose::kShuffle});
  std::vector<std::int64_t> chosen(static_cast<std::size_t>(std::min(samples, evaluated)));
  for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = static_cast<std::int64_t>(order(i));
  return chosen;
}

sim::Score score_logits(std::span<const float> logits, std::span<const std::int64_t> labels) {
  CONSIM_ASSERT(!labels.empty() && logits.size() % labels.size() == 0, logits.size(),
                labels.size());
  const std::size_t classes = logits.size() / labels.size();
  sim::Score score{.loss = 0, .correct = 0, .samples = static_cast<std::int64_t>(labels.size())};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    const auto label = static_cast<std::size_t>(labels[i]);
    CONSIM_ASSERT(label < classes, label, classes);
    const auto largest = std::max_element(row.begin(), row.end());
    double sum = 0;
    for (const float value : row)
      sum += std::exp(static_cast<double>(value) - static_cast<double>(*largest));
    const double loss =
        std::log(sum) + static_cast<double>(*largest) - static_cast<double>(row[label]);
    score.loss += loss;
    const bool right = static_cast<std::size_t>(largest - row.begin()) == label;
    score.correct += right && std::isfinite(loss) ? 1 : 0;
  }
  return score;
}

}  // namespace consim::models
