#include "topologies/families/option.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <utility>

namespace consim::topologies {
namespace {

std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 60;
  return text.size() <= kShown ? fmt::format("\"{}\"", text)
                               : fmt::format("\"{}…\"", text.substr(0, kShown));
}

}  // namespace

std::string_view full_key(std::string_view key) {
  if (key == "n") return "nodes";
  return key == "file" ? "path" : key;
}

KeyInfo nodes_key(std::string default_text) {
  return {"nodes", KeyKind::kWholeNumber, "number of nodes n; `n` is short for it",
          std::move(default_text)};
}

KeyInfo seed_key() {
  return {"seed", KeyKind::kWholeNumber, "what the draws are a function of, below 2^63",
          fmt::format("{}", kDefaultSeed)};
}

OptionReader::OptionReader(std::span<const TopologyOption> options, std::string directory)
    : options_(options), directory_(std::move(directory)) {}

std::ptrdiff_t OptionReader::find(std::string_view key) const {
  const auto found = std::ranges::find_if(
      options_, [&](const TopologyOption& option) { return full_key(option.key) == key; });
  return found == options_.end() ? -1 : found - options_.begin();
}

void OptionReader::add(OptionProblem found) {
  const auto place = std::ranges::upper_bound(problems_, found.option, {}, &OptionProblem::option);
  problems_.insert(place, std::move(found));
}

std::nullopt_t OptionReader::problem(std::string_view key, std::string what, std::string allowed,
                                     std::string suggestion) {
  const std::ptrdiff_t at = find(key);
  base::Problem problem;
  problem.key = at >= 0 ? options_[static_cast<std::size_t>(at)].key : std::string(key);
  problem.what = std::move(what);
  problem.allowed = std::move(allowed);
  problem.suggestion = std::move(suggestion);
  add({at, std::move(problem)});
  return std::nullopt;
}

std::optional<std::string> OptionReader::name(std::string_view key) {
  const std::ptrdiff_t at = find(key);
  if (at < 0) return std::nullopt;
  return options_[static_cast<std::size_t>(at)].value;
}

std::optional<std::int64_t> OptionReader::whole_number(std::string_view key) {
  const std::optional<std::string> text = name(key);
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const char* last = text->data() + text->size();
  const auto [end, error] = std::from_chars(text->data(), last, value);
  if (error == std::errc() && end == last) return value;
  if (error == std::errc::result_out_of_range && end == last)
    return problem(key, fmt::format("{} is too large", shown(*text)));
  return problem(key, fmt::format("{} isn't a whole number", shown(*text)));
}

std::optional<int> OptionReader::whole_number(std::string_view key, Range<int> range, int absent) {
  const std::optional<std::int64_t> value = whole_number(key);
  if (!has(key)) return absent;
  if (!value) return std::nullopt;
  if (range.least <= *value && *value <= range.most) return static_cast<int>(*value);
  return problem(key, fmt::format("{} is out of range", *value),
                 fmt::format("{} to {}", range.least, range.most));
}

std::optional<int> OptionReader::required(std::string_view key, Range<int> range) {
  if (!name(key)) return problem(key, "missing", fmt::format("{} to {}", range.least, range.most));
  return whole_number(key, range, 0);
}

std::optional<double> OptionReader::real(std::string_view key, Range<double> range, double absent) {
  const std::optional<std::string> text = name(key);
  if (!text) return absent;
  double value = 0;
  const char* last = text->data() + text->size();
  const auto [end, error] = std::from_chars(text->data(), last, value);
  if (error != std::errc() || end != last || !std::isfinite(value))
    return problem(key, fmt::format("{} isn't a number", shown(*text)));
  if (range.least <= value && value <= range.most) return value;
  return problem(key, fmt::format("{} is out of range", value),
                 fmt::format("{} to {}", range.least, range.most));
}

std::optional<double> OptionReader::required_real(std::string_view key, Range<double> range) {
  if (!name(key)) return problem(key, "missing", fmt::format("{} to {}", range.least, range.most));
  return real(key, range, 0);
}

std::optional<std::uint64_t> OptionReader::seed() {
  const std::optional<std::int64_t> value = whole_number("seed");
  if (!has("seed")) return kDefaultSeed;
  if (!value) return std::nullopt;
  if (*value >= 0) return static_cast<std::uint64_t>(*value);
  return problem("seed", fmt::format("{} is out of range", *value), "a whole number >= 0");
}

std::optional<std::string> OptionReader::path(std::string_view key) {
  std::optional<std::string> text = name(key);
  if (!text || directory_.empty() || std::filesystem::path(*text).is_absolute()) return text;
  return (std::filesystem::path(directory_) / *text).lexically_normal().string();
}

std::optional<bool> OptionReader::boolean(std::string_view key) {
  const std::optional<std::string> text = name(key);
  if (!text) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  return problem(key, fmt::format("{} is neither true nor false", shown(*text)));
}

std::optional<bool> OptionReader::boolean(std::string_view key, bool absent) {
  const std::optional<bool> value = boolean(key);
  return has(key) ? value : absent;
}

std::optional<std::int64_t> OptionReader::side(std::string_view key) {
  const std::optional<std::int64_t> value = whole_number(key);
  if (!value || (1 <= *value && *value <= kMaxNodes)) return value;
  return problem(key, fmt::format("{} is out of range", *value), fmt::format("1 to {}", kMaxNodes));
}

std::optional<std::int64_t> OptionReader::nodes() {
  if (!has("nodes")) problem("nodes", "missing", "the number of nodes, such as nodes=32");
  return side("nodes");
}

bool OptionReader::affordable(std::int64_t nodes, std::int64_t degree, std::string_view key) {
  if (nodes * degree <= kMaxArcs) return true;
  problem(key, fmt::format("{} nodes with {} neighbours each are too many to store", nodes, degree),
          fmt::format("nodes × neighbours up to {}", kMaxArcs));
  return false;
}

void OptionReader::finish(const FamilyInfo& family) {
  std::vector<std::string> known = {"family"};
  for (const KeyInfo& key : family.keys) known.push_back(key.name);
  known.emplace_back("mixing");
  for (std::size_t i = 0; i < options_.size(); ++i) {
    const std::string_view key = full_key(options_[i].key);
    const auto at = static_cast<std::ptrdiff_t>(i);
    base::Problem problem;
    problem.key = options_[i].key;
    if (std::ranges::find(known, key) == known.end()) {
      problem.what = fmt::format("{} has no such key", family.name);
      problem.allowed = fmt::format("allowed: {}", fmt::join(known, ", "));
      problem.suggestion = base::nearest(key, known);
    } else if (const std::ptrdiff_t first = find(key); first < at) {
      const std::string& other = options_[static_cast<std::size_t>(first)].key;
      problem.what =
          other == problem.key ? "given twice" : fmt::format("given twice, also as {}", other);
    } else {
      continue;
    }
    add({at, std::move(problem)});
  }
}

}  // namespace consim::topologies
