// One term of a weighted sum of parameter versions: weight · version.
#pragma once

#include <cstdint>

namespace consim::sim {

/// A handle of one immutable version of a node's parameters, kept by the Swarm; kNoVersion when
/// nothing is learned.
using VersionId = std::int32_t;
inline constexpr VersionId kNoVersion = -1;

struct Term {
  VersionId version = kNoVersion;
  double weight = 0;
  bool operator==(const Term&) const = default;
};

}  // namespace consim::sim
