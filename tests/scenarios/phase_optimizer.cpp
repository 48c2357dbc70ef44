// Phases that end with a decay of the learning rate, and phases with an optimizer of their own.
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

// Lines 6 to 8; then what follows.
const std::string kTwoDecays =
    "[optimizer]\nmomentum = 0.9\nlearning_rate.decay_at = [0.5, 0.75]\n";

Scenario load_with(const std::string& more, const std::vector<std::string>& overrides = {}) {
  return parse_scenario(kMinimal + kTwoDecays + more, kOrigin, overrides);
}

struct Wrong {
  std::string more;
  std::string problems;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.more; }

#define NOT_AN_END(text)                                            \
  "f.toml:10:9: phase.0.until: found " text                         \
  "; expected a number in (0, 1], or \"lr_decay:k\" with k from 1 " \
  "to 1000"

const Wrong kWrong[] = {
    {"until = 'lr_decay'", NOT_AN_END("\"lr_decay\"")},
    {"until = 'lr_decay:'", NOT_AN_END("\"lr_decay:\"")},
    {"until = 'lr_decay:0'", NOT_AN_END("\"lr_decay:0\"")},
    {"until = 'lr_decay:01'", NOT_AN_END("\"lr_decay:01\"")},
    {"until = 'lr_decay:1.5'", NOT_AN_END("\"lr_decay:1.5\"")},
    {"until = 'lr_decay:-1'", NOT_AN_END("\"lr_decay:-1\"")},
    {"until = 'lr_decay:1001'", NOT_AN_END("\"lr_decay:1001\"")},
    {"until = 'lr_decay 1'", NOT_AN_END("\"lr_decay 1\"")},
    {"until = 'lr-decay:2'", NOT_AN_END("\"lr-decay:2\"") "; did you mean \"lr_decay:2\"?"},
    {"until = '0.5'", NOT_AN_END("\"0.5\"")},
    {"until = [0.5]", NOT_AN_END("a list of 1")},
    {"until = nan", NOT_AN_END("nan")},
    {"until = 'lr_decay:3'\n[[phase]]",
     "f.toml:10:9: phase.0.until: optimizer.learning_rate.decay_at has 2 fractions; expected "
     "\"lr_decay:1\" to \"lr_decay:2\""},
    {"until = 'lr_decay:1'\nuntil_epoch = 1\n[[phase]]",
     "f.toml:11:15: phase.0.until_epoch: given together with until; expected one of the two"},
    {"until = 'lr_decay:2'\n[[phase]]\nuntil = 'lr_decay:1'\n[[phase]]",
     "f.toml:12:9: phase.1.until: ends at 0.5 of the run, the phase before it at 0.75; expected "
     "ascending ends"},
    {"until = 'lr_decay:1'\n[[phase]]\nuntil = 0.5\n[[phase]]",
     "f.toml:12:9: phase.1.until: ends at 0.5 of the run, the phase before it at 0.5; expected "
     "ascending ends"},
    {"until = 'lr_decay:2'",
     "f.toml:10:9: phase.0.until: ends at 0.75 of the run; expected its end, 1"},
    {"optimizer = 'adam'", "f.toml:10:13: phase.0.optimizer: found \"adam\"; expected a table"},
    {"optimizer = { kind = 'sgd' }",
     "f.toml:10:15: phase.0.optimizer.kind: unknown key; expected one of momentum, nesterov, "
     "weight_decay, learning_rate_factor, learning_rate"},
    {"optimizer = { momentum = 1 }",
     "f.toml:10:26: phase.0.optimizer.momentum: found 1; expected a number in [0, 1)"},
    {"optimizer = { learning_rate_factor = 0 }",
     "f.toml:10:38: phase.0.optimizer.learning_rate_factor: found 0; expected a number in (0, "
     "1000000]"},
    {"optimizer = { learning_rate = 'low' }",
     "f.toml:10:31: phase.0.optimizer.learning_rate: found \"low\"; expected a number in [0, "
     "1000000]"},
    {"optimizer = { learning_rate = { decay_at = [0.5, 0.5] } }",
     "f.toml:10:44: phase.0.optimizer.learning_rate.decay_at: not ascending; expected each "
     "fraction above the one before"},
    {"optimizer = { momentum = 0, nesterov = true }",
     "f.toml:10:40: phase.0.optimizer.nesterov: true without momentum; expected momentum > 0"},
};

BOOST_AUTO_TEST_SUITE(scenario_phase_optimizer)

