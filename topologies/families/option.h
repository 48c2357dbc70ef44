// Keys and values of the [topology] table, and the reading of them: what every family's description
// is made from.
//
// A caller (the scenario loader, the command line) turns its own form into TopologyOptions, values
// as text: 32, true, metropolis. Problems name the option by its place in that list, so that the
// caller can add file, line and column.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "topologies/graph_structure.h"

namespace consim::topologies {

struct TopologyOption {
  std::string key;
  std::string value;
  bool operator==(const TopologyOption&) const = default;
};

struct OptionProblem {
  std::ptrdiff_t option = -1;  ///< index in the caller's list; -1: a missing key, or the whole
  base::Problem problem;       ///< key, what, allowed, suggestion; no place
};

enum class KeyKind : std::uint8_t { kWholeNumber, kBoolean, kName };

struct KeyInfo {
  std::string name;
  KeyKind kind = KeyKind::kWholeNumber;
  std::string description;
};

struct FamilyInfo {
  std::string name;
  std::vector<KeyInfo>
      keys;  ///< the family's own; `family`, `nodes` (short `n`) and `mixing` come on top
  std::string description;
  std::string example;  ///< a SPEC that parses
};

/// What a described graph is, known before it is built.
struct FamilyFacts {
  int nodes = 1;
  bool directed = false;
  Symmetry symmetry = Symmetry::kNone;
  std::vector<TopologyOption> options = {};  ///< the family's own keys, all of them
};

/// More nodes, and more neighbours in all (ordered pairs), aren't built: 2^24 nodes, 2^27 pairs
/// (about 3 GiB with W).
inline constexpr std::int64_t kMaxNodes = std::int64_t{1} << 24;
inline constexpr std::int64_t kMaxArcs = std::int64_t{1} << 27;

/// Reads one topology's options, collecting problems; each key it is asked for counts as known.
class OptionReader {
 public:
  explicit OptionReader(std::span<const TopologyOption> options);

  bool has(std::string_view key) const { return find(key) >= 0; }
  /// Nothing if missing, or malformed (which is a problem then).
  std::optional<std::int64_t> whole_number(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::string> name(std::string_view key);

  /// `nodes` within 1 … kMaxNodes; missing is a problem.
  std::optional<std::int64_t> nodes();
  /// A whole number within 1 … kMaxNodes; nothing if missing.
  std::optional<std::int64_t> side(std::string_view key);
  /// A problem if that many ordered pairs of neighbours are more than kMaxArcs; true if they
  /// aren't.
  bool affordable(std::int64_t nodes, std::int64_t degree);

  /// A problem at a key that is given, or at the whole.
  void problem(std::string_view key, std::string what, std::string allowed = "",
               std::string suggestion = "");
  /// Keys that nobody asked for, and keys given twice, become problems.
  void finish(std::string_view family);

  /// By place in the options, what concerns the whole first.
  const std::vector<OptionProblem>& problems() const { return problems_; }

 private:
  std::ptrdiff_t find(std::string_view key) const;
  void add(OptionProblem found);

  std::span<const TopologyOption> options_;
  std::vector<std::string> known_;
  std::vector<OptionProblem> problems_;
};

}  // namespace consim::topologies
