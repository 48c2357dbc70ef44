// Every kind of wrong scenario, with the exact text of its report.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

// The text follows kMinimal, which has five lines, or replaces it if it begins with '[' and ends in
// a complete scenario.
struct Wrong {
  std::string more;
  std::string problems;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.more; }

#define DURATION "expected a number and a unit (ns, us, ms, s, min or h), such as \"12 ms\""
#define BANDWIDTH                                                                            \
  "expected a number and a unit (kbit/s, Mbit/s, Gbit/s, kB/s, MB/s or GB/s), such as \"10 " \
  "Gbit/s\""

const Wrong kWrongValues[] = {
    {"dimension = 0",
     "f.toml:6:13: workload.dimension: found 0; expected a whole number from 1 to 1000000000"},
    {"dimension = 2.0",
     "f.toml:6:13: workload.dimension: found 2.0; expected a whole number from 1 to 1000000000"},
    {"dimension = '64'",
     "f.toml:6:13: workload.dimension: found \"64\"; expected a whole number from 1 to 1000000000"},
    {"dimension = true",
     "f.toml:6:13: workload.dimension: found true; expected a whole number from 1 to 1000000000"},
    {"[algorithm]\ngossip_rounds = 0",
     "f.toml:7:17: algorithm.gossip_rounds: found 0; expected a whole number from 1 to 1000"},
    {"[run]\nevaluate_local_models = true",
     "f.toml:7:25: run.evaluate_local_models: found true; expected \"never\", \"end\" or "
     "\"always\""},
    {"[run]\nbatch_norm_statistics = 'recomputed'",
     "f.toml:7:25: run.batch_norm_statistics: found \"recomputed\"; expected \"average\" or "
     "\"recompute\"; did you mean \"recompute\"?"},
    {"[run]\nbatch_norm_statistics = 'recompute'\ntrain_samples_evaluated = 1",
     "f.toml:7:25: run.batch_norm_statistics: \"recompute\" on 1 of the training samples; expected "
     "run.train_samples_evaluated >= 2"},
    {"noise = nan", "f.toml:6:9: workload.noise: found nan; expected a number in [0, 1000000]"},
    {"noise = inf", "f.toml:6:9: workload.noise: found inf; expected a number in [0, 1000000]"},
    {"noise = -0.5", "f.toml:6:9: workload.noise: found -0.5; expected a number in [0, 1000000]"},
    {"noise = 1979-05-27",
     "f.toml:6:9: workload.noise: found a date; expected a number in [0, 1000000]"},
    {"noise = 07:32:00",
     "f.toml:6:9: workload.noise: found a time of day; expected a number in [0, 1000000]"},
    {"curvature = []",
     "f.toml:6:13: workload.curvature: found an empty list; expected a number in [-1000000, "
     "1000000], or a list with one "
     "for each coordinate"},
    {"curvature = { a = 1 }",
     "f.toml:6:13: workload.curvature: found a table; expected a number in [-1000000, 1000000], or "
     "a list with one for "
     "each coordinate"},
    {"curvature = [1, -inf, 'x']",
     "f.toml:6:17: workload.curvature.1: found -inf; expected a number in [-1000000, 1000000]\n"
     "f.toml:6:23: workload.curvature.2: found \"x\"; expected a number in [-1000000, 1000000]"},
    {"noise = 'a\\u0007b\\n'",
     "f.toml:6:9: workload.noise: found \"a\\u0007b\\n\"; expected a number in [0, 1000000]"},
    {"noise = \"a\\u0007b\"",
     "f.toml:6:9: workload.noise: found \"a\\x07b\"; expected a number in [0, 1000000]"},
    {"[cluster]\nstep_time = 12",
     "f.toml:7:13: cluster.step_time: found 12; " DURATION ", above 0, at most 1000 h"},
    {"[cluster]\nstep_time = '12 parsec'",
     "f.toml:7:13: cluster.step_time: found \"12 parsec\"; " DURATION ", above 0, at most 1000 h"},
    {"[cluster]\nstep_time = '0 s'",
     "f.toml:7:13: cluster.step_time: found \"0 s\"; " DURATION ", above 0, at most 1000 h"},
    {"[cluster]\nmessage_size = '4 Mbit'",
     "f.toml:7:16: cluster.message_size: found \"4 Mbit\"; expected a number and a unit (B, kB, "
     "MB, GB, KiB, MiB or GiB), "
     "such as \"4 MiB\", at most 1024 GiB"},
    {"[cluster]\nmessage_size = '1099511627777 B'",
     "f.toml:7:16: cluster.message_size: found \"1099511627777 B\"; expected a number and a unit "
     "(B, kB, MB, GB, KiB, MiB or GiB), such as \"4 MiB\", at most 1024 GiB"},
    {"[cluster.network]\nlatency = '1001 h'\nbandwidth = '10 Gbps'",
     "f.toml:7:11: cluster.network.latency: found \"1001 h\"; " DURATION ", at most 1000 h\n"
     "f.toml:8:13: cluster.network.bandwidth: found \"10 Gbps\"; " BANDWIDTH},
    {"[cluster]\nstep_time = { kind = 'lognormal', sigma = 3 }",
     "f.toml:7:13: cluster.step_time.median: missing; " DURATION ", above 0, at most 1000 h\n"
     "f.toml:7:43: cluster.step_time.sigma: found 3; expected a number in [0, 2]"},
    {"[cluster]\njitter = { sigma = 0.1 }",
     "f.toml:7:10: cluster.jitter.kind: missing; expected \"none\", \"lognormal\", "
     "\"exponential\", "
     "\"shifted_exponential\", \"pareto\" or \"uniform\""},
    {"[cluster]\njitter = 'lognormal'",
     "f.toml:7:10: cluster.jitter: found \"lognormal\"; expected a table with kind"},
    {"[cluster]\njitter = { kind = 3 }",
     "f.toml:7:19: cluster.jitter.kind: found 3; expected \"none\", \"lognormal\", "
     "\"exponential\", "
     "\"shifted_exponential\", \"pareto\" or \"uniform\""},
    {"[cluster]\nstragglers = { kind = 'slowdown', fraction = 1.5 }",
     "f.toml:7:14: cluster.stragglers.factor: missing; expected a number in [1, 1000000]\n"
     "f.toml:7:46: cluster.stragglers.fraction: found 1.5; expected a number in [0, 1]"},
    {"[cluster]\ndevice = 'v100-sxm2-16'",
     "f.toml:7:10: cluster.device: found \"v100-sxm2-16\"; expected a device profile "
     "(\"v100-pcie-16gb\" or "
     "\"v100-sxm2-16gb\") or the path of a .toml file; did you mean \"v100-sxm2-16gb\"?"},
    {"[cluster]\ndevice = './no.toml'",
     "f.toml:7:10: cluster.device: /home/me/no.toml can't be read: No such file or directory; "
     "expected a profile"},
    {"[optimizer]\nmomentum = 1",
     "f.toml:7:12: optimizer.momentum: found 1; expected a number in [0, 1)"},
    {"[optimizer]\nnesterov = 1",
     "f.toml:7:12: optimizer.nesterov: found 1; expected true or false"},
    {"[optimizer]\nkind = 'adma'", "f.toml:7:8: optimizer.kind: found \"adma\"; expected \"sgd\""},
    {"[optimizer]\nlearning_rate = 'fast'",
     "f.toml:7:17: optimizer.learning_rate: found \"fast\"; expected a number in [0, 1000000]"},
    {"[optimizer]\nlearning_rate = [0.1]",
     "f.toml:7:17: optimizer.learning_rate: found a list of 1; expected a number in [0, 1000000], "
     "or a table"},
    {"[optimizer.learning_rate]\ndecay_at = 0.5",
     "f.toml:7:12: optimizer.learning_rate.decay_at: found 0.5; expected a list, each element a "
     "number in (0, 1)"},
    {"[optimizer.learning_rate]\ndecay_at = [0, 1]\ndecay_factor = 0",
     "f.toml:7:13: optimizer.learning_rate.decay_at.0: found 0; expected a number in (0, 1)\n"
     "f.toml:7:16: optimizer.learning_rate.decay_at.1: found 1; expected a number in (0, 1)\n"
     "f.toml:8:16: optimizer.learning_rate.decay_factor: found 0; expected a number in (0, 1]"},
    {"[algorithm]\norder = 'adapt_then_combin'",
     "f.toml:7:9: algorithm.order: found \"adapt_then_combin\"; expected \"adapt_then_combine\" or "
     "\"combine_then_adapt\"; did you mean \"adapt_then_combine\"?"},
    {"[run]\nsteps = 4294967296",
     "f.toml:7:9: run.steps: found 4294967296; expected a whole number from 1 to 4294967295"},
    {"[output]\npath = ''", "f.toml:7:8: output.path: found \"\"; expected the path of a file"},
    {"[[output]]\npath = 'a.h5'", "f.toml:6:1: output: found a list of 1; expected a table"},
};

