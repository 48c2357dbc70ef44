// What all phases of a run have in common because some of them need it: one step's counted work
// stands for all, momentum is gathered from the beginning, and all-reduces go one way.
//
//   whole_run(a) == whole_run(b)     // as far as that goes, their first phases may be the same
#pragma once

#include "scenarios/scenario.h"

namespace consim::scenarios {

struct WholeRun {
  bool momentum = false, nesterov = false, weight_decay = false;  ///< in some phase
  CollectiveKind collective = CollectiveKind::kRing;              ///< of all phases that name one
  bool operator==(const WholeRun&) const = default;
};

WholeRun whole_run(const Scenario& scenario);

}  // namespace consim::scenarios
