// The reference of all scenario and profile keys as Markdown, made from the description that reads
// them.
#pragma once

#include <string>

namespace consim::scenarios {

/// What follows the introduction in docs/scenario.md.
std::string scenario_reference();

}  // namespace consim::scenarios
