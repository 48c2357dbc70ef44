#include "topologies/families/option.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace consim::topologies {
namespace {

// `n` is short for `nodes`.
std::string_view full_key(std::string_view key) { return key == "n" ? "nodes" : key; }

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 60;
  return text.size() <= kShown ? fmt::format("\"{}\"", text)
                               : fmt::format("\"{}…\"", text.substr(0, kShown));
}

std::string join_names(std::span<const std::string> names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

OptionReader::OptionReader(std::span<const TopologyOption> options)
    : options_(options), known_{"family", "nodes", "mixing"} {}

std::ptrdiff_t OptionReader::find(std::string_view key) const {
  const auto found = std::ranges::find_if(
      options_, [&](const TopologyOption& option) { return full_key(option.key) == key; });
  return found == options_.end() ? -1 : found - options_.begin();
}

void OptionReader::add(OptionProblem found) {
  const auto place = std::ranges::upper_bound(problems_, found.option, {}, &OptionProblem::option);
  problems_.insert(place, std::move(found));
}

void OptionReader::problem(std::string_view key, std::string what, std::string allowed,
                           std::string suggestion) {
  const std::ptrdiff_t at = find(key);
  base::Problem problem;
  problem.key = at >= 0 ? options_[static_cast<std::size_t>(at)].key : std::string(key);
  problem.what = std::move(what);
  problem.allowed = std::move(allowed);
  problem.suggestion = std::move(suggestion);
  add({at, std::move(problem)});
}

std::optional<std::string> OptionReader::name(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
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
  if (error == std::errc::result_out_of_range && end == last) {
    problem(key, fmt::format("{} is too large", quoted(*text)));
  } else {
    problem(key, fmt::format("{} isn't a whole number", quoted(*text)));
  }
  return std::nullopt;
}

std::optional<bool> OptionReader::boolean(std::string_view key) {
  const std::optional<std::string> text = name(key);
  if (!text) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  problem(key, fmt::format("{} is neither true nor false", quoted(*text)));
  return std::nullopt;
}

std::optional<std::int64_t> OptionReader::side(std::string_view key) {
  const std::optional<std::int64_t> value = whole_number(key);
  if (!value || (1 <= *value && *value <= kMaxNodes)) return value;
  problem(key, fmt::format("{} is out of range", *value), fmt::format("1 to {}", kMaxNodes));
  return std::nullopt;
}

std::optional<std::int64_t> OptionReader::nodes() {
  if (!has("nodes")) problem("nodes", "missing", "the number of nodes, such as nodes=32");
  return side("nodes");
}

bool OptionReader::affordable(std::int64_t nodes, std::int64_t degree) {
  if (nodes * degree <= kMaxArcs) return true;
  problem("nodes",
          fmt::format("{} nodes with {} neighbours each are too many to store", nodes, degree),
          fmt::format("nodes × neighbours up to {}", kMaxArcs));
  return false;
}

void OptionReader::finish(std::string_view family) {
  for (std::size_t i = 0; i < options_.size(); ++i) {
    const std::string_view key = full_key(options_[i].key);
    const auto at = static_cast<std::ptrdiff_t>(i);
    base::Problem problem;
    problem.key = options_[i].key;
    if (std::ranges::find(known_, key) == known_.end()) {
      problem.what = fmt::format("{} has no such key", family);
      problem.allowed = fmt::format("allowed: {}", join_names(known_));
      problem.suggestion = base::nearest(key, known_);
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
