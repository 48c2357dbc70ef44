// Which references a scenario has, what they may differ in, and the pilots that measure them.
#include "scenarios/control_references.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "scenarios/assemble.h"
#include "scenarios/branching.h"
#include "scenarios/load.h"
#include "scenarios/pilot.h"

namespace consim::scenarios {
namespace {

constexpr const char* kBase = R"(
[topology]
family = "ring"
nodes = 4
[workload]
dataset = "quadratic"
[optimizer.learning_rate]
decay_at = [0.5]
[algorithm]
control = { kind = "fraction_of_max", fraction = 0.5, reference = "pilot" }
[[phase]]
until = 0.25
[[phase]]
until = 0.5
algorithm = { kind = "dsgd", control = { kind = "fraction_of_max", reference = "r/b-{seed}.h5" } }
[[phase]]
[run]
epochs = 8
)";

Scenario load_with(const std::vector<std::string>& overrides = {}) {
  return parse_scenario(kBase, {.file = "f.toml", .directory = "/d"}, overrides);
}

std::string listed(const Scenario& scenario) {
  std::string text;
  for (const ControlReference& reference : control_references(scenario))
    text += std::to_string(reference.phase) + " " + reference.key + " " + reference.path + "\n";
  return text;
}

BOOST_AUTO_TEST_SUITE(control_reference)

BOOST_AUTO_TEST_CASE(references_are_those_of_the_phases_that_are_run) {
  const std::string first = "0 algorithm.control.reference pilot\n",
                    second = "1 phase.1.algorithm.control.reference /d/r/b-1.h5\n";
  BOOST_TEST(listed(load_with()) == first + second + "2 algorithm.control.reference pilot\n");
  BOOST_TEST(listed(load_with({"run.end_after_phase=1"})) == first + second);
  BOOST_TEST(listed(load_with({"run.end_after_phase=0", "algorithm.control.fraction=0"})).empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_path_stays_as_it_is) {
  const auto path = [](const std::string& reference) {
    return control_references(load_with({"algorithm.control.reference=\"" + reference + "\""}))
        .at(0)
        .path;
  };
  BOOST_TEST(path("pilot") == "pilot");
  BOOST_TEST(path("./pilot") == "/d/pilot");
  BOOST_TEST(path("arm:free") == "arm:free");
  BOOST_TEST(path("/pilot") == "/pilot");
  BOOST_TEST(path("pilot.h5") == "/d/pilot.h5");
}

/// What is changed in the run that is referred to, and the key and values that are told; none where
/// it doesn't count for phase 1.
struct Change {
  std::string set;
  std::string told;
};
std::ostream& operator<<(std::ostream& out, const Change& change) { return out << change.set; }

const std::vector<Change> kChanges = {
    {"name=other", ""},
    {"phase.1.algorithm.control={kind=\"target\",distance=1.0}", ""},
    {"phase.1.algorithm={kind=\"dsgd\"}", ""},
    {"phase.2.algorithm={kind=\"allreduce\"}", ""},
    {"phase.2.optimizer={momentum=0.5}", ""},
    {"run.record_every_steps=7", ""},
    {"run.evaluate_every_epochs=0", ""},
    {"run.checkpoint_every_epochs=1", ""},
    {"run.estimates=always", ""},
    {"run.end_after_phase=1", ""},
    {"output.path=elsewhere.h5", ""},
    {"seed=2", "seed 2 1"},
    {"topology.nodes=5", "topology.nodes 5 4"},
    {"topology.family=complete",
     "topology.family \"complete\" \"ring\"; topology.neighbours (not given) 2"},
    {"topology.mixing=uniform", "topology.mixing \"uniform\" \"metropolis\""},
    {"workload.noise=2.0", "workload.noise 2.0 1.0"},
    {"optimizer.learning_rate.peak=0.2", "optimizer.learning_rate.peak 0.2 0.1"},
    {"optimizer.momentum=0.2", "optimizer.momentum 0.2 0.0"},
    {"optimizer.learning_rate.decay_at=[0.75]", "optimizer.learning_rate.decay_at [0.75] [0.5]"},
    {"run.epochs=16", "run.epochs 16 8"},
    {"phase.0.until=0.3", "phase.0.until 0.3 0.25"},
    {"phase.1.until=0.6", "phase.1.until 0.6 0.5"},
    {"phase.1.algorithm.gossip_rounds=2", "phase.1.algorithm.gossip_rounds 2 1"},
    {"algorithm.order=combine_then_adapt",
     "phase.0.algorithm.order \"combine_then_adapt\" \"adapt_then_combine\""},
    {"phase=[{}]", "number of phases 1 3"},
};

BOOST_DATA_TEST_CASE(only_what_moves_the_distance_counts, boost::unit_test::data::make(kChanges),
                     change) {
  std::string told;
  for (const Difference& one : differences_up_to(1, load_with({change.set}), load_with()))
    told += (told.empty() ? "" : "; ") + one.key + " " + one.first + " " + one.second;
  BOOST_TEST(told == change.told);
}

BOOST_AUTO_TEST_CASE(a_pilot_is_the_scenario_without_the_phases_control_up_to_its_end) {
  const Scenario scenario = load_with();
  const std::vector<Pilot> found = pilots(scenario, "out/x.h5");
  BOOST_REQUIRE(found.size() == 2U);
  BOOST_TEST(found[0].output == "out/x.pilot-0.h5");
  BOOST_TEST(found[1].output == "out/x.pilot-2.h5");
  for (const Pilot& pilot : found) {
    Scenario by_hand = scenario;
    by_hand.name = "f-pilot-" + std::to_string(pilot.phase);
    by_hand.run.end_after_phase = static_cast<std::int64_t>(pilot.phase);
    by_hand.phase[pilot.phase].algorithm = Dsgd{};
    BOOST_TEST((pilot.scenario == by_hand));
    BOOST_TEST(differences_up_to(pilot.phase, pilot.scenario, scenario).empty());
  }
  // Both begin with the same run up to phase 2, of which the checkpoint is kept.
  BOOST_TEST(prefix_text(found[1].scenario, 2) == prefix_text(scenario, 2));
  BOOST_TEST(pilots(load_with({"algorithm.control.fraction=0"}), "x.h5").empty());
}

BOOST_AUTO_TEST_CASE(a_pilot_of_a_run_without_phases_is_the_whole_run) {
  const Scenario scenario = load_with({"phase=[]"});
  const std::vector<Pilot> found = pilots(scenario, "x.h5");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found[0].scenario.algorithm == AlgorithmConfig(Dsgd{})));
  BOOST_TEST(!found[0].scenario.run.end_after_phase.has_value());
}

