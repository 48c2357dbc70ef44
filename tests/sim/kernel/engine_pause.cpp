// A run that is paused, or saved and loaded, has the events of one that is not.
#include <rapidcheck.h>
#include <boost/test/unit_test.hpp>
#include <memory>

#include "sim/kernel/engine.h"
#include "tests/sim/kernel/toy_algorithms.h"
#include "tests/support/timed_run.h"
#include "tests/support/uneven_cluster.h"

namespace consim::sim {
namespace {

using tests::Cycle;
using tests::StepLog;

Cluster any_cluster() {
  const LinkModel link{.latency = base::Duration{*rc::gen::inRange(0, 5'000'000)},
                       .bandwidth = {1e5},
                       .overhead = base::Duration{*rc::gen::inRange(0, 100'000)},
                       .sharing = *rc::gen::element(Sharing::kNone, Sharing::kNic)};
  Cluster cluster = tests::uneven_cluster(*rc::gen::inRange(1, 8), 7, link);
  cluster.jitter = LogNormal{0.3};
  return cluster;
}

struct Parts {
  explicit Parts(const Cluster& cluster, std::uint32_t steps)
      : cycle({.nodes = cluster.nodes, .steps = steps, .join_every = 3}),
        engine(cluster, {cycle, nullptr, log}) {}

  template <class Archive>
  void persist(Archive& archive) {
    archive(engine);
    if constexpr (Archive::kLoading)
      cycle.load(archive);
    else
      cycle.save(archive);
  }

  StepLog log;
  Cycle cycle;
  Engine engine;
};

// What the observer hears is compared apart, since a loaded engine doesn't repeat it.
bool equal(const Engine& a, const Engine& b, int nodes) {
  for (NodeId node = 0; node < nodes; ++node) {
    const NodeTotals x = a.totals(node), y = b.totals(node);
    if (x.compute != y.compute || x.communication != y.communication || x.idle != y.idle ||
        x.bytes_sent != y.bytes_sent || x.bytes_received != y.bytes_received || x.steps != y.steps)
      return false;
  }
  return a.event_hash().value() == b.event_hash().value() && a.now() == b.now() &&
         a.events() == b.events() && a.messages() == b.messages();
}

bool same_ends(const std::vector<StepEnd>& a, const std::vector<StepEnd>& b) {
  return std::ranges::equal(a, b, [](const StepEnd& x, const StepEnd& y) {
    return x.step == y.step && x.rounds == y.rounds && x.time == y.time &&
           x.bytes_sent == y.bytes_sent;
  });
}

BOOST_AUTO_TEST_CASE(pauses_change_nothing) {
  BOOST_TEST(rc::check([] {
    const Cluster cluster = any_cluster();
    const auto steps = *rc::gen::inRange<std::uint32_t>(1, 12);
    Parts straight(cluster, steps), paused(cluster, steps);
    straight.engine.start();
    RC_ASSERT(straight.engine.run() == Engine::Outcome::kFinished);
    paused.log.pause_at = {0, steps / 2, steps - 1};
    paused.engine.start();
    std::size_t pauses = 0;
    for (; paused.engine.run() == Engine::Outcome::kPaused; ++pauses)
      RC_ASSERT(paused.log.heard.back().step == paused.log.pause_at[pauses]);
    RC_ASSERT(equal(straight.engine, paused.engine, cluster.nodes));
    RC_ASSERT(same_ends(straight.log.heard, paused.log.heard));
  }));
}

BOOST_AUTO_TEST_CASE(a_run_saved_and_loaded_at_any_event_ends_like_one_that_is_not) {
  BOOST_TEST(rc::check([] {
    const Cluster cluster = any_cluster();
    const auto steps = *rc::gen::inRange<std::uint32_t>(1, 12);
    Parts straight(cluster, steps);
    straight.engine.start();
    straight.engine.run();
    auto parts = std::make_unique<Parts>(cluster, steps);
    parts->engine.start();
    parts->log.pause_at = {*rc::gen::inRange(0u, steps)};
    parts->engine.run();
    const std::vector<StepEnd> before = parts->log.heard;
    base::Saver saver;
    saver(*parts);
    parts = std::make_unique<Parts>(cluster, steps);
    const std::string bytes = saver.take();
    base::Loader loader(bytes);
    loader(*parts);
    RC_ASSERT(loader.at_end());
    RC_ASSERT(parts->engine.run() == Engine::Outcome::kFinished);
    RC_ASSERT(equal(straight.engine, parts->engine, cluster.nodes));
    std::vector<StepEnd> ends = before;
    ends.insert(ends.end(), parts->log.heard.begin(), parts->log.heard.end());
    RC_ASSERT(same_ends(straight.log.heard, ends));
  }));
}

BOOST_AUTO_TEST_CASE(requests_before_a_run_pause_it_once_before_its_first_event) {
  const Cluster cluster{.nodes = 3};
  Parts parts(cluster, 2);
  parts.engine.start();
  parts.engine.request_pause();
  parts.engine.request_pause();
  BOOST_TEST((parts.engine.run() == Engine::Outcome::kPaused));
  BOOST_TEST(parts.engine.events() == 0u);
  BOOST_TEST((parts.engine.run() == Engine::Outcome::kFinished));
  BOOST_TEST(parts.engine.events() > 0u);
}

// The hash is one of the events' keys: a different seed draws different times.
BOOST_AUTO_TEST_CASE(other_times_give_another_hash) {
  Cluster first{.nodes = 3, .seed = 1, .jitter = LogNormal{0.3}};
  first.step_time = {base::Duration{1'000'000}};
  Cluster second = first;
  second.seed = 2;
  Parts a(first, 4), b(second, 4);
  for (Parts* parts : {&a, &b}) {
    parts->engine.start();
    parts->engine.run();
  }
  BOOST_TEST(a.engine.events() == b.engine.events());
  BOOST_TEST(a.engine.event_hash().value() != b.engine.event_hash().value());
}

}  // namespace
}  // namespace consim::sim
