#include <fmt/format.h>

#include <charconv>

#include "scenarios/schema/fields.h"
#include "scenarios/schema/scenario_schema.h"

namespace consim::scenarios {
namespace {

constexpr std::int64_t kMaxEpochs = 1'000'000'000;

// Its keys are described at [topology].
Format<topologies::TopologySpec> phase_topology() {
  Format<topologies::TopologySpec> format = topology_format();
  format.allowed = "a table with the keys of `[topology]`";
  format.inner.clear();
  format.section = false;
  return format;
}

// Its keys are described at [algorithm].
Format<AlgorithmConfig> phase_algorithm() {
  Format<AlgorithmConfig> format = algorithm_format();
  format.allowed = "a table with the keys of `[algorithm]`";
  format.inner.clear();
  format.section = false;
  return format;
}

constexpr std::string_view kDecay = "lr_decay";
constexpr int kMostDecays = 1000;

// "lr_decay:2" -> 2.
std::optional<int> decay_number(std::string_view text) {
  if (!text.starts_with(kDecay) || text.substr(kDecay.size()).size() < 2) return std::nullopt;
  const std::string_view digits = text.substr(kDecay.size() + 1);
  int number = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, number);
  const bool good = text[kDecay.size()] == ':' && error == std::errc{} && rest == end &&
                    digits.front() != '0' && number >= 1 && number <= kMostDecays;
  return good ? std::optional(number) : std::nullopt;
}

// A misspelt name with a number that would do.
std::string suggested_decay(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::vector<std::string> names = {std::string(kDecay)};
  if (colon == std::string::npos || base::nearest(text.substr(0, colon), names).empty()) return {};
  const std::string suggestion = fmt::format("{}{}", kDecay, text.substr(colon));
  return decay_number(suggestion) ? suggestion : std::string();
}

Format<PhaseEnd> phase_end() {
  const Format<double> fraction = number({.above = 0, .most = 1});
  const std::string allowed =
      fmt::format("{}, or \"{}:k\" with k from 1 to {}", fraction.allowed, kDecay, kMostDecays);
  const auto read = [=](const Value& value, const At& at, PhaseEnd& out) {
    const auto* text = value.get<std::string>();
    const auto* part = value.get<double>();
    const auto* whole = value.get<std::int64_t>();
    if (const auto found = text == nullptr ? std::nullopt : decay_number(*text))
      out = LearningRateDecay{*found};
    else if (part != nullptr && *part > 0 && *part <= 1)
      out = *part;
    else if (whole != nullptr && *whole == 1)
      out = 1.0;
    else
      return at.unexpected(value, allowed, text == nullptr ? "" : suggested_decay(*text));
    return true;
  };
  const auto write = [=](const PhaseEnd& end) {
    if (const auto* decay = std::get_if<LearningRateDecay>(&end))
      return Value{fmt::format("{}:{}", kDecay, decay->number), {}};
    return fraction.write(std::get<double>(end));
  };
  return {allowed, read, write};
}

// Its keys are described at [optimizer.learning_rate].
Format<LearningRateConfig> phase_learning_rate() {
  Format<LearningRateConfig> format = learning_rate_format();
  format.allowed += " with the keys of `[optimizer.learning_rate]`";
  format.inner.clear();
  format.section = false;
  return format;
}

Format<PhaseOptimizer> phase_optimizer() {
  const std::string absent = "the scenario's";
  Fields<PhaseOptimizer> fields;
  fields
      .add(&PhaseOptimizer::momentum, optional(number({.least = 0, .below = 1}), absent),
           {.name = "momentum", .doc = "μ; what has gathered is carried over"})
      .add(&PhaseOptimizer::nesterov, optional(flag(), absent),
           {.name = "nesterov", .doc = "look ahead; needs momentum > 0"})
      .add(&PhaseOptimizer::weight_decay, optional(number({.least = 0, .most = 1e6}), absent),
           {.name = "weight_decay", .doc = "times the parameters, added to the gradient"})
      .add(&PhaseOptimizer::learning_rate_factor, number({.above = 0, .most = 1e6}),
           {.name = "learning_rate_factor", .doc = "on the learning rate, all through the phase"})
      .add(&PhaseOptimizer::learning_rate, optional(phase_learning_rate(), absent),
           {.name = "learning_rate",
            .doc = "another schedule: the rate is what it would be had the whole run this one; a "
                   "number is a constant rate"});
  Format<PhaseOptimizer> format = table(fields, {.section = true});
  format.section = false;
  return format;
}

}  // namespace

Format<std::vector<Phase>> phases_format() {
  Fields<Phase> fields;
  fields
      .add(&Phase::until, optional(phase_end(), "until_epoch is given instead"),
           {.name = "until",
            .doc = "the fraction of all training samples accessed at which the phase ends; "
                   "`\"lr_decay:k\"`: with the k-th decay of `[optimizer.learning_rate]`",
            .default_text = "`until_epoch` is given instead; of the last phase `1.0`"})
      .add(&Phase::until_epoch,
           optional(whole<std::int64_t>(1, kMaxEpochs), "until is given instead"),
           {.name = "until_epoch", .doc = "the epoch with which the phase ends"})
      .add(&Phase::algorithm, optional(phase_algorithm(), "the scenario's"),
           {.name = "algorithm", .doc = "how the nodes agree in this phase"})
      .add(&Phase::optimizer, optional(phase_optimizer(), "the scenario's"),
           {.name = "optimizer", .doc = "what of the optimizer is different in this phase"})
      .add(&Phase::topology, optional(phase_topology(), "the scenario's"),
           {.name = "topology", .doc = "whom the nodes gossip with in this phase"});
  return tables_of(table(fields, {.section = true}), "one, the whole run");
}

}  // namespace consim::scenarios
