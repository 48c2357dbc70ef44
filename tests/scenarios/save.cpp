// Writing scenarios and telling them apart.
#include "scenarios/save.h"

#include <rapidcheck.h>

#include <boost/test/unit_test.hpp>

#include "tests/scenarios/loading.h"
#include "tests/scenarios/random_scenario.h"

namespace consim::scenarios {
namespace {

const char* const kResolved = R"(schema = 1
name = "f"
seed = 1
# phase: one, the whole run

[topology]
family = "ring"
nodes = 4
neighbours = 2
mixing = "metropolis"

[cluster]
device = "v100-sxm2-16gb"
# step_time: modelled from counted work and device
# message_size: all parameters
jitter = { kind = "none" }
stragglers = { kind = "none" }

[cluster.network]
link = "ethernet-10g"
# latency: the link's
# bandwidth: the link's
sharing = "nic"
overhead = "0 s"

[workload]
dataset = "quadratic"
dimension = 64
curvature = 1.0
noise = 1.0
heterogeneity = 0.0
initial = 0.0
steps_per_epoch = 100

[optimizer]
kind = "sgd"
momentum = 0.0
nesterov = false
weight_decay = 0.0

[optimizer.learning_rate]
peak = 0.1
warmup_from = 0.0
warmup_epochs = 0.0
decay_at = []
decay_factor = 0.1

[algorithm]
kind = "dsgd"
order = "adapt_then_combine"
gossip_rounds = 1
control = { kind = "none" }
mixing_scale = { value = 1.0, least = 0.1, power = 3.0 }

[run]
epochs = 1
# steps: epochs are given instead
evaluate_every_epochs = 1
record_every_steps = 1
checkpoint_every_epochs = 0
train_samples_evaluated = 10000
batch_norm_statistics = "average"
evaluate_local_models = "end"
local_samples = 1000
gradient_samples = 0
estimates = "control"
timing_only = false
# end_after_phase: the last phase

[output]
# path: NAME.h5 in the working directory
)";

Scenario load_with(const std::vector<std::string>& overrides) {
  return parse_scenario(kMinimal, kOrigin, overrides);
}

BOOST_AUTO_TEST_SUITE(scenario_save)

BOOST_AUTO_TEST_CASE(a_saved_scenario_shows_every_key_with_its_default) {
  BOOST_TEST(to_toml(load_with({})) == kResolved);
}

BOOST_AUTO_TEST_CASE(every_scenario_is_read_back_as_it_was_saved) {
  const bool same = rc::check("load(to_toml(s)) == s", [] {
    const Scenario scenario = random_scenario();
    const std::string text = to_toml(scenario);
    const Scenario back = parse_scenario(text, {.file = "other.toml", .directory = "/elsewhere"});
    RC_ASSERT(back == scenario);
    RC_ASSERT(to_toml(back) == text);
    RC_ASSERT(differences(back, scenario).empty());
  });
  BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(scenarios_differ_exactly_where_their_keys_do) {
  const bool same = rc::check("no difference means equal but for places", [] {
    const Scenario a = random_scenario();
    Scenario b = random_scenario();
    RC_ASSERT(differences(a, b).size() == differences(b, a).size());
    b.output = a.output;
    auto* images = std::get_if<ImageWorkload>(&b.workload);
    if (images != nullptr && std::holds_alternative<FashionMnist>(images->dataset)) return;
    RC_ASSERT(differences(a, b).empty() == (a == b));
  });
  BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(differences_name_the_key_and_both_values) {
  const std::vector<Difference> found =
      differences(load_with({"topology.nodes=16", "run.steps=5", "output.path=a.h5"}),
                  load_with({"topology.nodes=32", "output.path=b.h5",
                             "cluster.jitter={kind = \"lognormal\", sigma = 0.5}",
                             "algorithm.kind=allreduce"}));
  const std::vector<Difference> expected = {
      {"topology.nodes", "16", "32"},
      {"cluster.jitter.kind", "\"none\"", "\"lognormal\""},
      {"algorithm.kind", "\"dsgd\"", "\"allreduce\""},
      {"algorithm.order", "\"adapt_then_combine\"", "(not given)"},
      {"algorithm.gossip_rounds", "1", "(not given)"},
      {"algorithm.control.kind", "\"none\"", "(not given)"},
      {"algorithm.mixing_scale.value", "1.0", "(not given)"},
      {"algorithm.mixing_scale.least", "0.1", "(not given)"},
      {"algorithm.mixing_scale.power", "3.0", "(not given)"},
      {"run.epochs", "(not given)", "1"},
      {"run.steps", "5", "(not given)"},
      {"cluster.jitter.sigma", "(not given)", "0.5"},
      {"algorithm.collective", "(not given)", "\"ring\""}};
  BOOST_TEST((found == expected));
}

BOOST_AUTO_TEST_CASE(a_star_stands_for_any_phase) {
  const std::string text =
      "[topology]\nfamily = \"ring\"\nn = 4\n[workload]\ndataset = \"quadratic\"\ncurvature = [1, "
      "2]\n"
      "dimension = 2\n[[phase]]\nuntil = 0.2\n[[phase]]\nuntil = 0.4\n[[phase]]\n"
      "[phase.algorithm]\ngossip_rounds = 3\n";
  const auto values = [&](const std::string& key, const std::vector<std::string>& more = {}) {
    return value_of(parse_scenario(text, kOrigin, more), key);
  };
  const std::string rounds = "phase.*.algorithm.gossip_rounds",
                    own = "phase.0.algorithm={gossip_rounds=2}",
                    same = "phase.0.algorithm={gossip_rounds=3}";
  BOOST_TEST(values("phase.*.until") == "0.2, 0.4, 1.0");
  BOOST_TEST(values(rounds) == "3");
  BOOST_TEST(values(rounds, {own}) == "2, 3");
  BOOST_TEST(values(rounds, {same}) == "3, 3");
  BOOST_TEST(values("workload.curvature.*") == "1.0, 2.0");
  for (const char* nothing : {"phase.*.algorithm.collective", "phase*", "phase.*until", "*",
                              "*.until", "topology.*", "topology.*.nodes", "phase.*.*"})
    BOOST_TEST(values(nothing) == kNotGiven);
}

BOOST_AUTO_TEST_CASE(where_data_and_results_lie_is_no_difference) {
  const std::string text =
      "[topology]\nfamily = \"ring\"\nn = 4\n[workload]\ndataset = \"fashion_mnist\"\nmodel = "
      "\"mlp\"\n";
  const Scenario a = parse_scenario(text, kOrigin, {"workload.data_dir=/a", "output.path=/a.h5"});
  const Scenario b = parse_scenario(text, kOrigin, {"workload.data_dir=/b"});
  BOOST_TEST(!(a == b));
  BOOST_TEST(differences(a, b).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
