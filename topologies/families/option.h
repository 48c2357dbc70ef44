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

/// What a key's value is; a list of specs is SPEC+SPEC+….
enum class KeyKind : std::uint8_t { kWholeNumber, kReal, kBoolean, kName, kPath, kSpecs };

struct KeyInfo {
  std::string name;
  KeyKind kind = KeyKind::kWholeNumber;
  std::string description;
  std::string default_text = "required";  ///< what a missing key means
};

struct FamilyInfo {
  std::string name;
  std::vector<KeyInfo> keys;  ///< the family's own; `family` and `mixing` come on top
  std::string description;
  std::string example;  ///< a SPEC that parses
};

/// `n` is short for `nodes`, `file` for `path`.
std::string_view full_key(std::string_view key);
/// The key that most families have, `n` for short.
KeyInfo nodes_key(std::string default_text = "required");
/// The key of families that are drawn: the graph is a function of it and the other keys.
KeyInfo seed_key();
inline constexpr std::uint64_t kDefaultSeed = 1;

/// Whether the construction gives W itself, and whether that is what it is meant for.
enum class Native : std::uint8_t { kNone, kAllowed, kDefault };

/// What a described graph is, known before it is built.
struct FamilyFacts {
  int nodes = 1;
  bool directed = false;
  Symmetry symmetry = Symmetry::kNone;
  std::int64_t period = 1;  ///< rounds after which the graphs repeat; 0: they never do
  Native native = Native::kNone;
  /// Families of random rounds that are alike: 1 − p, E‖WX − X̄‖² = (1 − p) ‖X − X̄‖² for every X.
  std::optional<double> mean_square_contraction = {};
  std::vector<TopologyOption> options = {};  ///< the family's own keys but `nodes`
  std::string note = {};                     ///< what a reader of its report should know
};

/// Bounds of a number, both allowed.
template <class T>
struct Range {
  T least;
  T most;
};

/// Reads one topology's options, collecting problems.
class OptionReader {
 public:
  /// Relative paths are relative to `directory`; empty: to the working directory, left as they are.
  explicit OptionReader(std::span<const TopologyOption> options, std::string directory = {});

  bool has(std::string_view key) const { return find(key) >= 0; }
  /// Nothing if missing, or malformed (which is a problem then).
  std::optional<std::int64_t> whole_number(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::string> name(std::string_view key);
  std::optional<std::string> path(std::string_view key);
  const std::string& directory() const { return directory_; }

  /// The value, or `absent` if the key is missing; nothing if it is malformed or out of range.
  std::optional<int> whole_number(std::string_view key, Range<int> range, int absent);
  std::optional<double> real(std::string_view key, Range<double> range, double absent);
  std::optional<bool> boolean(std::string_view key, bool absent);
  /// 0 <= seed < 2^63.
  std::optional<std::uint64_t> seed();
  /// A whole number within the range; missing is a problem.
  std::optional<int> required(std::string_view key, Range<int> range);
  std::optional<double> required_real(std::string_view key, Range<double> range);
  /// `nodes` within 1 … kMaxNodes; missing is a problem.
  std::optional<std::int64_t> nodes();
  /// A whole number within 1 … kMaxNodes; nothing if missing.
  std::optional<std::int64_t> side(std::string_view key);
  /// A problem of `key` if that many ordered pairs of neighbours are more than kMaxArcs; true if
  /// they aren't.
  bool affordable(std::int64_t nodes, std::int64_t degree, std::string_view key = "nodes");

  /// A problem at a key that is given, or at the whole. Returns nothing, of any type.
  std::nullopt_t problem(std::string_view key, std::string what, std::string allowed = "",
                         std::string suggestion = "");
  /// Keys that the family doesn't have, and keys given twice, become problems.
  void finish(const FamilyInfo& family);

  /// By place in the options, what concerns the whole first.
  const std::vector<OptionProblem>& problems() const { return problems_; }

 private:
  std::ptrdiff_t find(std::string_view key) const;
  void add(OptionProblem found);

  std::span<const TopologyOption> options_;
  std::string directory_;
  std::vector<OptionProblem> problems_;
};

}  // namespace consim::topologies
