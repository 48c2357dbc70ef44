#include "scenarios/learner_config.h"

#include <fmt/format.h>

#include <variant>

#include "base/errors.h"
#include "scenarios/whole_run.h"

namespace consim::scenarios {
namespace {

static_assert(models::kDeepestResnet == kDeepestResnet && models::kWidestResnet == kWidestResnet &&
              models::kWidestHidden == kWidestHidden);
static_assert(static_cast<int>(models::Norm::kGroup) == static_cast<int>(Norm::kGroup) &&
              static_cast<int>(models::Norm::kNone) == static_cast<int>(Norm::kNone));

struct MakePartition {
  models::ImageLearnerConfig& config;

  void operator()(IidPartition iid) const { config.reshuffled = iid.reshuffled; }
  void operator()(DirichletPartition by) const { config.skew = models::Dirichlet{by.alpha}; }
  void operator()(ByLabelPartition by) const { config.skew = models::ByLabel{by.classes_per_node}; }
  void operator()(ShardsPartition by) const { config.skew = models::Shards{by.shards_per_node}; }
};

}  // namespace

models::SgdTerms counted_terms(const Scenario& scenario) {
  const WholeRun run = whole_run(scenario);
  return {run.momentum, run.nesterov, run.weight_decay};
}

models::ImageLearnerConfig image_learner_config(const Scenario& scenario,
                                                const ImageWorkload& workload) {
  models::ImageLearnerConfig config;
  config.seed = scenario.seed;
  config.nodes = nodes(scenario.topology);
  config.batch_size = workload.batch_size;
  std::visit(MakePartition{config}, workload.partition);
  config.train_samples_evaluated = scenario.run.train_samples_evaluated;
  config.local_samples = scenario.run.local_samples;
  config.gradient_samples = scenario.run.gradient_samples;
  config.recompute_statistics =
      scenario.run.batch_norm_statistics == BatchNormStatistics::kRecompute;
  if (workload.augment) config.augmentation = models::Augmentation{};
  config.optimizer = counted_terms(scenario);
  if (const auto* fashion = std::get_if<FashionMnist>(&workload.dataset)) {
    config.dataset = models::FashionMnist{fashion->data_dir.value_or("")};
    config.train_samples = fashion->train_samples;
  } else if (const auto* cifar = std::get_if<Cifar10>(&workload.dataset)) {
    config.dataset = models::Cifar10{cifar->data_dir.value_or("")};
    config.train_samples = cifar->train_samples;
  } else {
    const auto& pictures = std::get<SyntheticImages>(workload.dataset);
    config.dataset = models::SyntheticImages{scenario.seed,
                                             pictures.train_samples,
                                             pictures.test_samples,
                                             {pictures.channels, pictures.height, pictures.width}};
  }
  if (const auto* mlp = std::get_if<Mlp>(&workload.model)) {
    config.network = models::Mlp{mlp->hidden};
  } else {
    const auto& resnet = std::get<ResNet>(workload.model);
    config.network =
        models::Resnet{resnet.depth, resnet.width, static_cast<models::Norm>(resnet.norm)};
  }
  return config;
}

std::optional<std::string> unreadable_data(const Scenario& scenario) {
  const auto* images = std::get_if<ImageWorkload>(&scenario.workload);
  if (images == nullptr || std::holds_alternative<SyntheticImages>(images->dataset))
    return std::nullopt;
  try {
    models::load(image_learner_config(scenario, *images).dataset);
  } catch (const base::InputError& error) {
    return to_string(error.problems().front());
  }
  return std::nullopt;
}

std::optional<std::string> check_partition(const Scenario& scenario) {
  const auto* images = std::get_if<ImageWorkload>(&scenario.workload);
  if (images == nullptr) return std::nullopt;
  const bool by_label = std::holds_alternative<ByLabelPartition>(images->partition);
  if (!by_label && !std::holds_alternative<ShardsPartition>(images->partition)) return std::nullopt;
  const models::ImageLearnerConfig config = image_learner_config(scenario, *images);
  models::ImageData data;
  try {
    data = models::load(config.dataset);
  } catch (const base::InputError& error) {
    return fmt::format("the partition isn't checked, since the data can't be read: {}",
                       to_string(error.problems().front()));
  }
  std::vector<base::Problem> problems = models::check(config, data);
  try {
    if (problems.empty() && by_label) models::make_partition(config, data);
  } catch (const base::InputError& error) {
    problems = error.problems();
  }
  for (base::Problem& problem : problems) problem.key = "workload." + problem.key;
  if (!problems.empty()) throw base::InputError(std::move(problems));
  return std::nullopt;
}

}  // namespace consim::scenarios
