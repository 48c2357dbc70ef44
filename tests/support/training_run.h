// Trains without a recorder: engine, algorithm and swarm, with every step's measurements kept.
//
//   Training training{.learner = learner, .swarm = {.plan = {.steps = 20}}, .cluster = cluster,
//                     .algorithm = [&] { return std::make_unique<sim::Dsgd>(config); }};
//   TrainingRun run = train(training);
//   run.steps[7].consensus_distance;  run.x[node][coordinate];
//
// train_interrupted saves everything before event number `at`, loads it into new objects and goes
// on with these: the same run, if a state is all that counts.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "sim/kernel/engine.h"
#include "sim/learning/swarm.h"

namespace consim::tests {

struct Training {
  const sim::Learner& learner;
  sim::Swarm::Config swarm = {};
  sim::Cluster cluster = {};
  std::function<std::unique_ptr<sim::Algorithm>()> algorithm = {};
};

struct TrainingRun {
  std::vector<sim::StepMeasurement> steps;
  std::vector<sim::StepEnd> ends;  ///< of the same steps
  std::vector<sim::Evaluation> evaluations;
  std::vector<sim::Spread> spreads;    ///< of the same steps
  std::vector<std::vector<double>> x;  ///< parameters at the end, by node
  std::vector<double> averaged_model;
  std::uint64_t hash = 0;        ///< of parameters, momentum and buffers at the end
  std::uint64_t event_hash = 0;  ///< of all events
  std::uint64_t events = 0;
  std::size_t pool_rows = 0;
  std::size_t open_steps = 0;  ///< most at a time
};

TrainingRun train(const Training& training);
TrainingRun train_interrupted(const Training& training, std::uint64_t at);

/// All numbers of a run that training decides, as bits.
std::vector<std::uint64_t> bits(const TrainingRun& run);

}  // namespace consim::tests
