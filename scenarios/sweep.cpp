#include "scenarios/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text_file.h"
#include "scenarios/control_references.h"
#include "scenarios/load.h"
#include "scenarios/point_problems.h"
#include "scenarios/schema/parse.h"
#include "scenarios/schema/point_name.h"
#include "scenarios/schema/read_scenario.h"
#include "scenarios/schema/sweep_schema.h"
#include "scenarios/sweep_needs.h"

namespace consim::scenarios {
namespace {

namespace fs = std::filesystem;

// Sources of values: 0 is the base; an axis of number i is kFirstAxis + i.
constexpr int kSet = 1, kArmSet = 2, kFirstAxis = 3;

/// A point before its scenario is made.
struct Draft {
  const Arm* arm = nullptr;
  std::vector<const Axis*> axes;
  std::vector<std::size_t> at;  ///< of each axis, its value's number
  std::string name, name_without_seed;

  const Value& value(std::size_t axis) const { return axes[axis]->values[at[axis]]; }
  const Value* value(const std::string& key) const {
    const auto found = std::ranges::find(axes, key, &Axis::key);
    return found == axes.end() ? nullptr : &value(static_cast<std::size_t>(found - axes.begin()));
  }
};

void set_source(Value& value, int source) {
  value.place.source = source;
  if (Table* table = value.get<Table>())
    for (Entry& entry : table->entries) {
      entry.place.source = source;
      set_source(entry.value, source);
    }
  if (Array* array = value.get<Array>())
    for (Value& element : *array) set_source(element, source);
}

Change placed(Change change, int source) {
  change.place.source = source;
  set_source(change.value, source);
  return change;
}

void name_draft(Draft& draft, const std::string& fallback) {
  std::vector<std::string> keys;
  for (const Axis* axis : draft.axes) keys.push_back(axis->key);
  const std::vector<std::string> shown = short_keys(keys);
  std::vector<std::string> parts, but_seed;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    parts.push_back(shown[i] + "=" + value_label(draft.value(i)));
    if (keys[i] != "seed") but_seed.push_back(parts.back());
  }
  draft.name = point_name(draft.arm->name, parts);
  if (draft.name.empty()) draft.name = fallback;
  draft.name_without_seed = point_name(draft.arm->name, but_seed);
}

// The next one of a grid, the last axis fastest; false after the last.
bool advance(Draft& draft) {
  for (std::size_t i = draft.axes.size(); i-- > 0;) {
    if (++draft.at[i] < draft.axes[i]->values.size()) return true;
    draft.at[i] = 0;
  }
  return false;
}

class Expansion {
 public:
  Expansion(const fs::path& file, const fs::path& directory)
      : file_(file),
        directory_(fs::absolute(directory).lexically_normal()),
        sweep_(parse_sweep(base::read_text_file(file, kMaxScenarioBytes), file.string())),
        base_(file.parent_path() / sweep_.base),
        document_(parse_document(base_text(), base_.string())),
        problems_(file.string()) {}

  std::vector<SweepPoint> points() {
    draw_up();
    std::vector<SweepPoint> points;
    for (const Draft& draft : drafts_) {
      points.push_back({.name = draft.name, .scenario = {}});
      try {
        points.back().scenario = scenario(draft, points.back().places);
      } catch (const base::InputError& error) {
        problems_.add(draft.name, error);
      }
    }
    problems_.throw_if_any(drafts_.size());
    find_needs(points, directory_, problems_);
    return points;
  }

 private:
  std::string base_text() const {
    try {
      return base::read_text_file(base_, kMaxScenarioBytes);
    } catch (const base::InputError& error) {
      const Place& place = sweep_.base_place;
      throw base::InputError({.file = file_.string(),
                              .line = place.line,
                              .column = place.column,
                              .key = "base",
                              .what = error.what()});
    }
  }

  void draw_up() {
    for (const Arm& arm : sweep_.arms) {
      Draft draft{
          .arm = &arm, .axes = axes_of(sweep_, arm), .at = {}, .name = {}, .name_without_seed = {}};
      draft.at.resize(draft.axes.size());
      do {
        if (drafts_.size() == kMostPoints)
          throw base::InputError({.file = file_.string(),
                                  .what = "has too many points",
                                  .allowed = fmt::format("at most {}", kMostPoints)});
        name_draft(draft, base_.stem().string());
        by_name_.emplace(draft.name, drafts_.size());
        drafts_.push_back(draft);
      } while (advance(draft));
    }
  }

  Report report(const Draft& draft) const {
    std::vector<std::string> sources(kFirstAxis + draft.axes.size(), file_.string());
    sources[0] = base_.string();
    return Report(sources);
  }

