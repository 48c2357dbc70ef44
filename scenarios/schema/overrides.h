// Overrides: `key=value` given outside of the file, put into the document before it is read.
#pragma once

#include <string>
#include <vector>

#include "scenarios/schema/report.h"

namespace consim::scenarios {

/// Puts each override's value at its dotted path, making the tables on the way; source i of
/// `report` is the i-th one.
void apply_overrides(Value& root, const std::vector<std::string>& overrides, Report& report);

}  // namespace consim::scenarios
