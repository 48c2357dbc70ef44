#include <algorithm>

#include "scenarios/profiles.h"
#include "scenarios/schema/profile_schema.h"
#include "scenarios/schema/scenario_schema.h"
#include "scenarios/schema/tagged.h"

namespace consim::scenarios {
namespace {

const NumberRange kSigma{.least = 0, .most = 2};
const NumberRange kShift{.least = 0, .most = 1};
const NumberRange kShape{.above = 1, .most = 1e6};
const NumberRange kFactor{.least = 1e-6, .most = 1e6};
constexpr base::Bytes kLargestMessage{std::int64_t{1} << 40};

Format<Jitter> jitter() {
  Fields<LogNormal> log_normal;
  log_normal.add(&LogNormal::sigma, number(kSigma),
                 {.name = "sigma", .doc = "of the factor's logarithm"});
  Fields<ShiftedExponential> shifted;
  shifted.add(&ShiftedExponential::shift, number(kShift),
              {.name = "shift", .doc = "the smallest factor"});
  Fields<Pareto> pareto;
  pareto.add(&Pareto::shape, number(kShape), {.name = "shape", .doc = "tail index"});
  Fields<Uniform> uniform;
  uniform.add(&Uniform::low, number(kFactor), {.name = "low", .doc = "the smallest factor"})
      .add(&Uniform::high, number(kFactor),
           {.name = "high", .doc = "the largest factor, at least `low`"});
  Tagged<Jitter> tagged("kind",
                        "a random factor on each compute time, drawn for each node and step");
  tagged.option<NoJitter>("none", {}, "1")
      .option("lognormal", log_normal, "exp(sigma z), z standard normal: median 1")
      .option<Exponential>("exponential", {}, "E, exponential with mean 1")
      .option("shifted_exponential", shifted, "shift + (1 − shift) E: mean 1")
      .option("pareto", pareto, "U^(−1/shape), U uniform on (0, 1): minimum 1")
      .option("uniform", uniform, "uniform from low to high");
  return tagged.format({});
}

// One kind of a given step time: the text of its nominal time, and the parameters of its spread.
template <class Spread>
Option<StepTimeConfig> spread_option(const std::string& kind, const std::string& nominal,
                                     const Fields<Spread>& parameters) {
  const StepTimeConfig prototype{{base::Duration{1}}, Spread{}};
  Fields<StepTimeConfig> fields;
  fields.add([](auto& step_time) -> auto& { return step_time.nominal.front(); },
             duration(Zero::kRefused),
             {.name = nominal, .doc = "the " + nominal + " of a step's time", .required = true});
  fields.append(parameters.template inside<StepTimeConfig>(
      [](auto& step_time) -> auto& { return std::get<Spread>(step_time.spread); }));
  const auto match = [=](const std::string& tag) {
    return tag == kind ? std::optional(prototype) : std::nullopt;
  };
  const auto tag_of = [=](const StepTimeConfig& step_time) {
    return std::holds_alternative<Spread>(step_time.spread) ? std::optional(kind) : std::nullopt;
  };
  return {{kind}, "", "as for jitter, times its " + nominal, prototype, match, tag_of, fields};
}

Format<StepTimeConfig> distributed_step_time() {
  Fields<LogNormal> log_normal;
  log_normal.add(&LogNormal::sigma, number(kSigma),
                 {.name = "sigma", .doc = "of the time's logarithm"});
  Fields<ShiftedExponential> shifted;
  shifted.add(&ShiftedExponential::shift, number(kShift),
              {.name = "shift", .doc = "smallest time over mean"});
  Fields<Pareto> pareto;
  pareto.add(&Pareto::shape, number(kShape), {.name = "shape", .doc = "tail index"});
  Tagged<StepTimeConfig> tagged("kind",
                                "distribution of a step's time, drawn for each node and step");
  tagged.option(spread_option("lognormal", "median", log_normal))
      .option(spread_option<Exponential>("exponential", "mean", {}))
      .option(spread_option("shifted_exponential", "mean", shifted))
      .option(spread_option("pareto", "minimum", pareto));
  return tagged.format({});
}

Format<base::Bytes> message_size() {
  Format<base::Bytes> format = bytes();
  format.allowed += ", at most " + base::to_string(kLargestMessage);
  format.read = [allowed = format.allowed](const Value& value, const At& at, base::Bytes& out) {
    const auto* text = value.get<std::string>();
    const auto size = text ? base::parse_bytes(*text) : std::nullopt;
    if (!size || *size > kLargestMessage) return at.unexpected(value, allowed);
    out = *size;
    return true;
  };
  return format;
}

Format<StepTimeConfig> step_time() {
  const Format<std::vector<base::Duration>> fixed =
      one_or_list(duration(Zero::kRefused), "each node");
  const Format<StepTimeConfig> drawn = distributed_step_time();
  const auto read = [=](const Value& value, const At& at, StepTimeConfig& out) {
    if (value.get<Table>() != nullptr) return drawn.read(value, at, out);
    out.spread = NoJitter{};
    return fixed.read(value, at, out.nominal);
  };
  const auto write = [=](const StepTimeConfig& step_time) {
    const bool is_fixed = std::holds_alternative<NoJitter>(step_time.spread);
    return is_fixed ? fixed.write(step_time.nominal) : drawn.write(step_time);
  };
  return {fixed.allowed + ", or " + drawn.allowed, read, write, drawn.inner};
}

Format<Stragglers> stragglers() {
  Fields<Slowdown> slowdown;
  slowdown
      .add(&Slowdown::fraction, number({.least = 0, .most = 1}),
           {.name = "fraction",
            .doc = "of the nodes, rounded to a whole number of them",
            .required = true})
      .add(&Slowdown::factor, number({.least = 1, .most = 1e6}),
           {.name = "factor", .doc = "on their compute times", .required = true});
  Tagged<Stragglers> tagged("kind", "nodes that are slower than their device");
  tagged.option<NoStragglers>("none", {}, "none")
      .option("slowdown", slowdown, "some nodes, drawn from the seed, are slower in every step");
  return tagged.format({});
}

Format<std::string> profile(const std::vector<std::string>& names, const std::string& what) {
  const std::string allowed =
      "a " + what + " profile (" + one_of_text(names) + ") or the path of a .toml file";
  const auto read = [=](const Value& value, const At& at, std::string& out) {
    const auto* text = value.get<std::string>();
    if (text == nullptr) return at.unexpected(value, allowed);
    if (is_profile_path(*text)) return path(allowed).read(value, at, out);
    if (std::ranges::find(names, *text) == names.end())
      return at.unexpected(value, allowed, base::nearest(*text, names));
    out = *text;
    return true;
  };
  return {allowed, read, [](const std::string& name) { return Value{name, {}}; }};
}

Format<Device> device() {
  const Format<std::string> named = profile(device_names(), "device");
  const Format<DeviceProfile> own = device_profile_format();
  const auto read = [=](const Value& value, const At& at, Device& out) {
    const bool is_table = value.get<Table>() != nullptr;
    return is_table ? own.read(value, at, out.emplace<DeviceProfile>())
                    : named.read(value, at, out.emplace<std::string>());
  };
  const auto write = [=](const Device& device) {
    const auto* name = std::get_if<std::string>(&device);
    return name != nullptr ? named.write(*name) : own.write(std::get<DeviceProfile>(device));
  };
  Format<Device> format{named.allowed + ", or a table with a device profile's keys", read, write};
  format.in_lists = true;
  return format;
}

Format<NetworkConfig> network() {
  const std::string with_link = "the link's";
  Fields<NetworkConfig> fields;
  fields
      .add(&NetworkConfig::link,
           optional(profile(link_names(), "link"), "latency and bandwidth are given instead"),
           {.name = "link", .doc = "latency and bandwidth between two nodes"})
      .add(&NetworkConfig::latency, optional(duration(Zero::kAllowed), with_link),
           {.name = "latency", .doc = "α; with `bandwidth`, instead of `link`"})
      .add(&NetworkConfig::bandwidth, optional(bandwidth(), with_link),
           {.name = "bandwidth", .doc = "B; with `latency`, instead of `link`"})
      .add(&NetworkConfig::sharing,
           choice<Sharing>({{"none", Sharing::kNone}, {"nic", Sharing::kNic}}),
           {.name = "sharing",
            .doc = "`none`: a message of m bytes takes α + m/B whatever else is sent; `nic`: "
                   "messages are serialised "
                   "at each node's full-duplex port"})
      .add(&NetworkConfig::overhead, duration(Zero::kAllowed),
           {.name = "overhead", .doc = "time on the sender's host for each message"});
  return table(fields, {.section = true});
}

}  // namespace

Format<ClusterConfig> cluster_format() {
  Fields<ClusterConfig> fields;
  fields
      .add(&ClusterConfig::device, one_or_list(device(), "each node"),
           {.name = "device", .doc = "what a node computes on"})
      .add(&ClusterConfig::step_time,
           optional(step_time(), "modelled from counted work and device"),
           {.name = "step_time", .doc = "time of a local step, given instead of modelled"})
      .add(&ClusterConfig::message_size, optional(message_size(), "all parameters"),
           {.name = "message_size", .doc = "bytes a node sends to a neighbour in a round"})
      .add(&ClusterConfig::jitter, jitter(),
           {.name = "jitter", .doc = "a random factor on each compute time"})
      .add(&ClusterConfig::stragglers, stragglers(), {.name = "stragglers", .doc = "slow nodes"})
      .add(&ClusterConfig::network, network(), {.name = "network", .doc = "what a message costs"});
  return table(fields, {.section = true});
}

}  // namespace consim::scenarios
