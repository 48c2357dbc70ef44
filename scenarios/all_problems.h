// What several looks at one thing find wrong, told at once.
//
//   AllProblems problems;
//   for (const ControlReference& reference : control_references(scenario))
//     problems.of([&] { read_reference(scenario, reference, output); });
//   problems.throw_if_any();
#pragma once

#include <algorithm>
#include <vector>

#include "base/errors.h"

namespace consim::scenarios {

class AllProblems {
 public:
  /// Those of the InputError that `look` throws, if it does.
  template <class Look>
  void of(const Look& look) {
    try {
      look();
    } catch (const base::InputError& error) {
      for (const base::Problem& problem : error.problems()) add(problem);
    }
  }

  /// Unless it is there: phases that share an algorithm have their key in common.
  void add(const base::Problem& problem) {
    const auto same = [&](const base::Problem& one) {
      return to_string(one) == to_string(problem);
    };
    if (std::ranges::none_of(all_, same)) all_.push_back(problem);
  }

  const std::vector<base::Problem>& all() const { return all_; }
  void throw_if_any() const {
    if (!all_.empty()) throw base::InputError(all_);
  }

 private:
  std::vector<base::Problem> all_;
};

}  // namespace consim::scenarios