BOOST_AUTO_TEST_SUITE(scenario_bad_input)

BOOST_DATA_TEST_CASE(a_wrong_value_is_reported_where_it_stands_with_what_is_allowed,
                     boost::unit_test::data::make(kWrongValues), wrong) {
  BOOST_TEST(problems_of(kMinimal + wrong.more) == wrong.problems);
}

BOOST_AUTO_TEST_CASE(top_level_values_are_checked) {
  BOOST_TEST(
      problems_of("schema = 2\nname = \"a/b\"\nseed = -1\n" + kMinimal) ==
      "f.toml:1:10: schema: found 2; expected 1\n"
      "f.toml:2:8: name: found \"a/b\"; expected a text of 1 to 200 characters without \"/\"\n"
      "f.toml:3:8: seed: found -1; expected a whole number >= 0");
}

BOOST_AUTO_TEST_CASE(an_empty_file_lacks_what_has_no_default) {
  BOOST_TEST(problems_of("") ==
             "f.toml:1:1: topology: missing; expected a table with family\n"
             "f.toml:1:1: workload: missing; expected a table with dataset");
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_in_messages) {
  BOOST_TEST(problems_of(kMinimal + "noise = \"" + std::string(1000, 'x') + '"') ==
             "f.toml:6:9: workload.noise: found \"" + std::string(60, 'x') +
                 "…\"; expected a number in [0, 1000000]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
