// The [topology] table: which graph connects the nodes and how they weigh each other's parameters.
//
// Which keys a family takes: docs/scenario.md. A member that the family has no key for keeps its
// default.
#pragma once

#include <cstdint>

namespace consim::scenarios {

enum class Family : std::uint8_t {
  kRing,
  kPath,
  kStar,
  kComplete,
  kTorus,
  kHypercube,
  kExponential
};

enum class Mixing : std::uint8_t { kUniform, kMetropolis, kMaxDegree };

struct TopologyConfig {
  Family family = Family::kRing;
  int nodes = 1;          ///< n; of a torus rows * cols
  int rows = 1;           ///< torus
  int cols = 1;           ///< torus
  bool directed = false;  ///< exponential: messages go from i to i + 2^k only
  Mixing mixing = Mixing::kMetropolis;

  bool operator==(const TopologyConfig&) const = default;
};

}  // namespace consim::scenarios