  // With the places of its references.
  Scenario scenario(const Draft& draft, std::vector<base::Problem>& places) const {
    Report report = this->report(draft);
    Value root = document_;
    for (const Change& change : sweep_.set) apply_change(root, placed(change, kSet), report);
    for (const Change& change : draft.arm->set) apply_change(root, placed(change, kArmSet), report);
    for (std::size_t i = 0; i < draft.axes.size(); ++i)
      apply_change(root,
                   placed({draft.axes[i]->key, draft.axes[i]->place, draft.value(i)},
                          kFirstAxis + static_cast<int>(i)),
                   report);
    put_references(root, draft, report);
    Scenario scenario =
        read_scenario(root, {.file = base_.string(), .directory = base_.parent_path()}, report);
    if (!names_itself(draft) && !draft.name_without_seed.empty())
      scenario.name = draft.name_without_seed;
    scenario.output.path = output(draft.name);
    for (const ControlReference& reference : control_references(scenario))
      places.push_back(place_of(root, reference.key));
    return scenario;
  }

  base::Problem place_of(const Value& root, const std::string& key) const {
    const Place place = find_place(root, key);
    return {.file = (place.source == 0 ? base_ : file_).string(),
            .line = place.line,
            .column = place.column,
            .key = key};
  }

  bool names_itself(const Draft& draft) const {
    const auto is_name = [](const auto& part) { return part.key == "name"; };
    return std::ranges::any_of(sweep_.set, is_name) ||
           std::ranges::any_of(draft.arm->set, is_name) || draft.value("name") != nullptr;
  }

  std::string output(const std::string& name) const {
    return (directory_ / (name + ".h5")).string();
  }

  // "arm:NAME" becomes the path of the result of the point that it stands for.
  void put_references(Value& root, const Draft& draft, Report& report) const {
    std::vector<std::string> keys = {"algorithm.control.reference"};
    if (const Value* phases = find_value(root, "phase"))
      if (const Array* list = phases->get<Array>())
        for (std::size_t i = 0; i < list->size(); ++i)
          keys.push_back(fmt::format("phase.{}.algorithm.control.reference", i));
    for (const std::string& key : keys) {
      const Value* value = find_value(root, key);
      const auto* text = value == nullptr ? nullptr : value->get<std::string>();
      if (text == nullptr || !text->starts_with(kArm)) continue;
      const Place place = value->place;
      const std::string arm = text->substr(kArm.size());
      if (const Draft* other = counterpart(draft, arm, {key, place, {}}, report))
        apply_change(root, {key, place, {output(name_for_any_seed(*other)), place}}, report);
    }
  }

  // So that points which differ in their seed have one scenario but for it.
  static std::string name_for_any_seed(const Draft& draft) {
    const Value* seed = draft.value("seed");
    const std::string ending = seed == nullptr ? "" : "seed=" + value_label(*seed);
    if (ending.empty() || !draft.name.ends_with(ending)) return draft.name;
    return draft.name.substr(0, draft.name.size() - ending.size()) + "seed={seed}";
  }

  const Draft* counterpart(const Draft& draft, const std::string& arm, const Change& at,
                           Report& report) const {
    std::vector<std::string> arms;
    for (const Arm& one : sweep_.arms) arms.push_back(one.name);
    const Draft* found = nullptr;
    for (const Draft& other : drafts_) {
      if (other.arm->name != arm || arm.empty() || !agree(draft, other)) continue;
      if (found != nullptr) {
        report.add(at.place, {.key = at.key,
                              .what = fmt::format("both {} and {} fit", found->name, other.name),
                              .allowed = "the arms should share the axes in which these differ"});
        return nullptr;
      }
      found = &other;
    }
    if (found != nullptr) return found;
    const bool known = !arm.empty() && std::ranges::find(arms, arm) != arms.end();
    report.add(at.place, {.key = at.key,
                          .what = known ? fmt::format("no point of \"{}\" has these values", arm)
                                        : fmt::format("there is no arm \"{}\"", arm),
                          .suggestion = known ? "" : base::nearest(arm, arms)});
    return nullptr;
  }

  // On the axes that both have.
  static bool agree(const Draft& a, const Draft& b) {
    for (std::size_t i = 0; i < a.axes.size(); ++i)
      if (const Value* other = b.value(a.axes[i]->key); other && !same_value(a.value(i), *other))
        return false;
    return true;
  }

  fs::path file_, directory_;
  SweepText sweep_;
  fs::path base_;
  Value document_;
  std::vector<Draft> drafts_;
  std::map<std::string, std::size_t> by_name_;
  PointProblems problems_;
};

}  // namespace

std::vector<SweepPoint> load_sweep(const fs::path& file, const fs::path& directory) {
  return Expansion(file, directory).points();
}

}  // namespace consim::scenarios
