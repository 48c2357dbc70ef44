// What benchmarks of training have in common: simulated runs and plain loops, timed after a first
// step, so without the making of networks and data.
#pragma once

#include <vector>

#include "models/image_set.h"
#include "models/torch_module.h"
#include "sim/algorithms/dsgd.h"
#include "sim/learning/swarm.h"
#include "tests/support/bare_loop/bare_loop.h"

namespace consim::bench {

struct RunSetting {
  int threads = 1;
  std::int64_t steps = 12;  ///< that are timed
  sim::Agreement agreement = {};
  sim::Gradients gradients = sim::Gradients::kRecorded;
  std::int64_t record_every = 10;
};

/// Seconds of these steps of the learner's nodes on a ring, with jitter and momentum.
double seconds_of_run(const sim::Learner& learner, const RunSetting& setting);

struct LoopSetting {
  int threads = 1;          ///< loops side by side, a network each
  std::int64_t steps = 12;  ///< of each, timed
};

/// Seconds of plain single-threaded loops.
double seconds_of_loops(const models::ImageLearnerConfig& config, const models::ImageData& data,
                        const LoopSetting& setting);

models::BareLoopOptions bare_options(std::vector<sim::NodeId> nodes, int threads);

}  // namespace consim::bench
