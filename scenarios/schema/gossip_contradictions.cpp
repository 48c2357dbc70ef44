#include "scenarios/schema/gossip_contradictions.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <set>

#include "scenarios/scenario_phases.h"
#include "scenarios/schema/inspection.h"

namespace consim::scenarios {
namespace {

class GossipContradictions : private Inspection {
 public:
  using Inspection::Inspection;

  void find() const {
    check_algorithms();
    check_critical();
  }

 private:
  void check_algorithms() const {
    check_algorithm("algorithm", scenario_.algorithm);
    const AllReduce* first = std::get_if<AllReduce>(&scenario_.algorithm);
    for (std::size_t i = 0; i < scenario_.phase.size(); ++i) {
      if (!scenario_.phase[i].algorithm) continue;
      const std::string key = fmt::format("phase.{}.algorithm", i);
      check_algorithm(key, *scenario_.phase[i].algorithm);
      const auto* own = std::get_if<AllReduce>(&*scenario_.phase[i].algorithm);
      if (first != nullptr && own != nullptr && own->collective != first->collective)
        add(key + ".collective", "another one than before",
            "expected the same all-reduce in all phases");
      if (first == nullptr) first = own;
    }
  }

  void check_algorithm(const std::string& key, const AlgorithmConfig& algorithm) const {
    if (!sound({key, "topology"})) return;
    const auto* all_reduce = std::get_if<AllReduce>(&algorithm);
    if (all_reduce != nullptr && all_reduce->collective == CollectiveKind::kHalvingDoubling &&
        !std::has_single_bit(static_cast<std::uint64_t>(nodes())))
      add(key + ".collective", fmt::format("\"halving_doubling\" for {} nodes", nodes()),
          "expected a power of two of nodes, or \"ring\"");
    const auto* dsgd = std::get_if<Dsgd>(&algorithm);
    if (dsgd == nullptr) return;
    check_control(key, *dsgd);
    check_scale(key + ".mixing_scale.from_epoch", dsgd->mixing_scale);
  }

  // So that γ falls from 1 as the learning rate does.
  void check_scale(const std::string& key, const MixingScaleConfig& scale) const {
    const LearningRateConfig& rate = scenario_.optimizer.learning_rate;
    if (!scale.from_epoch || !sound({"optimizer.learning_rate"})) return;
    if (*scale.from_epoch < rate.warmup_epochs)
      add(key,
          fmt::format("{} is within the warm-up of {} epochs", *scale.from_epoch,
                      rate.warmup_epochs),
          "expected an epoch after the warm-up");
    else if (rate.peak == 0)
      add(key, "the learning rate is 0", "expected a learning rate above 0");
  }

  void check_control(const std::string& key, const Dsgd& dsgd) const {
    if (std::holds_alternative<NoControl>(dsgd.control)) return;
    if (const auto* budget = std::get_if<BudgetControl>(&dsgd.control)) {
      if (budget->bytes.has_value() == budget->time.has_value())
        add(key + ".control", budget->bytes ? "bytes and time" : "neither bytes nor time",
            "expected one of the two");
      return;
    }
    if (const auto* schedule = std::get_if<ScheduleControl>(&dsgd.control))
      check_schedule(key + ".control", *schedule);
    const bool adaptive = std::holds_alternative<AdaptiveControl>(dsgd.control);
    if ((adaptive || std::holds_alternative<CriticalControl>(dsgd.control)) &&
        dsgd.order == Order::kCombineThenAdapt)
      add(key + ".control",
          fmt::format("\"{}\" with \"combine_then_adapt\"", adaptive ? "adaptive" : "critical"),
          "expected \"adapt_then_combine\": before the exchange there is no gradient");
    if (scenario_.run.timing_only && sound({"run.timing_only"}))
      add(key + ".control", "without learning there is no consensus distance",
          "expected none with run.timing_only = true");
    const std::optional<int> most = max_rounds(dsgd.control);
    if (most && *most < dsgd.gossip_rounds)
      add(key + ".control.max_rounds",
          fmt::format("{} is below gossip_rounds = {}", *most, dsgd.gossip_rounds),
          "expected at least gossip_rounds");
    check_estimator(key + ".control.estimator", dsgd);
  }

  void check_critical() const {
    if (!sound({"phase", "algorithm", "optimizer", "topology", "workload"})) return;
    std::set<std::string> told;
    for (std::size_t i = 0; i < phases_run(scenario_); ++i) {
      const ControlConfig* control = control_of(scenario_, i);
      if (!control || !std::holds_alternative<CriticalControl>(*control)) continue;
      const std::string key = algorithm_key(scenario_, i) + ".control", what = without_estimate(i);
      if (what.empty() || !told.insert(key).second) continue;
      add(key, "\"critical\" " + what, "expected another control");
    }
  }

  std::string without_estimate(std::size_t phase) const {
    if (nodes() == 1) return "with one node, which is at no distance";
    OptimizerConfig own = scenario_.optimizer;
    if (!scenario_.phase.empty()) own = optimizer_of(scenario_.phase[phase], own);
    const LearningRateConfig& rate = own.learning_rate;
    if (rate.peak == 0 && (rate.warmup_from == 0 || rate.warmup_epochs == 0))
      return "with a learning rate of 0: smoothness is measured where nodes move";
    const auto* q = std::get_if<QuadraticWorkload>(&scenario_.workload);
    const bool flat = q && std::ranges::count(q->curvature, 0) == std::ssize(q->curvature);
    return flat ? "with curvature = 0: the critical distance is infinite" : "";
  }

  void check_estimator(const std::string& key, const Dsgd& dsgd) const {
    const Estimator* seen = estimator(dsgd.control);
    if (seen == nullptr) return;
    int every = 1;
    if (const auto* theta = std::get_if<Theta>(seen)) every = theta->every;
    if (const auto* sketch = std::get_if<Sketch>(seen)) every = sketch->every;
    if (every > *max_rounds(dsgd.control))
      add(key + ".every", fmt::format("{} is above max_rounds", every),
          "expected at most max_rounds");
  }

  void check_schedule(const std::string& key, const ScheduleControl& schedule) const {
    const std::vector<double>& epochs = schedule.epochs;
    if (epochs.size() != schedule.distances.size() || epochs.empty())
      add(key + ".distances",
          fmt::format("{} for {} epochs", schedule.distances.size(), epochs.size()),
          "expected one for each epoch, and at least one");
    if (std::ranges::adjacent_find(epochs, std::ranges::greater_equal{}) != epochs.end())
      add(key + ".epochs", "not ascending", "expected each epoch above the one before");
  }
};

}  // namespace

void find_gossip_contradictions(const Scenario& scenario, const Value& root, Report& report) {
  GossipContradictions(scenario, root, report).find();
}

}  // namespace consim::scenarios
