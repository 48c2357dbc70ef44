// Why a run ended early, in words for its result file.
//
//   unreachable_reason(engine)   // "target_unreachable: the consensus distance of step 12 would …"
#pragma once

#include <string>

#include "sim/kernel/engine.h"

namespace consim::scenarios {

/// Requires that the run ended with Outcome::kTargetUnreachable.
std::string unreachable_reason(const sim::Engine& engine);

}  // namespace consim::scenarios
