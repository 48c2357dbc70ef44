// Phases of training: what [[phase]] may say, at which steps phases begin, and how gossip is warned
// about.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "scenarios/assemble.h"
#include "scenarios/save.h"
#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

using boost::test_tools::per_element;

// Five lines, then what follows; 100 steps an epoch.
Scenario load_with(const std::string& more, const std::vector<std::string>& overrides = {}) {
  return parse_scenario(kMinimal + more, kOrigin, overrides);
}

struct Wrong {
  std::string more;
  std::string problems;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.more; }

const Wrong kWrong[] = {
    {"[phase]\nuntil = 1",
     "f.toml:6:1: phase: found a table; expected a list, each element a table"},
    {"[[phase]]\nuntil = 0",
     "f.toml:7:9: phase.0.until: found 0; expected a number in (0, 1], or "
     "\"lr_decay:k\" with k from 1 to 1000"},
    {"[[phase]]\nuntil_epoch = 0.5",
     "f.toml:7:15: phase.0.until_epoch: found 0.5; expected a whole number from 1 to 1000000000"},
    {"[[phase]]\nwork = 1",
     "f.toml:7:1: phase.0.work: unknown key; expected one of until, until_epoch, algorithm, "
     "optimizer, topology"},
    {"[[phase]]\nutil = 1",
     "f.toml:7:1: phase.0.util: unknown key; expected one of until, until_epoch, algorithm, "
     "optimizer, topology; did you "
     "mean \"until\"?"},
    {"[[phase]]\n[[phase]]",
     "f.toml:6:1: phase.0: no end; expected until or until_epoch in each phase but the last"},
    {"[[phase]]\nuntil = 0.5\nuntil_epoch = 1\n[[phase]]",
     "f.toml:8:15: phase.0.until_epoch: given together with until; expected one of the two"},
    {"[[phase]]\nuntil = 0.5\n[[phase]]\nuntil = 0.5\n[[phase]]",
     "f.toml:9:9: phase.1.until: ends at 0.5 of the run, the phase before it at 0.5; expected "
     "ascending ends"},
    {"[[phase]]\nuntil = 0.5",
     "f.toml:7:9: phase.0.until: ends at 0.5 of the run; expected its end, 1"},
    {"[[phase]]\nuntil_epoch = 3\n[[phase]]\n[run]\nepochs = 2",
     "f.toml:7:15: phase.0.until_epoch: ends at 1.5 of the run; expected at most 1"},
    {"[[phase]]\nuntil = 0.5\n[[phase]]\nuntil_epoch = 1\n[[phase]]\n[run]\nsteps = 400",
     "f.toml:9:15: phase.1.until_epoch: ends at 0.25 of the run, the phase before it at 0.5; "
     "expected ascending ends"},
    {"[[phase]]\ntopology = { family = 'star', nodes = 5 }",
     "f.toml:7:39: phase.0.topology.nodes: 5 nodes, and 4 in [topology]; expected the same number "
     "of nodes in all phases"},
    {"[[phase]]\nalgorithm = { kind = 'dsgd', control = { kind = 'target' } }",
     "f.toml:7:40: phase.0.algorithm.control.distance: missing; expected a number >= 0"},
    {"[[phase]]\nalgorithm = { control = { kind = 'target', distance = 1, max_rounds = 2 }, "
     "gossip_rounds = 3 }",
     "f.toml:7:71: phase.0.algorithm.control.max_rounds: 2 is below gossip_rounds = 3; expected at "
     "least gossip_rounds"},
    {"[[phase]]\nuntil = 0.5\nalgorithm = { kind = 'allreduce' }\n[[phase]]\nalgorithm = { kind = "
     "'allreduce', collective = 'halving_doubling' }",
     "f.toml:10:48: phase.1.algorithm.collective: another one than before; expected the same "
     "all-reduce in all phases"},
    {"[algorithm]\ncontrol = { kind = 'schedule', epochs = [0, 1, 2], distances = [1, 2] }",
     "f.toml:7:64: algorithm.control.distances: 2 for 3 epochs; expected one for each epoch, and "
     "at "
     "least one"},
    {"[algorithm]\ncontrol = { kind = 'schedule', epochs = [0, 2, 2], distances = [1, 2, 3] }",
     "f.toml:7:41: algorithm.control.epochs: not ascending; expected each epoch above the one "
     "before"},
    {"[algorithm]\norder = 'combine_then_adapt'\ncontrol = { kind = 'adaptive', fraction = 1 }",
     "f.toml:8:11: algorithm.control: \"adaptive\" with \"combine_then_adapt\"; expected "
     "\"adapt_then_combine\": before the exchange there is no gradient"},
    {"[algorithm]\nmixing_scale = { from_epoch = 1 }\n[optimizer.learning_rate]\nwarmup_epochs = 2",
     "f.toml:7:31: algorithm.mixing_scale.from_epoch: 1 is within the warm-up of 2 epochs; "
     "expected an "
     "epoch after the warm-up"},
    {"[algorithm]\nmixing_scale = 0",
     "f.toml:7:16: algorithm.mixing_scale: found 0; expected a number in (0, 1]"},
    {"[algorithm]\ncontrol = { kind = 'target', distance = 1, estimator = 'skech' }",
     "f.toml:7:56: algorithm.control.estimator: found \"skech\"; expected \"oracle\", \"theta\" or "
     "\"sketch\"; did you mean \"sketch\"?"},
    {"[algorithm]\ncontrol = { kind = 'target', distance = 1, estimator = { kind = 'theta', rows = "
     "2 } }",
     "f.toml:7:74: algorithm.control.estimator.rows: unknown key with kind = \"theta\""},
    {"[algorithm]\ncontrol = { kind = 'target', distance = 1, max_rounds = 5, estimator = { kind = "
     "'theta', every = 6 } }",
     "f.toml:7:98: algorithm.control.estimator.every: 6 is above max_rounds; expected at most "
     "max_rounds"},
    {"[algorithm]\ncontrol = { kind = 'budget' }",
     "f.toml:7:11: algorithm.control: neither bytes nor time; expected one of the two"},
    {"[algorithm]\ncontrol = { kind = 'target', distance = 1 }\n[run]\ntiming_only = true",
     "f.toml:7:11: algorithm.control: without learning there is no consensus distance; expected "
     "none "
     "with run.timing_only = true"},
    {"[algorithm]\ncontrol = { kind = 'critical' }\n[optimizer]\nlearning_rate = 0.0",
     "f.toml:7:11: algorithm.control: \"critical\" with a learning rate of 0: smoothness is "
     "measured "
     "where nodes move; expected another control"},
    {"[[phase]]\nuntil = 0.5\n[[phase]]\nalgorithm = { kind = 'dsgd', control = { kind = "
     "'critical' } "
     "}\noptimizer = { learning_rate = { peak = 0 } }",
     "f.toml:9:40: phase.1.algorithm.control: \"critical\" with a learning rate of 0"},
    {"curvature = 0.0\n[algorithm]\ncontrol = { kind = 'critical' }",
     "f.toml:8:11: algorithm.control: \"critical\" with curvature = 0: the critical distance is "
     "infinite; expected another control"},
    {"[run]\nend_after_phase = 1",
     "f.toml:7:19: run.end_after_phase: there is no phase 1; expected 0, the only one"},
    {"[[phase]]\nuntil = 0.5\n[[phase]]\n[run]\nend_after_phase = 2",
     "f.toml:10:19: run.end_after_phase: there is no phase 2; expected 0 to 1"},
    {"[[phase]]\nuntil = 0.5\n[[phase]]\n[phase.topology]\nfamily = 'rign'\nnodes = 4",
     "f.toml:10:10: phase.1.topology.family: unknown family \"rign\""},
};

