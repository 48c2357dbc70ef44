// Sweeps: which points a file stands for, and how they are called.
#include "scenarios/sweep.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>
#include <set>

#include "scenarios/load.h"
#include "scenarios/save.h"
#include "tests/scenarios/sweep_files.h"

namespace consim::scenarios {
namespace {

std::vector<std::string> names(const std::vector<SweepPoint>& points) {
  std::vector<std::string> names;
  for (const SweepPoint& point : points) names.push_back(point.name);
  return names;
}

using Names = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(sweep)

BOOST_AUTO_TEST_CASE(a_grid_is_in_the_files_order_with_seeds_innermost) {
  const auto points = Files(
                          "[axes]\nseed = [1, 2]\n\"workload.noise\" = [0.5, 1]\n"
                          "algorithm.gossip_rounds = [4]\n")
                          .points();
  BOOST_TEST(names(points) ==
                 (Names{"noise=0.5,gossip_rounds=4,seed=1", "noise=0.5,gossip_rounds=4,seed=2",
                        "noise=1,gossip_rounds=4,seed=1", "noise=1,gossip_rounds=4,seed=2"}),
             boost::test_tools::per_element());
  BOOST_TEST(points[1].scenario.seed == 2u);
  BOOST_TEST(value_of(points[1].scenario, "workload.noise") == "0.5");
  BOOST_TEST(points[1].scenario.name == "noise=0.5,gossip_rounds=4");
  BOOST_TEST(points[1].scenario.output.path->ends_with("out/noise=0.5,gossip_rounds=4,seed=2.h5"));
}

BOOST_AUTO_TEST_CASE(a_point_is_the_scenario_with_the_same_overrides) {
  const Files files("[axes]\ntopology.family = ['star']\noptimizer.learning_rate = [0.25]\n");
  const Scenario other = load_scenario(files.folder.path() / "base.toml",
                                       {"topology.family=star", "optimizer.learning_rate=0.25"});
  const auto difference = differences(files.points().at(0).scenario, other);
  BOOST_REQUIRE(difference.size() == 1u);
  BOOST_TEST(difference[0].key == "name");
}

BOOST_AUTO_TEST_CASE(without_axes_there_is_one_point_called_as_the_base) {
  BOOST_TEST(names(Files("").points()) == Names{"base"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(names_are_short_where_that_is_clear_and_safe_always) {
  const auto points =
      Files(
          "[axes]\n'phase.0.algorithm.gossip_rounds' = [2]\n'algorithm.gossip_rounds' = [3]\n"
          "cluster.step_time = ['1 ms']\ncluster.jitter = [{ kind = 'lognormal', sigma = 0.5 }]\n")
          .points();
  BOOST_TEST(points[0].name ==
             "phase.0.algorithm.gossip_rounds=2,algorithm.gossip_rounds=3,step_time=1_ms,"
             "jitter=lognormal-0.5");
}

BOOST_AUTO_TEST_CASE(long_values_are_cut_and_stay_apart) {
  std::string values;
  for (const char* last : {"1", "2"}) {
    values += "[";
    for (int i = 0; i < 63; ++i) values += "1.25, ";
    values += std::string(last) + "], ";
  }
  const auto points = Files("[axes]\nworkload.curvature = [" + values + "]\n").points();
  BOOST_TEST(points[0].name.size() == std::string("curvature=").size() + 60);
  BOOST_TEST(points[0].name != points[1].name);
}

BOOST_AUTO_TEST_CASE(arms_have_axes_of_their_own_which_replace_the_common_ones) {
  const auto points = Files(
                          "[set]\nrun.steps = 40\n[axes]\nseed = [1, 2]\n"
                          "[[arms]]\nname = 'a'\n"
                          "[[arms]]\nname = 'b'\nset = { run.steps = 50, 'topology' = { family = "
                          "'torus', rows = 2, cols = 2 } }\n"
                          "axes = { seed = [3], workload.noise = [0, 1] }\n")
                          .points();
  BOOST_TEST(
      names(points) == (Names{"a,seed=1", "a,seed=2", "b,noise=0,seed=3", "b,noise=1,seed=3"}),
      boost::test_tools::per_element());
  BOOST_TEST(*points[0].scenario.run.steps == 40);
  BOOST_TEST(*points[2].scenario.run.steps == 50);
  BOOST_TEST(value_of(points[2].scenario, "topology.rows") == "2");
  BOOST_TEST(points[0].scenario.name == "a");
}

BOOST_AUTO_TEST_CASE(names_are_all_different_and_survive_being_files) {
  std::set<std::string> seen;
  for (const SweepPoint& point : Files("[axes]\nrun.steps = [1, 2, 30]\nseed = [0, 1, 10]\n"
                                       "name = ['x', 'y', 'a b']\n",
                                       kBase)
                                     .points())
    BOOST_TEST(seen.insert(point.name).second);
  BOOST_TEST(seen.size() == 27u);
}

const Wrong kWrong[] = {
    {"axis = 1",
     "s.toml:2:1: axis: unknown key; expected one of base, set, axes, arms; did you mean "
     "\"axes\"?"},
    {"axes = 1", "s.toml:2:8: axes: found 1; expected a table of keys of the scenario"},
    {"[axes]\nseed = []",
     "s.toml:3:8: axes.seed: found an empty list; expected a list of at least one value"},
    {"[axes]\nseed = 3\nname = { a = 1 }",
     "s.toml:3:8: axes.seed: found 3; expected a list of at least one value\n"
     "s.toml:4:8: axes.name: found a table; expected a list of at least one value"},
    {"[axes]\nworkload.noise = [1, 2, 1.0]",
     "s.toml:3:25: axes.workload.noise: 1.0 is there twice"},
    {"[axes]\nname = ['a b', 'a_b']",
     "s.toml:3:16: axes.name: two values are called \"a_b\" in the files' names; give them names "
     "of their own as [[arms]]"},
    {"[axes]\n'seed' = [1]\n'run.' = [2]", "s.toml:4:1: axes.run.: a part of the key is empty"},
    {"[axes]\ntopolgy.family = ['star']",
     "s.toml:3:9: topolgy: unknown key; expected one of schema, name, seed, topology, cluster, "
     "workload, "
     "optimizer, algorithm, phase, run, output; did you mean \"topology\"?"},
    {"[axes]\nseed = [1, -2]\nrun.steps = [5]",
     "s.toml:3:12: seed: found -2 (in steps=5,seed=-2); expected a whole number >= 0"},
    {"[axes]\n'phase.2.until' = [1]",
     "s.toml:3:1: phase.2.until: \"phase\" is a list of 2; its elements are addressed from 0"},
    {"[axes]\n'run.steps' = [5]\nrun = [{ steps = 3 }]",
     "s.toml:4:1: run: replaces run.steps, set in line 3; an arm can have an axis of its own in "
     "that key; "
     "an axis inside another one's values comes after it"},
    {"[axes]\nseed = [1]\n[[arms]]\nname = 'a'\nset = { seed = 3 }",
     "s.toml:3:1: seed: replaces seed, set in line 6; an arm can have an axis of its own in that "
     "key; "
     "an axis inside another one's values comes after it"},
    {"[set]\n'run' = { steps = 1 }\n'run.steps' = 3",
     "s.toml:4:1: set.run.steps: overlaps with run in line 3"},
    {"[[arms]]\nnam = 'a'\n[[arms]]\nname = '../b'\n[[arms]]\nname = 'c'\n[[arms]]\nname = 'c'",
     "s.toml:2:1: arms.0.name: missing; expected a name for its files\n"
     "s.toml:3:1: arms.0.nam: unknown key; expected one of name, set, axes; did you mean "
     "\"name\"?\n"
     "s.toml:5:8: arms.1.name: found \"../b\"; expected a name of 1 to 60 letters, digits, '.', "
     "'_', '+' and '-' "
     "that begins with a letter or digit\n"
     "s.toml:9:8: arms.3.name: \"c\" is there twice"},
};

BOOST_DATA_TEST_CASE(what_is_wrong_is_told_at_its_place, boost::unit_test::data::make(kWrong),
                     wrong) {
  BOOST_TEST(Files(wrong.sweep).problems() == wrong.problem);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_in_the_base_is_told_once) {
  BOOST_TEST(Files("[axes]\nseed = [1, 2, 3]", kMinimal + "nois = 1\n").problems() ==
             "base.toml:6:1: workload.nois: unknown key with dataset = \"quadratic\"; expected one "
             "of dataset, "
             "dimension, curvature, noise, heterogeneity, initial, steps_per_epoch; did you mean "
             "\"noise\"?");
}

BOOST_AUTO_TEST_CASE(every_example_is_a_sweep) {
  int examples = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(CONSIM_SOURCE_DIR "/scenarios/sweeps"))
    BOOST_TEST_CONTEXT(entry.path()) {
      BOOST_TEST(load_sweep(entry.path(), "out").size() > 1u);
      ++examples;
    }
  BOOST_TEST(examples >= 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
