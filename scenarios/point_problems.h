// Problems of the points of a sweep, of which many have one in common.
//
//   PointProblems problems("sweep.toml");
//   problems.add("noise=1,seed=2", {.file = "base.toml", .key = "seed", .what = "…"});
//   problems.throw_if_any(points);          // "… (in noise=1,seed=2 and 3 more)"
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/errors.h"

namespace consim::scenarios {

class PointProblems {
 public:
  /// The sweep's file, whose problems come after the base's.
  explicit PointProblems(std::string sweep);

  void add(const std::string& point, const base::Problem& problem);
  void add(const std::string& point, const base::InputError& error);

  /// Each once, with the first point that has it if it isn't one of all `points`.
  void throw_if_any(std::size_t points) const;

 private:
  struct Seen {
    base::Problem problem;
    std::string first;  ///< point
    std::size_t count = 0;
  };
  std::string sweep_;
  std::vector<Seen> problems_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace consim::scenarios
