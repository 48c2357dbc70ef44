// All problems of one scenario or profile, with their places.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "scenarios/schema/document.h"

namespace consim::scenarios {

class Report {
 public:
  /// `sources[0]` is the file's name, `sources[i]` that of the i-th override.
  explicit Report(std::vector<std::string> sources) : sources_(std::move(sources)) {}

  /// `problem` without its place.
  void add(const Place& place, base::Problem problem);
  /// Problems in other files, such as a profile that the scenario names; they come last.
  void add_elsewhere(const std::vector<base::Problem>& problems);

  /// Whether nothing is wrong with a key, what is in it and what it is in.
  bool sound(std::string_view key) const;

  /// By place, those elsewhere last.
  std::vector<base::Problem> sorted() const;
  void throw_if_any() const;

 private:
  std::vector<std::string> sources_;
  std::vector<std::pair<Place, base::Problem>> problems_;
  std::vector<base::Problem> elsewhere_;
};

}  // namespace consim::scenarios
