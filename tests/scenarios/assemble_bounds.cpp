// Numbers that are allowed by themselves, but would lead a run's integers out of their range, are
// refused when the run is assembled, at the key that says them.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "scenarios/assemble.h"
#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

// Its last table is [run].
const std::string kTiming = R"([topology]
family = "ring"
nodes = 4
[workload]
dataset = "quadratic"
[cluster]
step_time = "1 h"
message_size = "1 GB"
[cluster.network]
latency = "0 s"
bandwidth = "1 GB/s"
sharing = "none"
[run]
timing_only = true
steps = 1000
)";

std::string problems_of_assembly(const std::string& text,
                                 const std::vector<std::string>& overrides) {
  try {
    assemble(parse_scenario(text, kOrigin, overrides));
  } catch (const base::InputError& error) {
    return error.what();
  }
  return {};
}

struct Change {
  std::vector<std::string> overrides;
  std::string problem = "";  // how it begins; empty: none
};
std::ostream& operator<<(std::ostream& out, const Change& change) {
  for (const std::string& text : change.overrides) out << text << ' ';
  return out;
}

#define ALLREDUCE "algorithm.kind='allreduce'"
#define TURNS "topology={ family = 'alternating', graphs = 'ring:n=4+star:n=4' }"
#define PHASES "phase=[{ until = 0.5 }, { topology = { family = 'star', nodes = 4 } }]"

// The largest that is allowed, then one that isn't. 1 GB at 1000/3.6 B/s takes 1000 h.
const Change kChanges[] = {
    {{"cluster.network.bandwidth='277.778 B/s'"}},
    {{"cluster.network.bandwidth='277.777 B/s'"},
     "cluster.network.bandwidth: a message of 1 GB takes 1000 h; expected at most 1000 h"},
    {{"cluster.network.bandwidth='1e-9 kbit/s'"},
     "cluster.network.bandwidth: a message of 1 GB takes 2.222e+12 h"},
    {{"cluster.stragglers={ kind = 'slowdown', fraction = 0.25, factor = 1000 }"}},
    {{"cluster.stragglers={ kind = 'slowdown', fraction = 0.25, factor = 1000.001 }"},
     "cluster.stragglers.factor: a step of a straggler takes 1000 h"},
    {{"cluster.stragglers={ kind = 'slowdown', fraction = 0.1, factor = 1000.001 }"}},
    // 2(n − 1) = 6 exchanges of a latency and 0.25 GB at 1 GB/s: 1.5 s of transfers in all.
    {{ALLREDUCE, "cluster.network.latency='599999 s'"}},
    {{ALLREDUCE, "cluster.network.latency='600000 s'"},
     "cluster.network: an all-reduce over 4 nodes takes 1000 h"},
    // 2 log2 n = 4 exchanges.
    {{ALLREDUCE, "algorithm.collective='halving_doubling'", "cluster.network.latency='899999 s'"}},
    {{ALLREDUCE, "algorithm.collective='halving_doubling'", "cluster.network.latency='900000 s'"},
     "cluster.network: an all-reduce over 4 nodes takes 1000 h"},
    // The ring's 12 weights times 2^40 bytes are 1.3e13 bytes a step, of 9.2e18 in a run.
    {{"cluster.message_size='1024 GiB'", "run.steps=699050"}},
    {{"cluster.message_size='1024 GiB'", "run.steps=699051"},
     "cluster.message_size: messages of 1024 GiB in 699051 steps on 4 nodes are up to 9.2e+18 "
     "bytes; expected fewer than 9.2e+18 bytes"},
    {{"cluster.message_size='1024 GiB'", "run.steps=349525", "algorithm.gossip_rounds=2"}},
    {{"cluster.message_size='1024 GiB'", "run.steps=349526", "algorithm.gossip_rounds=2"},
     "cluster.message_size: "},
    // The star has 10 weights: 11 a step in turns, and half the steps with each in phases.
    {{"cluster.message_size='1024 GiB'", "run.steps=762600", TURNS}},
    {{"cluster.message_size='1024 GiB'", "run.steps=762601", TURNS}, "cluster.message_size: "},
    {{"cluster.message_size='1024 GiB'", "run.steps=762600", PHASES}},
    {{"cluster.message_size='1024 GiB'", "run.steps=762602", PHASES}, "cluster.message_size: "},
    // 2(n − 1)(m + n) = 6(2^40 + 4) bytes a step.
    {{ALLREDUCE, "cluster.message_size='1024 GiB'", "run.steps=1398101"}},
    {{ALLREDUCE, "cluster.message_size='1024 GiB'", "run.steps=1398102"}, "cluster.message_size: "},
};

BOOST_AUTO_TEST_SUITE(scenario_assemble_bounds)

BOOST_DATA_TEST_CASE(what_would_leave_the_range_of_a_runs_integers_is_refused_at_its_key,
                     boost::unit_test::data::make(kChanges), change) {
  const std::string problem = problems_of_assembly(kTiming, change.overrides);
  if (change.problem.empty())
    BOOST_TEST(problem == "");
  else
    BOOST_TEST(problem.starts_with(change.problem), problem);
}

BOOST_AUTO_TEST_CASE(a_device_too_slow_for_the_counted_work_is_refused) {
  const auto device = [](const std::string& rate) {
    return "cluster.device={ description = 'abacus', peak_fp32 = '" + rate +
           "', memory_bandwidth = '1 GB/s', sources = [] }";
  };
  const std::string modelled = kMinimal + "[run]\nsteps = 1\n";
  BOOST_TEST(problems_of_assembly(modelled, {device("1 FLOP/s")}) == "");
  const std::string problem = problems_of_assembly(modelled, {device("1e-9 FLOP/s")});
  BOOST_TEST(problem.starts_with("cluster.device: a step of the counted work on \"abacus\" takes"),
             problem);
}

// 12 weights · 100 rounds · 8 MB · 4.3e9 steps = 4.1e19 bytes.
BOOST_AUTO_TEST_CASE(the_steps_are_named_where_the_message_is_modelled) {
  const std::string longest = kMinimal + "dimension = 1000000\n[run]\nsteps = 4294967295\n";
  BOOST_TEST(problems_of_assembly(longest, {}) == "");
  const std::string problem = problems_of_assembly(longest, {"algorithm.gossip_rounds=100"});
  BOOST_TEST(problem.starts_with("run.steps: messages of 8 MB in 4294967295 steps"), problem);
}

// Where nothing is learned an epoch has as many steps as where it is.
BOOST_AUTO_TEST_CASE(an_epoch_of_a_timing_only_run_is_the_workloads) {
  const auto epoch = [](const std::vector<std::string>& overrides) {
    const Assembly parts = assemble(parse_scenario(kTiming, kOrigin, overrides));
    BOOST_TEST(parts.learner == nullptr);
    BOOST_TEST(parts.checkpoint_every == 2 * parts.steps_per_epoch);
    BOOST_TEST(parts.plan.evaluate_every == 3 * parts.steps_per_epoch);
    return parts.steps_per_epoch;
  };
  const std::string every = "run.evaluate_every_epochs=3", saved = "run.checkpoint_every_epochs=2";
  BOOST_TEST(epoch({every, saved}) == 100);
  BOOST_TEST(epoch({every, saved, "workload.steps_per_epoch=7"}) == 7);
  const std::string pictures =
      "workload={ dataset = 'synthetic_images', model = 'mlp', train_samples = 1003, batch_size = "
      "32 }";
  BOOST_TEST(epoch({every, saved, pictures}) == 7);  // floor(floor(1003/4)/32)
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
