// Gossip training on undirected graphs keeps at most 3·n rows of parameters, recorded steps'
// gradients included, however unequal the nodes are; and what it keeps of logical steps is a few
// numbers a column.
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <string>

#include "base/random.h"
#include "sim/algorithms/dsgd.h"
#include "tests/support/mixing_builders.h"
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

// In round k node p(i) meets node p(i + n/2), p a permutation drawn for the round; n even.
topologies::MixingSequence matchings(int n) {
  return {n, [n](std::int64_t round) {
            std::vector<int> nodes(static_cast<std::size_t>(n));
            std::iota(nodes.begin(), nodes.end(), 0);
            base::RandomStream(8, base::Purpose::kTest,
                               {.node = 0, .step = static_cast<std::uint64_t>(round)})
                .shuffle(std::span(nodes));
            tests::Senders senders(nodes.size());
            for (std::size_t i = 0; i < nodes.size(); ++i)
              senders[static_cast<std::size_t>(nodes[i])] = {
                  nodes[(i + nodes.size() / 2) % nodes.size()]};
            return tests::uniform_mixing(senders);
          }};
}

topologies::MixingSequence mixing(const std::string& topology) {
  if (topology == "matchings") return matchings(32);
  return make_topology(topologies::parse_topology_spec(topology)).mixing;
}

TrainingRun train(const Setting& setting, int threads) {
  const topologies::MixingSequence w = mixing(setting.topology);
  const tests::ToyLearner learner({.nodes = w.nodes(), .dimension = 6});
  Training training{.learner = learner};
  training.algorithm = [&] {
    return std::make_unique<sim::Dsgd>(w, sim::Dsgd::Config{.order = setting.order,
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

int nodes(const Setting& setting) { return mixing(setting.topology).nodes(); }

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

// A node that has gone on leaves its version behind with the one partner that hasn't mixed it, as
// on a fixed graph; nobody else's waits, for who comes to a partner that is behind is held there.
BOOST_AUTO_TEST_CASE(matchings_that_never_repeat_keep_as_few_rows) {
  for (const auto order : {sim::Order::kAdaptThenCombine, sim::Order::kCombineThenAdapt})
    for (const std::uint32_t rounds : {1u, 3u})
      for (const int slowdown : {1, 6, 100}) {
        const Setting setting{"matchings", order, rounds, slowdown, 25'000};
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
