#include "scenarios/sweep_needs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "scenarios/control_references.h"
#include "scenarios/scenario_phases.h"

namespace consim::scenarios {
namespace {

namespace fs = std::filesystem;

/// What a point reads, and where it says so.
struct Need {
  ControlReference reference;
  base::Problem place;
  std::optional<std::size_t> made_by = {};  ///< a point
};
using Needs = std::vector<Need>;

class Finder {
 public:
  Finder(const std::vector<SweepPoint>& points, fs::path directory, PointProblems& problems)
      : points_(points), directory_(std::move(directory)), problems_(problems) {
    for (std::size_t i = 0; i < points.size(); ++i) by_name_.emplace(points[i].name, i);
  }

  // Of each point; what it reads of pilots isn't of others.
  std::vector<Needs> find() const {
    std::vector<Needs> all(points_.size());
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const std::vector<ControlReference> references = control_references(points_[i].scenario);
      for (std::size_t k = 0; k < references.size(); ++k)
        if (!references[k].is_pilot())
          all[i].push_back(
              {references[k], points_[i].places[k], point_that_makes(references[k].path)});
    }
    return all;
  }

  void require_files(const std::vector<Needs>& all) const {
    for (std::size_t i = 0; i < points_.size(); ++i)
      for (const Need& need : all[i])
        if (!need.made_by && !fs::exists(need.reference.path))
          add(i, need, "there is no such file",
              "a result that exists, or arm:NAME for one of the sweep");
    problems_.throw_if_any(points_.size());
  }

  // Points are taken away whose needs have been; what stays waits in a circle.
  void refuse_circles(const std::vector<Needs>& all) const {
    std::vector<bool> gone(points_.size(), false);
    const auto is_met = [&](const Need& need) { return !need.made_by || gone[*need.made_by]; };
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < points_.size(); ++i)
        if (!gone[i] && std::ranges::all_of(all[i], is_met)) gone[i] = changed = true;
    }
    const auto left = std::ranges::find(gone, false);
    if (left == gone.end()) return;
    // From any of them, needs that stay lead into a circle.
    const auto next = [&](std::size_t i) { return *std::ranges::find_if_not(all[i], is_met); };
    auto at = static_cast<std::size_t>(left - gone.begin());
    for (std::size_t i = 0; i < points_.size(); ++i) at = *next(at).made_by;
    base::Problem problem = next(at).place;
    problem.what = points_[at].name + " waits, through references, for its own result";
    problem.allowed = "a reference is a run with this phase's control off";
    throw base::InputError(std::move(problem));
  }

  void require_fit(const std::vector<Needs>& all) const {
    for (std::size_t i = 0; i < points_.size(); ++i)
      for (const Need& need : all[i])
        if (need.made_by) require_fit(i, need, points_[*need.made_by].scenario);
    problems_.throw_if_any(points_.size());
  }

 private:
  std::optional<std::size_t> point_that_makes(const fs::path& path) const {
    const auto known = by_name_.find(path.stem().string());
    if (path.parent_path() != directory_ || path.extension() != ".h5" || known == by_name_.end())
      return std::nullopt;
    return known->second;
  }

  void require_fit(std::size_t i, const Need& need, const Scenario& made) const {
    const std::size_t phase = need.reference.phase;
    const std::vector<std::string> found = misfits(phase, made, points_[i].scenario);
    for (const std::string& what : found)
      add(i, need, what, "a point that is the same up to the end of this phase");
    if (found.empty() && !is_uncontrolled(made, phase))
      add(i, need, fmt::format("its phase {} is controlled itself", phase),
          "a point with this phase's control off");
  }

  void add(std::size_t i, const Need& need, const std::string& what,
           const std::string& allowed) const {
    base::Problem problem = need.place;
    problem.what = need.reference.path + ": " + what;
    problem.allowed = allowed;
    problems_.add(points_[i].name, problem);
  }

  const std::vector<SweepPoint>& points_;
  fs::path directory_;
  PointProblems& problems_;
  std::map<std::string, std::size_t> by_name_;
};

}  // namespace

void find_needs(std::vector<SweepPoint>& points, const fs::path& directory,
                PointProblems& problems) {
  const Finder finder(points, directory, problems);
  const std::vector<Needs> all = finder.find();
  finder.require_files(all);
  finder.refuse_circles(all);
  finder.require_fit(all);
  for (std::size_t i = 0; i < points.size(); ++i)
    for (const Need& need : all[i])
      if (need.made_by &&
          std::ranges::find(points[i].needs, *need.made_by) == points[i].needs.end())
        points[i].needs.push_back(*need.made_by);
}

}  // namespace consim::scenarios
