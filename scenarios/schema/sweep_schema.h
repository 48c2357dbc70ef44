// The keys of a sweep's file: what it says, with places, before any point is made of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/schema/overrides.h"

namespace consim::scenarios {

/// A key of the scenario and the values that it takes in turn.
struct Axis {
  std::string key;
  Place place;  ///< of the key
  std::vector<Value> values;
};

/// A named variant of the scenario, and the axes that it alone has.
struct Arm {
  std::string name;
  Place place;
  std::vector<Change> set;
  std::vector<Axis> axes;
};

struct SweepText {
  std::string base;
  Place base_place;
  std::vector<Change> set;
  std::vector<Axis> axes;
  std::vector<Arm> arms;  ///< one without a name where the file has none
};

/// All problems of form in one InputError: unknown keys, empty axes, values and names given twice,
/// an axis that overwrites what another one or an arm sets.
SweepText parse_sweep(std::string_view text, const std::string& file);

/// Whether both values stand for the same, as 1 and 1.0 do.
bool same_value(const Value& a, const Value& b);

/// The axes of an arm's points, the outermost first: its own, then the sweep's in other keys; the
/// seed last.
std::vector<const Axis*> axes_of(const SweepText& sweep, const Arm& arm);

}  // namespace consim::scenarios
