#include "scenarios/schema/report.h"

#include <algorithm>
#include <numeric>

namespace consim::scenarios {
namespace {

// "run" contains "run.steps" and itself.
bool contains(std::string_view outer, std::string_view inner) {
  return outer == inner ||
         (inner.starts_with(outer) && inner.size() > outer.size() && inner[outer.size()] == '.');
}

}  // namespace

void Report::add(const Place& place, base::Problem problem) {
  problem.file = sources_.at(static_cast<std::size_t>(place.source));
  problem.line = place.line;
  problem.column = place.column;
  problems_.emplace_back(place, std::move(problem));
}

void Report::add_elsewhere(const std::vector<base::Problem>& problems) {
  elsewhere_.insert(elsewhere_.end(), problems.begin(), problems.end());
}

bool Report::sound(std::string_view key) const {
  return std::ranges::none_of(problems_, [&](const auto& entry) {
    return contains(key, entry.second.key) || contains(entry.second.key, key);
  });
}

std::vector<base::Problem> Report::sorted() const {
  std::vector<std::size_t> order(problems_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(problems_[i].first, i); });
  std::vector<base::Problem> all;
  for (const std::size_t i : order) all.push_back(problems_[i].second);
  all.insert(all.end(), elsewhere_.begin(), elsewhere_.end());
  return all;
}

void Report::throw_if_any() const {
  if (auto all = sorted(); !all.empty()) throw base::InputError(std::move(all));
}

}  // namespace consim::scenarios
