#include "scenarios/point_problems.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace consim::scenarios {

PointProblems::PointProblems(std::string sweep) : sweep_(std::move(sweep)) {}

void PointProblems::add(const std::string& point, const base::Problem& problem) {
  const auto [known, added] = index_.try_emplace(to_string(problem), problems_.size());
  if (added) problems_.push_back({problem, point, 0});
  ++problems_[known->second].count;
}

void PointProblems::add(const std::string& point, const base::InputError& error) {
  for (const base::Problem& problem : error.problems()) add(point, problem);
}

void PointProblems::throw_if_any(std::size_t points) const {
  std::vector<base::Problem> all;
  for (const Seen& seen : problems_) {
    all.push_back(seen.problem);
    if (seen.count == points) continue;
    all.back().what += " (in " + seen.first;
    if (seen.count > 1) all.back().what += fmt::format(" and {} more", seen.count - 1);
    all.back().what += ")";
  }
  // The base's first, which are there before anything varies.
  std::ranges::stable_sort(all, {}, [&](const base::Problem& problem) {
    return std::tuple(problem.file == sweep_, problem.line, problem.column);
  });
  if (!all.empty()) throw base::InputError(std::move(all));
}

}  // namespace consim::scenarios
