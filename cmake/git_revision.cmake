# Writes OUTPUT, the source of consim::scenarios::git_revision() for the tree SOURCE, where it changes.
execute_process(COMMAND git -C "${SOURCE}" describe --always --dirty --abbrev=12 --exclude=*
  OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT
[[#include "scenarios/build.h"

namespace consim::scenarios {

std::string git_revision() { return "@revision@"; }

}  // namespace consim::scenarios
]])
