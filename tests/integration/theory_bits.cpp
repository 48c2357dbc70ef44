// The same bits whatever the number of threads, and whether a run is saved and loaded in the
// middle.
#include <boost/test/unit_test.hpp>
#include <string>

#include "sim/algorithms/allreduce.h"
#include "sim/algorithms/dsgd.h"
#include "tests/support/toy_learner.h"
#include "tests/support/training_run.h"
#include "topologies/spec.h"

using namespace consim;
using tests::ToyLearner;
using tests::Training;
using tests::TrainingRun;

namespace {

constexpr std::uint32_t kSteps = 9;

using topologies::MixingMatrix;
using topologies::MixingSequence;

MixingSequence sequence(const std::string& spec) {
  return make_topology(topologies::parse_topology_spec(spec)).mixing;
}

// In round k node i takes half of what node i − (k² mod 9) has; in every third round nobody does.
MixingSequence one_peer() {
  return {9, [](std::int64_t k) {
            const auto offset = static_cast<int>(k * k % 9);
            std::vector<std::int64_t> row_start = {0};
            std::vector<topologies::MixingWeight> entries;
            for (int i = 0; i < 9; ++i) {
              const int from = (i + 9 - offset) % 9;
              if (from < i) entries.push_back({from, 0.5});
              entries.push_back({i, from == i ? 1.0 : 0.5});
              if (from > i) entries.push_back({from, 0.5});
              row_start.push_back(static_cast<std::int64_t>(entries.size()));
            }
            return MixingMatrix(std::move(row_start), std::move(entries));
          }};
}

using MakeAlgorithm = std::function<std::unique_ptr<sim::Algorithm>()>;

MakeAlgorithm gossip(const std::vector<MixingSequence>& mixing, sim::Order order,
                     std::uint32_t rounds) {
  return [=] {
    std::vector<sim::MixingPhase> phases;
    for (const MixingSequence& one : mixing)
      phases.push_back({4 * static_cast<std::uint32_t>(phases.size()), one});
    return std::make_unique<sim::Dsgd>(
        phases,
        sim::Dsgd::Config{
            .order = order, .rounds = rounds, .steps = kSteps, .message = base::Bytes{5000}});
  };
}

// Steps 0 … 3 at a target, then exact averages, then gossip, and a target with another graph.
MakeAlgorithm controlled(const MixingSequence& first, const MixingSequence& last,
                         sim::Order order) {
  return [=] {
    const sim::ConsensusControl target{sim::TargetDistance{0.02}, {1, 100'000}};
    const sim::MixingPhase phases[] = {{0, first, sim::Agreement{order, target}},
                                       {4, first, sim::Agreement{order, sim::ExactAverage{}}},
                                       {6, first, sim::Agreement{order, sim::FixedRounds{2}}},
                                       {8, last, sim::Agreement{order, target}}};
    return std::make_unique<sim::Dsgd>(
        phases, sim::Dsgd::Config{.steps = kSteps, .message = base::Bytes{5000}});
  };
}

MakeAlgorithm all_reduce() {
  return [] {
    return std::make_unique<sim::AllReduceSgd>(
        sim::AllReduceSgd::Config{.steps = kSteps, .message = base::Bytes{5000}});
  };
}

const MixingSequence kTorus = sequence("torus:rows=3,cols=3");
const MixingSequence kTurns = sequence("alternating:graphs=ring:n=9+star:n=9");

const std::vector<MakeAlgorithm> kAlgorithms = {
    gossip({kTorus}, sim::Order::kAdaptThenCombine, 1),
    gossip({kTorus}, sim::Order::kAdaptThenCombine, 3),
    gossip({kTorus}, sim::Order::kCombineThenAdapt, 1),
    gossip({kTorus}, sim::Order::kCombineThenAdapt, 3),
    gossip({kTurns}, sim::Order::kAdaptThenCombine, 1),
    gossip({one_peer()}, sim::Order::kAdaptThenCombine, 3),
    gossip({one_peer()}, sim::Order::kCombineThenAdapt, 1),
    gossip({kTurns, one_peer(), kTorus}, sim::Order::kAdaptThenCombine, 1),
    controlled(kTorus, one_peer(), sim::Order::kAdaptThenCombine),
    controlled(one_peer(), kTurns, sim::Order::kCombineThenAdapt),
    all_reduce()};

// One node is 6 times as slow; messages take as long as steps and share ports.
sim::Cluster cluster() {
  sim::Cluster result{.nodes = 9, .seed = 2, .jitter = sim::LogNormal{0.3}};
  result.step_time.assign(9, base::Duration{10'000});
  result.step_time[4] *= 6;
  result.link = {.latency = base::Duration{500}, .bandwidth = {1e9}, .sharing = sim::Sharing::kNic};
  return result;
}

Training training(const sim::Learner& learner, const MakeAlgorithm& algorithm, int threads) {
  Training result{.learner = learner, .algorithm = algorithm};
  result.swarm.threads = threads;
  result.swarm.sgd = {.momentum = 0.9, .nesterov = true, .weight_decay = 1e-3};
  result.swarm.learning_rate.peak = 0.3;
  result.swarm.plan = {.steps = kSteps, .record_every = 2, .evaluate_every = 4};
  result.cluster = cluster();
  return result;
}

// Rows of several pieces, so that several threads share a group; and small ones.
const std::vector<ToyLearner::Config> kLearners = {
    {.nodes = 9, .dimension = 20'123, .buffers = 33, .scalar = sim::Scalar::kFloat},
    {.nodes = 9, .dimension = 10'500, .buffers = 0, .scalar = sim::Scalar::kDouble},
    {.nodes = 9, .dimension = 7, .buffers = 7, .scalar = sim::Scalar::kFloat}};

}  // namespace

BOOST_AUTO_TEST_SUITE(theory_bits)

BOOST_AUTO_TEST_CASE(any_number_of_threads_gives_the_same_bits) {
  for (const ToyLearner::Config& config : kLearners) {
    const ToyLearner learner(config);
    for (std::size_t a = 0; a < kAlgorithms.size(); ++a) {
      const auto one = bits(train(training(learner, kAlgorithms[a], 1)));
      for (const int threads : {2, 4})
        BOOST_TEST((bits(train(training(learner, kAlgorithms[a], threads))) == one),
                   "algorithm " << a << " threads " << threads);
    }
  }
}

// At the first event, one event before the last, and at places in between.
BOOST_AUTO_TEST_CASE(a_run_saved_and_loaded_at_any_event_gives_the_same_bits) {
  const ToyLearner learner(kLearners[2]);
  for (std::size_t a = 0; a < kAlgorithms.size(); ++a) {
    const Training setting = training(learner, kAlgorithms[a], 1);
    const TrainingRun whole = train(setting);
    const std::uint64_t stride = 1 + whole.events / 60;
    for (std::uint64_t at = 1; at < whole.events; at += stride)
      BOOST_TEST((bits(train_interrupted(setting, at)) == bits(whole)),
                 "algorithm " << a << " event " << at << " of " << whole.events);
  }
}

BOOST_AUTO_TEST_CASE(a_run_may_go_on_with_another_number_of_threads) {
  const ToyLearner learner(kLearners[0]);
  for (std::size_t a = 0; a < kAlgorithms.size(); ++a) {
    Training setting = training(learner, kAlgorithms[a], 1);
    const TrainingRun whole = train(setting);
    setting.swarm.threads = 4;
    BOOST_TEST((bits(train_interrupted(setting, whole.events / 2)) == bits(whole)),
               "algorithm " << a);
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_state_is_refused) {
  const ToyLearner learner(kLearners[2]);
  sim::Swarm::Config config;
  config.sgd.momentum = 0.9;
  sim::Swarm swarm(learner, config);
  base::Saver saver;
  swarm.save(saver);
  const std::string bytes = saver.take();
  for (std::size_t size = 0; size < bytes.size(); size += 13) {
    sim::Swarm copy(learner, config);
    base::Loader loader(std::string_view(bytes).substr(0, size));
    BOOST_CHECK_THROW(copy.load(loader), base::ArchiveError);
  }
}

// Whatever was going on: the error comes out of the next wait, and everything can be torn down.
BOOST_AUTO_TEST_CASE(an_error_in_a_gradient_ends_the_run_cleanly) {
  ToyLearner::Config config = kLearners[0];
  config.throws_at_step = 5;
  const ToyLearner learner(config);
  for (const auto& algorithm : kAlgorithms)
    for (const int threads : {1, 2, 4})
      BOOST_CHECK_EXCEPTION(train(training(learner, algorithm, threads)), std::runtime_error,
                            [](const std::runtime_error& error) {
                              return error.what() == std::string("the gradient failed");
                            });
}

BOOST_AUTO_TEST_SUITE_END()
