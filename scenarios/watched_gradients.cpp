#include "scenarios/watched_gradients.h"

#include <algorithm>

namespace consim::scenarios {
namespace {

WatchedGradients watched_by(const ControlConfig& control, Estimates estimates) {
  const bool estimated = estimates == Estimates::kControl && estimator(control) != nullptr;
  if (estimated || std::holds_alternative<CriticalControl>(control))
    return WatchedGradients::kSpread;
  return std::holds_alternative<AdaptiveControl>(control) ? WatchedGradients::kNorms
                                                          : WatchedGradients::kRecorded;
}

}  // namespace

WatchedGradients watched_gradients(const Scenario& scenario) {
  const Estimates estimates = scenario.run.estimates;
  WatchedGradients most = estimates == Estimates::kAlways && !scenario.run.timing_only
                              ? WatchedGradients::kSpread
                              : WatchedGradients::kRecorded;
  const auto add = [&](const AlgorithmConfig& algorithm) {
    if (const auto* dsgd = std::get_if<Dsgd>(&algorithm))
      most = std::max(most, watched_by(dsgd->control, estimates));
  };
  if (scenario.phase.empty()) add(scenario.algorithm);
  for (const Phase& phase : scenario.phase) add(phase.algorithm.value_or(scenario.algorithm));
  return most;
}

}  // namespace consim::scenarios
