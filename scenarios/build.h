// Which build of consim this is.
//
//   program_version()   // "0.1.0"
//   git_revision()      // "3038839a27f1", "3038839a27f1-dirty" with changes, "" outside of git
//   build_id()          // "9c3f…": equal for equal programs, wherever they are installed
#pragma once

#include <string>

namespace consim::scenarios {

std::string program_version();

/// Of the source tree when the program was built.
std::string git_revision();

/// The linker's note on the running program (ELF, NT_GNU_BUILD_ID) in hexadecimal; "" without one.
std::string build_id();

}  // namespace consim::scenarios
