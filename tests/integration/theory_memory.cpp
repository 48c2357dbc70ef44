// Gossip training on undirected graphs keeps at most 3·n rows of parameters, recorded steps'
// gradients included, however unequal the nodes are; and what it keeps of logical steps is a few
// numbers a column.
#include <boost/test/unit_test.hpp>
#include <string>

#include "sim/algorithms/dsgd.h"
#include "tests/support/toy_learner.h"
#include "tests/support/training_run.h"
#include "topologies/spec.h"

using namespace consim;
using tests::Training;
using tests::TrainingRun;

namespace {

constexpr std::uint32_t kSteps = 60;

struct Setting {
  std::string topology;
  sim::Order order = sim::Order::kAdaptThenCombine;
  std::uint32_t rounds = 1;
  int slowdown = 1;  ///< of node 0
  std::int64_t latency = 0;
};

TrainingRun train(const Setting& setting, int threads) {
  const auto w = make_topology(topologies::parse_topology_spec(setting.topology)).mixing.at(0);
  const tests::ToyLearner learner({.nodes = w.nodes(), .dimension = 6});
  Training training{.learner = learner};
  training.algorithm = [&] {
    return std::make_unique<sim::Dsgd>(topologies::MixingSequence(w),
                                       sim::Dsgd::Config{.order = setting.order,
                                                         .rounds = setting.rounds,
                                                         .steps = kSteps,
                                                         .message = base::Bytes{1}});
  };
  training.swarm.threads = threads;
  training.swarm.plan = {.steps = kSteps, .record_every = 1};
  training.cluster = {.nodes = w.nodes(), .seed = 9};
  training.cluster.jitter = sim::LogNormal{0.3};
  training.cluster.step_time.assign(static_cast<std::size_t>(w.nodes()), base::Duration{10'000});
  training.cluster.step_time[0] *= setting.slowdown;
  training.cluster.link.latency = base::Duration{setting.latency};
  return tests::train(training);
}

int nodes(const Setting& setting) {
  return topologies::nodes(topologies::parse_topology_spec(setting.topology));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(theory_memory)

BOOST_AUTO_TEST_CASE(at_most_three_rows_a_node_are_kept_on_undirected_graphs) {
  for (const char* topology : {"ring:n=32", "path:n=17", "star:n=16", "torus:rows=4,cols=6",
                               "complete:n=10", "hypercube:n=16", "exponential:n=15"})
    for (const auto order : {sim::Order::kAdaptThenCombine, sim::Order::kCombineThenAdapt})
      for (const std::uint32_t rounds : {1u, 2u, 5u})
        for (const int slowdown : {1, 6})
          for (const std::int64_t latency : {0, 25'000})
            BOOST_TEST_CONTEXT(topology << " order " << static_cast<int>(order) << " rounds "
                                        << rounds << " slowdown " << slowdown << " latency "
                                        << latency) {
              const Setting setting{topology, order, rounds, slowdown, latency};
              for (const int threads : {1, 2})
                BOOST_TEST(train(setting, threads).pool_rows <=
                           static_cast<std::size_t>(3 * nodes(setting)));
            }
}

// An arc's sender waits for its receiver along the way back, of at most 4 arcs on 16 nodes: as many
// exchanges it may be ahead, and each node keeps a row for these, one for its own x, one on the way
// and one for a recorded gradient.
BOOST_AUTO_TEST_CASE(on_a_directed_graph_rows_are_bounded_by_the_way_back) {
  for (const std::uint32_t rounds : {1u, 3u})
    for (const int slowdown : {1, 6, 100}) {
      const Setting setting{"exponential:n=16,directed=true", sim::Order::kAdaptThenCombine, rounds,
                            slowdown, 25'000};
      for (const int threads : {1, 2})
        BOOST_TEST(train(setting, threads).pool_rows <= (4u + 3) * 16);
    }
}

// Logical steps are open while the slowest node is behind the fastest: on a ring, neighbours differ
// by at most one step, so at most 1 + ⌊n/2⌋ are, however slow a node is.
BOOST_AUTO_TEST_CASE(open_steps_are_bounded_by_the_distance_to_a_straggler) {
  for (const int slowdown : {1, 6, 100}) {
    const auto run = train({"ring:n=32", sim::Order::kAdaptThenCombine, 1, slowdown, 0}, 1);
    BOOST_TEST(run.open_steps <= 17u + 1);  // the next one has begun when a step is measured
    if (slowdown == 100) BOOST_TEST(run.open_steps >= 16u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
