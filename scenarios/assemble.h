// From a description to the parts of a run: topology, phases, learner, cluster, schedule,
// algorithm.
//
//   Assembly parts = assemble(scenario, "ring.h5");
//   auto algorithm = make_algorithm(parts);
//   Engine engine(parts.cluster, {*algorithm, swarm, observer});
//
// Data files are read and the learner's work is counted here. A timing-only scenario that gives
// step_time and message_size, and whose epochs don't depend on files, needs no learner and gets
// none.
//
// Errors: InputError with the scenario's keys for everything that only data can tell (a batch
// larger than a shard, missing files, a phase of no step) or that a topology refuses.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/cluster/cluster.h"
#include "sim/kernel/algorithm.h"
#include "sim/learning/learner.h"
#include "sim/learning/optimizer_change.h"
#include "sim/learning/plan.h"
#include "sim/learning/schedule.h"
#include "sim/learning/sgd.h"
#include "sim/learning/swarm.h"
#include "topologies/spec.h"

namespace consim::scenarios {

/// Logical steps from `start` up to the next phase's.
struct PhaseParts {
  std::int64_t start = 0;
  std::optional<topologies::Topology> topology = {};  ///< its own, else the scenario's
  AlgorithmConfig algorithm = {};
  std::optional<double> reference_distance = {};  ///< Ξ_max that its target is a fraction of
  std::optional<double> target = {};         ///< of its consensus distance, if there is one number
  std::optional<int> rounds = {};            ///< that its budget allows
  std::optional<double> smallest_move = {};  ///< of its W, if its nodes test Θ
  sim::Gradients gradients = sim::Gradients::kRecorded;  ///< measured in its steps
};

struct Assembly {
  topologies::Topology topology;
  std::unique_ptr<sim::Learner> learner = {};  ///< null: timing only, with given times and sizes
  sim::StepWork work = {};                     ///< of one training step; empty without a learner
  sim::Cluster cluster = {};
  base::Bytes message = {};  ///< one message: the parameters
  sim::Plan plan = {};
  std::vector<PhaseParts> phases = {};  ///< at least one, the first from step 0
  std::int64_t steps_per_epoch = 1;
  std::int64_t checkpoint_every = 0;  ///< logical steps; 0: only on signals
  sim::Sgd sgd = {};
  sim::LearningRate learning_rate = {};
  /// By phases that have any, those that the run doesn't come to among them.
  std::vector<sim::OptimizerChange> optimizer_changes = {};
  std::optional<std::string> note = {};      ///< what keeps gossip from reaching the average
  std::optional<std::string> data_dir = {};  ///< the folder that the data were read from

  const topologies::Topology& topology_of(std::size_t phase) const {
    return phases[phase].topology ? *phases[phase].topology : topology;
  }
  /// The first logical step after a phase.
  std::int64_t end_of(std::size_t phase) const {
    return phase + 1 < phases.size() ? phases[phase + 1].start : plan.steps;
  }
};

/// `output` is the result file, beside which pilots lie (pilot.h). None: no reference is read, and
/// phases whose targets are fractions of theirs have none.
Assembly assemble(const Scenario& scenario,
                  const std::optional<std::filesystem::path>& output = {});

/// With its profile read.
sim::LinkModel make_link(const NetworkConfig& network);

/// What doesn't depend on how long the run is: topology, learner, the work of a step, cluster,
/// message, steps of an epoch.
Assembly assemble_machine(const Scenario& scenario);

std::unique_ptr<sim::Algorithm> make_algorithm(const Assembly& parts);
/// Trains with the parts' learner, which must outlive it; null for run.timing_only.
std::unique_ptr<sim::Swarm> make_swarm(const Scenario& scenario, const Assembly& parts,
                                       int threads);

/// Whether a run reads its data and counts the work of a step.
bool needs_learner(const Scenario& scenario);
std::unique_ptr<sim::Learner> make_learner(const Scenario& scenario);
/// "dsgd" or "allreduce".
std::string algorithm_name(const AlgorithmConfig& config);

}  // namespace consim::scenarios
