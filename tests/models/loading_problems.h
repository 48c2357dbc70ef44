// What is wrong with the files of a data set, in short.
#pragma once

#include <filesystem>
#include <string>

#include "base/errors.h"

namespace consim::tests {

/// "file:offset: what\n" for each problem that `load()` reports; "" if there is none.
template <class Load>
std::string loading_problems(const Load& load) {
  try {
    load();
  } catch (const base::InputError& error) {
    std::string text;
    for (const base::Problem& problem : error.problems())
      text += std::filesystem::path(problem.file).filename().string() + ":" +
              std::to_string(problem.offset) + ": " + problem.what + "\n";
    return text;
  }
  return "";
}

}  // namespace consim::tests