BOOST_DATA_TEST_CASE(a_wrong_end_or_optimizer_is_reported_at_its_place,
                     boost::unit_test::data::make(kWrong), wrong) {
  const std::string problems = problems_of(kMinimal + kTwoDecays + "[[phase]]\n" + wrong.more);
  BOOST_TEST(problems.substr(0, wrong.problems.size()) == wrong.problems);
  BOOST_TEST(problems.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_scenario_says_may_contradict_a_phase) {
  const std::string phase = kMinimal + kTwoDecays + "[[phase]]\noptimizer = { momentum = 0 }";
  BOOST_TEST(problems_of(phase, {"optimizer.nesterov=true"}) ==
             "f.toml:10:26: phase.0.optimizer.momentum: 0, and nesterov is true in [optimizer]; "
             "expected nesterov = false as well");
  const std::string end = kMinimal + kTwoDecays + "[[phase]]\nuntil = 'lr_decay:1'\n[[phase]]";
  BOOST_TEST(problems_of(end, {"optimizer.learning_rate.decay_at=[]"}) ==
             "f.toml:10:9: phase.0.until: optimizer.learning_rate.decay_at has 0 fractions; "
             "expected a fraction of training");
}

std::vector<std::int64_t> starts(const std::vector<std::string>& overrides) {
  std::vector<std::int64_t> starts;
  const std::string three = "[[phase]]\nuntil = 0.25\n[[phase]]\nuntil = 0.8\n[[phase]]\n";
  for (const PhaseParts& phase : assemble(load_with(three, overrides)).phases)
    starts.push_back(phase.start);
  return starts;
}

// The step of a decay is the first with the new rate, whatever the length of the run.
BOOST_AUTO_TEST_CASE(a_phase_ends_with_the_step_of_a_decay) {
  using Steps = std::vector<std::int64_t>;
  BOOST_TEST(starts({"phase.0.until=lr_decay:1"}) == (Steps{0, 50, 80}), per_element());
  BOOST_TEST(starts({"phase.1.until=lr_decay:2", "run.steps=7"}) == (Steps{0, 2, 6}),
             per_element());
  BOOST_TEST(starts({"phase.1.until=\"lr_decay:1\""}) == (Steps{0, 25, 50}), per_element());
  for (const char* steps : {"run.steps=5", "run.steps=99", "run.steps=1001"}) {
    const Assembly parts = assemble(load_with(
        "[[phase]]\nuntil = 'lr_decay:1'\n[[phase]]\nuntil = 'lr_decay:2'\n[[phase]]", {steps}));
    for (std::size_t k : {std::size_t{1}, std::size_t{2}}) {
      const std::int64_t start = parts.phases[k].start;
      BOOST_TEST(parts.learning_rate.at(start) < 0.5 * parts.learning_rate.at(start - 1));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_override_of_one_end_stands_against_the_other) {
  const std::string two = "[[phase]]\nuntil_epoch = 1\n[[phase]]\n[run]\nepochs = 4";
  const Scenario s = load_with(two, {"phase.0.until=lr_decay:1"});
  BOOST_TEST((s.phase[0].until == PhaseEnd(LearningRateDecay{1})));
  BOOST_TEST(!s.phase[0].until_epoch.has_value());
}

BOOST_AUTO_TEST_CASE(both_are_written_and_read_back) {
  const Scenario scenario = load_with(
      "[[phase]]\nuntil = 'lr_decay:2'\n[[phase]]\n[phase.optimizer]\nmomentum = "
      "0.5\nlearning_rate = 0.25\n");
  const std::string text = to_toml(scenario);
  BOOST_TEST(text.find("[[phase]]\nuntil = \"lr_decay:2\"\n# until_epoch: until is given") !=
             std::string::npos);
  BOOST_TEST(text.find("[phase.optimizer]\nmomentum = 0.5\n# nesterov: the scenario's\n# "
                       "weight_decay: the scenario's\nlearning_rate_factor = "
                       "1.0\n\n[phase.optimizer.learning_rate]\npeak = 0.25\n") !=
             std::string::npos);
  BOOST_TEST((parse_scenario(text, kOrigin) == scenario));
}

// What a phase doesn't give is the scenario's; fractions and epochs are those of the run.
BOOST_AUTO_TEST_CASE(phases_change_what_they_name_of_the_optimizer) {
  const Assembly parts = assemble(load_with(
      "weight_decay = 0.1\n[[phase]]\nuntil = 0.25\n[[phase]]\nuntil = 0.6\noptimizer = { "
      "nesterov = true, learning_rate_factor = 3 }\n[[phase]]\nuntil = 0.8\n[[phase]]\noptimizer "
      "= { momentum = 0, learning_rate = { peak = 0.4, decay_at = [0.7, 0.9] } }\n"));
  BOOST_TEST(parts.optimizer_changes.size() == 3u);
  const auto& [second, third, fourth] =
      std::tie(parts.optimizer_changes[0], parts.optimizer_changes[1], parts.optimizer_changes[2]);
  BOOST_TEST((second.start == 25 && third.start == 60 && fourth.start == 80));
  BOOST_TEST((second.sgd.momentum == 0.9 && second.sgd.nesterov && !third.sgd.nesterov));
  BOOST_TEST((second.sgd.weight_decay == 0.1 && fourth.sgd.weight_decay == 0.1));
  BOOST_TEST(fourth.sgd.momentum == 0.0);
  BOOST_TEST((second.rate(49) == 3 * 0.1 && second.rate(50) == 3 * (0.1 * 0.1)));
  BOOST_TEST((third.rate(74) == 0.1 * 0.1 && third.rate(75) == 0.1 * 0.1 * 0.1));
  BOOST_TEST((fourth.rate(80) == 0.4 * 0.1 && fourth.rate(90) == 0.4 * 0.1 * 0.1));
  BOOST_TEST(assemble(load_with("[[phase]]")).optimizer_changes.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