// Decays, epochs and ends of phases are those of the whole run.
BOOST_AUTO_TEST_CASE(a_run_that_ends_early_is_the_beginning_of_the_whole_one) {
  const std::string free = "algorithm.control={kind=\"none\"}",
                    also = "phase.1.algorithm.control={kind=\"none\"}";
  const Assembly whole = assemble(load_with({free, also})),
                 part = assemble(load_with({free, also, "run.end_after_phase=1"}));
  BOOST_TEST(part.phases.size() == 2U);
  BOOST_TEST(part.plan.steps == whole.phases[2].start);
  BOOST_TEST(part.end_of(1) == whole.end_of(1));
  BOOST_TEST(part.phases[1].start == whole.phases[1].start);
  for (std::int64_t step = 0; step < part.plan.steps; ++step)
    BOOST_TEST(part.learning_rate.at(step) == whole.learning_rate.at(step));
}

BOOST_AUTO_TEST_CASE(pilots_are_called_after_the_output) {
  BOOST_TEST(pilot_path("r/x.h5", 0).string() == "r/x.pilot-0.h5");
  BOOST_TEST(pilot_path("run-0.5", 1).string() == "run-0.5.pilot-1.h5");
  BOOST_TEST(pilot_path("run-0.25.h5", 1).string() == "run-0.25.pilot-1.h5");
}

BOOST_AUTO_TEST_CASE(pilots_are_told_by_their_names) {
  for (const char* name : {"x.pilot-0.h5", "r/a,seed=1.pilot-12.h5"})
    BOOST_TEST(is_pilot_path(name));
  for (const char* name : {"x.h5", "pilot-0.h5", "x.pilot-.h5", "x.pilot-a.h5", "x.pilot-0.toml"})
    BOOST_TEST(!is_pilot_path(name));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