BOOST_AUTO_TEST_SUITE(scenario_phases)

BOOST_DATA_TEST_CASE(a_wrong_phase_is_reported_at_its_place, boost::unit_test::data::make(kWrong),
                     wrong) {
  const std::string problems = problems_of(kMinimal + wrong.more);
  BOOST_TEST(problems.substr(0, wrong.problems.size()) == wrong.problems);
  BOOST_TEST(problems.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(phases_are_written_with_their_topologies_and_read_back) {
  const Scenario scenario = load_with(
      "[[phase]]\nuntil = 0.25\ntopology = { family = 'star', n = 4 }\n[[phase]]\n[run]\n");
  const std::string text = to_toml(scenario);
  BOOST_TEST(text.find("\n[[phase]]\nuntil = 0.25\n# until_epoch: until is given instead\n"
                       "# algorithm: the scenario's\n# optimizer: the scenario's\n\n"
                       "[phase.topology]\nfamily = \"star\"\nnodes = 4\nmixing = "
                       "\"metropolis\"\n\n[[phase]]\nuntil = 1.0\n# until_epoch: until is given "
                       "instead\n# algorithm: the scenario's\n# optimizer: the scenario's\n# "
                       "topology: the scenario's\n\n[run]\n") != std::string::npos);
  BOOST_TEST((parse_scenario(text, kOrigin) == scenario));
}

BOOST_AUTO_TEST_CASE(phases_are_addressed_by_index_and_differ_by_key) {
  const std::string two =
      "[[phase]]\nuntil = 0.25\ntopology = { family = 'star', n = 4 }\n[[phase]]";
  const Scenario star = load_with(two);
  const Scenario ring = load_with(two, {"phase.0.topology.family=ring", "phase.0.until=0.5"});
  const std::vector<Difference> expected = {{"phase.0.until", "0.25", "0.5"},
                                            {"phase.0.topology.family", "\"star\"", "\"ring\""},
                                            {"phase.0.topology.neighbours", "(not given)", "2"}};
  BOOST_TEST((differences(star, ring) == expected));
  BOOST_TEST(differences(star, load_with("")).size() == 5u);  // until twice, three of the topology
}

std::vector<std::int64_t> starts(const std::string& more) {
  std::vector<std::int64_t> starts;
  for (const PhaseParts& phase : assemble(load_with(more)).phases) starts.push_back(phase.start);
  return starts;
}

// A fraction is over with the first step t >= f·T, as for the decay of the learning rate.
BOOST_AUTO_TEST_CASE(phases_begin_at_whole_steps) {
  using Steps = std::vector<std::int64_t>;
  BOOST_TEST(starts("") == Steps{0}, per_element());
  BOOST_TEST(starts("[[phase]]") == Steps{0}, per_element());
  const std::string two = "[[phase]]\nuntil = 0.55\n[[phase]]\n[run]\nsteps = ";
  BOOST_TEST(starts(two + "100") == (Steps{0, 55}), per_element());
  BOOST_TEST(starts(two + "3") == (Steps{0, 2}), per_element());
  const std::string mixed =
      "[[phase]]\nuntil = 0.1\n[[phase]]\nuntil_epoch = 2\n[[phase]]\nuntil_epoch = 3\n[run]\n";
  BOOST_TEST(starts(mixed + "epochs = 3") == (Steps{0, 30, 200}), per_element());
  BOOST_TEST(starts(mixed + "steps = 300") == (Steps{0, 30, 200}), per_element());
}

BOOST_AUTO_TEST_CASE(a_phase_without_a_step_is_refused) {
  const std::string text = "[[phase]]\nuntil = 0.9\n[[phase]]\n[run]\nsteps = 9\n";
  BOOST_CHECK_EXCEPTION(
      assemble(load_with(text)), base::InputError, [](const base::InputError& error) {
        return error.what() == std::string(
                                   "phase.1.until: the phase ends at step 9 and begins at "
                                   "9; expected at least a step in each phase");
      });
}

BOOST_AUTO_TEST_CASE(a_critical_distance_needs_an_estimate) {
  BOOST_CHECK_EXCEPTION(
      load_with("[algorithm]\ncontrol = { kind = 'critical' }", {"topology.nodes=1"}),
      base::InputError, [](const base::InputError& error) {
        return error.what() == std::string(
                                   "f.toml:7:11: algorithm.control: \"critical\" with one node, "
                                   "which is at no distance; expected another control");
      });
}

BOOST_AUTO_TEST_CASE(each_phase_has_its_topology_or_the_scenarios) {
  const Assembly parts =
      assemble(load_with("[[phase]]\nuntil = 0.5\n[[phase]]\ntopology = { family = 'star', n = 4 "
                         "}\n[run]\nsteps = 8"));
  BOOST_TEST(family_name(parts.topology_of(0).spec) == "ring");
  BOOST_TEST(family_name(parts.topology_of(1).spec) == "star");
  BOOST_TEST((parts.end_of(0) == 4 && parts.end_of(1) == 8));
}

std::string note_of(const std::string& more) { return assemble(load_with(more)).note.value_or(""); }

// The star's uniform weights aren't column-stochastic: 1/4 + 3·1/2 at the centre.
BOOST_AUTO_TEST_CASE(warnings_name_the_topology_that_they_are_of) {
  const std::string star = "topology = { family = 'star', n = 4, mixing = 'uniform' }\n";
  const std::string text =
      "column sums differ from 1 by up to 0.75 (node 0): gossip doesn't keep "
      "the average";
  BOOST_TEST(note_of("") == "");
  BOOST_TEST(note_of("[[phase]]\nuntil = 0.5\n[[phase]]\n" + star) == "phase.1.topology: " + text);
  BOOST_TEST(note_of("[[phase]]\n" + star + "[algorithm]\nkind = 'allreduce'") == "");
}

// Sums are checked in each round; connected are the rounds of a period together.
BOOST_AUTO_TEST_CASE(rounds_of_a_period_are_checked_one_by_one_and_connect_together) {
  const auto with = [](const std::string& graphs) {
    return "[[phase]]\ntopology = { family = 'alternating', graphs = '" + graphs + "' }\n";
  };
  BOOST_TEST(note_of(with("ring:n=4+star:n=4")) == "");
  BOOST_TEST(note_of(with("ring:n=4+star:n=4,mixing=uniform"))
                 .starts_with("phase.0.topology: column sums differ from 1 by up to 0.75"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
