// The [cluster] table: what the simulated machines and links are, that is, what computing and
// sending cost.
//
// A compute time is the modelled (or given) time of a step, times a straggler's factor, times a
// random factor drawn for each (node, step). The random factor is normalised as follows, z ~ N(0,
// 1), E ~ Exp(1), U ~ uniform on (0, 1):
//   LogNormal           exp(sigma z)               median 1
//   Exponential         E                          mean 1
//   ShiftedExponential  shift + (1 - shift) E      mean 1, minimum shift
//   Pareto              U^(-1/shape)               minimum 1
//   Uniform             low + (high - low) U
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/quantity.h"
#include "base/time.h"
#include "scenarios/profiles.h"

namespace consim::scenarios {

struct NoJitter {
  bool operator==(const NoJitter&) const = default;
};
struct LogNormal {
  double sigma = 0.05;  ///< in [0, 2]
  bool operator==(const LogNormal&) const = default;
};
struct Exponential {
  bool operator==(const Exponential&) const = default;
};
struct ShiftedExponential {
  double shift = 0.5;  ///< in [0, 1]
  bool operator==(const ShiftedExponential&) const = default;
};
struct Pareto {
  double shape = 3;  ///< > 1, so that the mean shape / (shape - 1) is finite
  bool operator==(const Pareto&) const = default;
};
struct Uniform {
  double low = 0.9;   ///< > 0
  double high = 1.1;  ///< >= low
  bool operator==(const Uniform&) const = default;
};

using Jitter = std::variant<NoJitter, LogNormal, Exponential, ShiftedExponential, Pareto, Uniform>;

/// Times of a local step that are given, not modelled: the nominal one of all nodes (size 1) or of
/// each (size n), and how draws spread around it. With a spread there is one nominal time, which is
/// the spread's median, mean or minimum.
struct StepTimeConfig {
  std::vector<base::Duration> nominal;
  Jitter spread = NoJitter{};
  bool operator==(const StepTimeConfig&) const = default;
};

struct NoStragglers {
  bool operator==(const NoStragglers&) const = default;
};
/// round(fraction * n) nodes, drawn from the seed, compute `factor` times as long as the others in
/// every step.
struct Slowdown {
  double fraction = 0;  ///< in [0, 1]
  double factor = 1;    ///< in [1, 1e6]
  bool operator==(const Slowdown&) const = default;
};

using Stragglers = std::variant<NoStragglers, Slowdown>;

/// A profile of the program by its name, or one of the user's own. The path of a profile's file
/// stands only until the scenario is resolved: then its figures do, so a stored scenario needs no
/// other file.
using Device = std::variant<std::string, DeviceProfile>;

enum class Sharing : std::uint8_t {
  kNone,  ///< pure alpha-beta: messages don't disturb each other
  kNic,   ///< messages are serialised at each node's full-duplex port
};

inline constexpr const char* kDefaultLink = "ethernet-10g";

/// Either a profile or both figures; a profile's file is resolved to its figures.
struct NetworkConfig {
  std::optional<std::string> link = kDefaultLink;  ///< a profile's name
  std::optional<base::Duration> latency;           ///< alpha
  std::optional<base::Bandwidth> bandwidth;        ///< B
  Sharing sharing = Sharing::kNic;
  base::Duration overhead{};  ///< host time of the sender, a message
  bool operator==(const NetworkConfig&) const = default;
};

struct ClusterConfig {
  std::vector<Device> device = {"v100-sxm2-16gb"};  ///< one for all nodes or one for each
  std::optional<StepTimeConfig>
      step_time;  ///< not given: modelled from the counted work and the device
  std::optional<base::Bytes> message_size;  ///< not given: number of parameters times their size
  Jitter jitter = NoJitter{};
  Stragglers stragglers = NoStragglers{};
  NetworkConfig network;
  bool operator==(const ClusterConfig&) const = default;
};

}  // namespace consim::scenarios
