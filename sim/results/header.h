// What a result file says once: who made it, of which scenario, over which topology, with how much
// work. Plain values.
//
//   ResultFile file = read_result("results/ring-32.h5");
//   const Attribute* gap = find(file.topology.attributes, "spectral_gap");
//   if (gap != nullptr) fmt::print("{}\n", std::get<double>(gap->value));
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace consim::results {

/// Attributes of the root that never change while the file is written.
struct RootAttributes {
  std::string consim_version = {}, git_revision = {}, libtorch_version = {};
  std::string created = {};  ///< UTC, "2025-01-31T12:00:00Z"
  std::string host = {};
  std::string data_dir = {};  ///< folder of the data files; empty without files
  std::int64_t threads = 1;
  std::uint64_t seed = 0;
  bool operator==(const RootAttributes&) const = default;
};

/// How far the run is: attributes of the root that are renewed at every flush.
struct Totals {
  std::int64_t steps_done = 0;
  double simulated_seconds = 0;
  double host_seconds = 0;
  std::uint64_t trajectory_hash = 0;  ///< stored as 16 hexadecimal digits
  bool operator==(const Totals&) const = default;
};

/// The step of a controlled run whose target no allowed number of rounds reaches.
struct Unreached {
  std::int64_t step = 0;    ///< from 1; 0: none
  std::int64_t rounds = 0;  ///< after which it was given up
  double distance = 0;      ///< after them, as the estimator sees it
  double target = 0;
  bool operator==(const Unreached&) const = default;
};

/// monostate is "not applicable" (null in JSON, an empty dataspace in the file).
using AttributeValue =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<double>>;

struct Attribute {
  std::string name;
  AttributeValue value;
  bool operator==(const Attribute&) const = default;
};

/// The attribute of that name, or nullptr. O(number of attributes).
inline const Attribute* find(const std::vector<Attribute>& attributes, std::string_view name) {
  for (const Attribute& attribute : attributes) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

/// /topology: the edges, and the mixing matrix as triplets (row, column, weight).
///
/// Requires row, column and weight of equal length; `round` empty, or of that length for a topology
/// that changes (entry k belongs to the mixing matrix of round `round[k]` of a period; of rounds
/// that never repeat only round 0 is there);
/// eigenvalues_imaginary empty, or as long as eigenvalues (the matrix isn't symmetric). Names of
/// attributes are distinct and not empty.
struct TopologyRecord {
  std::vector<std::array<std::int64_t, 2>> edges = {};
  std::vector<std::int64_t> row = {}, column = {};
  std::vector<double> weight = {};
  std::vector<std::int64_t> round = {};
  std::vector<double> eigenvalues = {};  ///< descending; real parts
  std::vector<double> eigenvalues_imaginary = {};
  std::vector<Attribute> attributes =
      {};  ///< of `consim topology --json`; read back sorted by name
  bool operator==(const TopologyRecord&) const = default;
};

struct WorkCount {
  double flops = 0;    ///< floating-point operations
  double bytes = 0;    ///< B, moved to and from memory
  double kernels = 0;  ///< launches
  bool operator==(const WorkCount&) const = default;
};

/// /work: what one training step of one node costs, and its share for one sample.
struct WorkRecord {
  WorkCount per_step = {}, per_sample = {};
  std::int64_t parameters = 0;
  std::int64_t message_bytes = 0;  ///< B, one message
  bool operator==(const WorkRecord&) const = default;
};

/// /layers: a named part of each node's parameters.
struct LayerRecord {
  std::string name = {};
  std::int64_t offset = 0, size = 0;
  bool operator==(const LayerRecord&) const = default;
};

/// Columns and groups that only some runs have.
struct OptionalParts {
  bool estimates = false;    ///< in /steps
  bool translation = false;  ///< BLEU score in /evaluations
  bool trace = false;        ///< /events
  bool operator==(const OptionalParts&) const = default;
};

}  // namespace consim::results
