// Loading from text in tests.
#pragma once

#include <string>
#include <vector>

#include "base/errors.h"
#include "scenarios/load.h"

namespace consim::scenarios {

/// The two tables that have no default.
inline const std::string kMinimal =
    "[topology]\nfamily = \"ring\"\nnodes = 4\n[workload]\ndataset = \"quadratic\"\n";

inline const Origin kOrigin{.file = "f.toml", .directory = "/home/me"};

/// All problems, one a line; "" if there are none.
inline std::string problems_of(const std::string& text,
                               const std::vector<std::string>& overrides = {}) {
  try {
    parse_scenario(text, kOrigin, overrides);
  } catch (const base::InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace consim::scenarios
