// Overrides: what they may say, what they replace, and how they are refused.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

Scenario load_with(const std::vector<std::string>& overrides, const std::string& more = {}) {
  return parse_scenario(kMinimal + more, kOrigin, overrides);
}

struct Wrong {
  std::string override;
  std::string problem;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.override; }

std::string dots(int count) {
  std::string text = "a";
  for (int i = 0; i < count; ++i) text += ".a";
  return text;
}

const Wrong kWrong[] = {
    {"", "--set[1]:1:1: no \"=\"; expected key=value, such as topology.nodes=8"},
    {"seed", "--set[1]:1:1: no \"=\"; expected key=value, such as topology.nodes=8"},
    {"=3", "--set[1]:1:1: a part of the key is empty"},
    {"run..steps=3", "--set[1]:1:1: run..steps: a part of the key is empty"},
    {"run.steps.=3", "--set[1]:1:1: run.steps.: a part of the key is empty"},
    {dots(100) + "=1", "--set[1]:1:1: the key has too many parts; at most 100"},
    {"seed=", "--set[1]:1:6: seed: found \"\"; expected a whole number >= 0"},
    {"seed=ten", "--set[1]:1:6: seed: found \"ten\"; expected a whole number >= 0"},
    {"seed=1\nschema=2",
     "--set[1]:1:6: seed: found \"1\\x0aschema=2\"; expected a whole number >= 0"},
    {"seed=1 # one", "--set[1]:1:6: seed: found \"1 # one\"; expected a whole number >= 0"},
    {"name=\"x", "--set[1]:1:6: name: not a TOML value"},
    {"cluster.jitter={kind=", "--set[1]:1:16: cluster.jitter: not a TOML value"},
    {"workload.curvature=" + std::string(200, '['),
     "--set[1]:1:20: workload.curvature: not a TOML value"},
    {"workload.noise=nan",
     "--set[1]:1:16: workload.noise: found nan; expected a number in [0, 1000000]"},
    {"seed.x=1",
     "--set[1]:1:1: seed.x: \"seed\" is 7, neither a table nor a list; give the whole of it"},
    {"cluster.step_time.4=1 ms",
     "--set[1]:1:1: cluster.step_time.4: \"cluster.step_time\" is a list of 4; its elements are "
     "addressed from 0"},
    {"cluster.step_time.first=1 ms",
     "--set[1]:1:1: cluster.step_time.first: \"cluster.step_time\" is a list of 4; its elements "
     "are addressed from 0"},
    {"cluster.step_time.2=1 parsec",
     "--set[1]:1:21: cluster.step_time.2: found \"1 parsec\"; expected a number and a unit (ns, "
     "us, ms, s, min or h), "
     "such as \"12 ms\", above 0, at most 1000 h"},
    {"topology.famly=star",
     "--set[1]:1:1: topology.famly: ring has no such key; allowed: family, nodes, neighbours, "
     "mixing; did "
     "you mean \"family\"?"},
    {"topolgy.nodes=3",
     "--set[1]:1:1: topolgy: unknown key; expected one of schema, name, seed, topology, cluster, "
     "workload, optimizer, "
     "algorithm, phase, run, output; did you mean \"topology\"?"},
    {"workload.curvature=[1, 2]",
     "--set[1]:1:20: workload.curvature: a list of 2 for 64 dimensions; expected one for each "
     "dimension"},
};

BOOST_AUTO_TEST_SUITE(scenario_overrides)

BOOST_DATA_TEST_CASE(a_wrong_override_is_reported_at_its_place,
                     boost::unit_test::data::make(kWrong), wrong) {
  BOOST_TEST(problems_of("seed = 7\n" + kMinimal +
                             "[cluster]\nstep_time = ['1 ms', '2 ms', '3 ms', '4 ms']",
                         {wrong.override}) == wrong.problem);
}

BOOST_AUTO_TEST_CASE(keys_that_only_the_family_before_had_fall_away) {
  const std::string torus =
      "[topology]\nfamily = 'torus'\nrows = 2\ncols = 4\nnodes = 8\n"
      "[workload]\ndataset = 'quadratic'\n";
  const Scenario s = parse_scenario(torus, kOrigin, {"topology.family=ring"});
  BOOST_TEST((s.topology == topologies::parse_topology_spec("ring:n=8")));
  BOOST_TEST(problems_of(torus, {"topology.family=ring", "topology.rows=3"}) ==
             "--set[2]:1:1: topology.rows: ring has no such key; allowed: family, nodes, "
             "neighbours, mixing");
}

BOOST_AUTO_TEST_CASE(values_are_toml_or_bare_words) {
  const Scenario s =
      load_with({"name=ring of 8", "seed = 5", "topology.family=\"star\"",
                 "cluster.step_time=12 ms", "workload.curvature=[0.5]", "optimizer.nesterov=true",
                 "optimizer.momentum=0.5", "cluster.jitter={kind = \"lognormal\", sigma = 0.25}"});
  BOOST_TEST(s.name == "ring of 8");
  BOOST_TEST(s.seed == 5u);
  BOOST_TEST((s.topology.family == topologies::Family(topologies::Star{4})));
  BOOST_TEST((s.cluster.step_time->nominal.front() == std::chrono::milliseconds(12)));
  BOOST_TEST(std::get<QuadraticWorkload>(s.workload).curvature.front() == 0.5);
  BOOST_TEST(s.optimizer.nesterov);
  BOOST_TEST((s.cluster.jitter == Jitter(LogNormal{0.25})));
}

BOOST_AUTO_TEST_CASE(later_overrides_win_and_tables_are_made_on_the_way) {
  const Scenario s = load_with(
      {"run.steps=1", "optimizer.learning_rate.peak=0.5", "run.steps=2", "run={steps=3}"});
  BOOST_TEST(*s.run.steps == 3);
  BOOST_TEST(s.optimizer.learning_rate.peak == 0.5);
}

BOOST_AUTO_TEST_CASE(list_elements_are_addressed_by_index) {
  const Scenario s = load_with({"optimizer.learning_rate.decay_at.1=0.75"},
                               "[optimizer.learning_rate]\ndecay_at = [0.25, 0.5, 0.9]\n");
  BOOST_TEST(s.optimizer.learning_rate.decay_at[1] == 0.75);
  BOOST_TEST(s.optimizer.learning_rate.decay_at[2] == 0.9);
}

BOOST_AUTO_TEST_CASE(an_override_stands_against_what_the_file_says_in_another_way) {
  BOOST_TEST(nodes(load_with({"topology.n=9"}).topology) == 9);
  BOOST_TEST(*load_with({"run.steps=5"}, "[run]\nepochs = 3\n").run.steps == 5);
  BOOST_TEST(!load_with({"run.steps=5"}, "[run]\nepochs = 3\n").run.epochs.has_value());
  BOOST_TEST(*load_with({"run.epochs=3"}, "[run]\nsteps = 5\n").run.epochs == 3);
  BOOST_TEST(!load_with({"run.epochs=3"}, "[run]\nsteps = 5\n").run.steps.has_value());
  const std::vector<Phase> phase =
      load_with({"phase.0.until_epoch=1", "run.epochs=2"}, "[[phase]]\nuntil = 0.9\n[[phase]]\n")
          .phase;
  BOOST_TEST((!phase[0].until && *phase[0].until_epoch == 1));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
