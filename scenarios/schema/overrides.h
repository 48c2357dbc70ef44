// Overrides: values given outside of the file, put into the document before it is read.
#pragma once

#include <string>
#include <vector>

#include "scenarios/schema/report.h"

namespace consim::scenarios {

/// The value that a key gets: a dotted path in which lists are addressed by index.
struct Change {
  std::string key;
  Place place;  ///< of the key
  Value value;
};

/// The parts of a dotted key; empty ones too.
std::vector<std::string> parts_of(const std::string& key);

/// Puts the value at its key, making the tables on the way. Requires a key without empty parts.
void apply_change(Value& root, const Change& change, Report& report);

/// The same for texts `key=value`; source i of `report` is the i-th one.
void apply_overrides(Value& root, const std::vector<std::string>& overrides, Report& report);

}  // namespace consim::scenarios
