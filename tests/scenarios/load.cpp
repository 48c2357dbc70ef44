// What a scenario means: defaults, values, alternatives, paths.
#include "scenarios/load.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>

#include "base/temporary_folder.h"
#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

using namespace std::chrono_literals;

Scenario load_text(const std::string& text) { return parse_scenario(text, kOrigin); }

const char* const kAllKinds = R"(
schema = 1
name = "all kinds"
seed = 9223372036854775807
[topology]
family = "torus"
rows = 2
cols = 3
mixing = "uniform"
[cluster]
device = ["v100-sxm2-16gb", "v100-pcie-16gb", "v100-sxm2-16gb",
          "v100-sxm2-16gb", "v100-sxm2-16gb", "v100-sxm2-16gb"]
step_time = ["1 ms", "2 ms", "3 ms", "4 ms", "5 ms", "0.006 s"]
message_size = "4 MiB"
jitter = { kind = "pareto", shape = 2 }
stragglers = { kind = "slowdown", fraction = 0.5, factor = 6 }
[cluster.network]
latency = "30 us"
bandwidth = "10 Gbit/s"
sharing = "none"
overhead = "2 us"
[workload]
dataset = "synthetic_images"
train_samples = 600
model = { name = "resnet14", width = 4, norm = "group" }
batch_size = 10
partition = { kind = "iid", reshuffled = false }
augment = true
[optimizer]
kind = "sgd"
momentum = 0.9
nesterov = true
weight_decay = 1e-4
[optimizer.learning_rate]
peak = 1.6
warmup_from = 0.1
warmup_epochs = 5
decay_at = [0.5, 0.75]
decay_factor = 0.2
[algorithm]
kind = "dsgd"
order = "combine_then_adapt"
gossip_rounds = 3
[run]
steps = 100
evaluate_local_models = "always"
local_samples = 50
gradient_samples = 60
)";

BOOST_AUTO_TEST_SUITE(scenario_load)

BOOST_AUTO_TEST_CASE(a_minimal_scenario_has_the_defaults_of_the_structs) {
  Scenario expected;
  expected.name = "f";
  expected.topology = topologies::parse_topology_spec("ring:n=4");
  BOOST_TEST((load_text(kMinimal) == expected));
}

BOOST_AUTO_TEST_CASE(every_kind_of_value_arrives_in_its_unit) {
  const Scenario s = load_text(kAllKinds);
  BOOST_TEST(s.name == "all kinds");
  BOOST_TEST(s.seed == 9223372036854775807u);
  BOOST_TEST((s.topology == topologies::parse_topology_spec("torus:rows=2,cols=3,mixing=uniform")));
  BOOST_TEST(s.cluster.device.size() == 6u);
  BOOST_TEST((s.cluster.device[1] == Device("v100-pcie-16gb")));
  BOOST_TEST((s.cluster.step_time->nominal[5] == 6ms));
  BOOST_TEST(s.cluster.message_size->count == 4194304);
  BOOST_TEST((s.cluster.jitter == Jitter(Pareto{2})));
  BOOST_TEST((s.cluster.stragglers == Stragglers(Slowdown{0.5, 6})));
  BOOST_TEST((s.cluster.network ==
              NetworkConfig{std::nullopt, 30us, base::Bandwidth{1.25e9}, Sharing::kNone, 2us}));
  const auto& images = std::get<ImageWorkload>(s.workload);
  BOOST_TEST(std::get<SyntheticImages>(images.dataset).train_samples == 600);
  BOOST_TEST((images.model == Model(ResNet{14, 4, Norm::kGroup})));
  BOOST_TEST(images.batch_size == 10);
  BOOST_TEST(!std::get<IidPartition>(images.partition).reshuffled);
  BOOST_TEST((s.optimizer.learning_rate == LearningRateConfig{1.6, 0.1, 5, {0.5, 0.75}, 0.2}));
  BOOST_TEST(s.optimizer.nesterov);
  BOOST_TEST((s.algorithm == AlgorithmConfig(Dsgd{Order::kCombineThenAdapt, 3, {}, {}})));
  BOOST_TEST((s.run.steps == 100 && !s.run.epochs));
  BOOST_TEST(images.augment);
  BOOST_TEST((s.run.evaluate_local_models == LocalModels::kAlways && s.run.local_samples == 50));
  BOOST_TEST(s.run.gradient_samples == 60);
}

BOOST_AUTO_TEST_CASE(a_number_is_a_constant_learning_rate) {
  const Scenario s = load_text(kMinimal + "[optimizer]\nlearning_rate = 0.25\n");
  BOOST_TEST((s.optimizer.learning_rate == LearningRateConfig{.peak = 0.25, .decay_at = {}}));
}

BOOST_AUTO_TEST_CASE(a_models_name_is_a_model_with_its_defaults) {
  const std::string text =
      "[topology]\nfamily = \"ring\"\nn = 4\n[workload]\ndataset = \"fashion_mnist\"\n";
  const auto model = [&](const std::string& value) {
    return std::get<ImageWorkload>(load_text(text + "model = " + value).workload).model;
  };
  BOOST_TEST((model("\"resnet20\"") == Model(ResNet{20, 16, Norm::kBatch})));
  BOOST_TEST((model("\"resnet110\"") == Model(ResNet{110, 16, Norm::kBatch})));
  BOOST_TEST((model("\"mlp\"") == Model(Mlp{{128}})));
  BOOST_TEST((model("{ name = \"mlp\", hidden = [] }") == Model(Mlp{{}})));
}

BOOST_AUTO_TEST_CASE(a_step_time_is_one_for_all_or_one_for_each_or_a_distribution) {
  const auto step_time = [](const std::string& value) {
    return load_text(kMinimal + "[cluster]\nstep_time = " + value).cluster.step_time.value();
  };
  BOOST_TEST((step_time("\"12 ms\"") == StepTimeConfig{{12ms}, NoJitter{}}));
  BOOST_TEST((step_time("[\"1 us\", \"2 us\", \"3 us\", \"4 us\"]") ==
              StepTimeConfig{{1us, 2us, 3us, 4us}, NoJitter{}}));
  BOOST_TEST((step_time("{ kind = \"lognormal\", median = \"12 ms\", sigma = 0.3 }") ==
              StepTimeConfig{{12ms}, LogNormal{0.3}}));
  BOOST_TEST((step_time("{ kind = \"exponential\", mean = \"12 ms\" }") ==
              StepTimeConfig{{12ms}, Exponential{}}));
  BOOST_TEST((step_time("{ kind = \"shifted_exponential\", mean = \"12 ms\", shift = 0.25 }") ==
              StepTimeConfig{{12ms}, ShiftedExponential{0.25}}));
  BOOST_TEST((step_time("{ kind = \"pareto\", minimum = \"12 ms\", shape = 3 }") ==
              StepTimeConfig{{12ms}, Pareto{3}}));
}

struct Derived {
  const char* keys;
  const char* expected;
};
std::ostream& operator<<(std::ostream& out, const Derived& derived) { return out << derived.keys; }

const Derived kDerived[] = {
    {"family = 'torus'\nrows = 4\ncols = 8", "torus:rows=4,cols=8"},
    {"family = 'torus'\nnodes = 32", "torus:rows=4,cols=8"},
    {"family = 'torus'\nn = 32\ncols = 4", "torus:rows=8,cols=4"},
    {"family = 'exponential'\nnodes = 6", "exponential:n=6,directed=false,mixing=metropolis"},
    {"family = 'exponential'\nnodes = 6\ndirected = true",
     "exponential:n=6,directed=true,mixing=uniform"},
    {"family = 'hypercube'\nn = 8\nmixing = 'max_degree'", "hypercube:n=8,mixing=max_degree"},
    {"family = 'path'\nn = 1\nmixing = 'lazy'", "path:n=1,mixing=lazy_metropolis"},
    {"family = 'alternating'\ngraphs = ['ring:n=8', 'star:n=8,mixing=uniform']",
     "alternating:graphs=ring:n=8+star:n=8,mixing=uniform"},
};

BOOST_DATA_TEST_CASE(what_a_topology_leaves_open_follows_from_the_rest,
                     boost::unit_test::data::make(kDerived), derived) {
  const Scenario s = load_text(std::string("[topology]\n") + derived.keys +
                               "\n[workload]\ndataset = 'quadratic'\n");
  BOOST_TEST((s.topology == topologies::parse_topology_spec(derived.expected)));
}

BOOST_AUTO_TEST_CASE(paths_are_relative_to_the_files_folder_and_become_absolute) {
  const Scenario s = load_text(
      "[topology]\nfamily = \"ring\"\nn = 4\n"
      "[workload]\ndataset = \"fashion_mnist\"\nmodel = \"mlp\"\ndata_dir = \"../data\"\n"
      "[output]\npath = \"results/x.h5\"\n");
  BOOST_TEST(*s.output.path == "/home/me/results/x.h5");
  BOOST_TEST(*std::get<FashionMnist>(std::get<ImageWorkload>(s.workload).dataset).data_dir ==
             "/home/data");
}

BOOST_AUTO_TEST_CASE(a_file_is_read_from_any_working_directory) {
  const base::TemporaryFolder folder;
  const auto file =
      folder.write("my ring.toml", "\xEF\xBB\xBF" + kMinimal + "[output]\r\npath = \"a.h5\"\r\n");
  const Scenario s = load_scenario(std::filesystem::relative(file));
  BOOST_TEST(s.name == "my ring");
  BOOST_TEST(std::filesystem::path(*s.output.path) == (folder.path() / "a.h5").lexically_normal());
}

BOOST_AUTO_TEST_CASE(a_graph_file_is_a_topology) {
  const base::TemporaryFolder folder;
  const std::string graph = folder.write("tail.csv", "a,b\nb,c\nc,a\nc,d\n").string();
  folder.write("other.dot", "graph { a -- b }");
  const auto file =
      folder.write("s.toml",
                   "schema = 1\n[topology]\nfile = 'tail.csv'\nnodes = 4\nmixing = 'uniform'\n"
                   "[workload]\ndataset = 'quadratic'\n");
  const Scenario s = load_scenario(file);
  BOOST_TEST(to_string(s.topology) == "file:path=" + graph + ",nodes=4,mixing=uniform");
  BOOST_TEST(nodes(s.topology) == 4);
  // An override names another file or another family; what was said of the former one falls away.
  const auto spec = [&](const std::vector<std::string>& overrides) {
    return to_string(load_scenario(file, overrides).topology);
  };
  BOOST_TEST(spec({"topology.file=other.dot"}) ==
             "file:path=" + (folder.path() / "other.dot").string() + ",nodes=2,mixing=uniform");
  BOOST_TEST(spec({"topology.family=ring", "topology.nodes=5"}) == "ring:nodes=5,mixing=uniform");
  BOOST_TEST(spec({"topology.family=ring", "topology.nodes=5", "topology.path=tail.csv"}) ==
             "file:path=" + graph + ",nodes=4,mixing=uniform");
}

BOOST_AUTO_TEST_CASE(a_file_that_cant_be_read_is_named) {
  const base::TemporaryFolder folder;
  const auto problem = [](const std::filesystem::path& file) -> std::string {
    try {
      load_scenario(file);
    } catch (const base::InputError& error) {
      return error.what();
    }
    return {};
  };
  const std::string missing = (folder.path() / "no.toml").string();
  BOOST_TEST(problem(missing) == missing + ": can't be read: No such file or directory");
  BOOST_TEST(problem(folder.path()) == folder.path().string() + ": is a directory, not a file");
  const auto large = folder.write("large.toml", std::string(kMaxScenarioBytes + 1, '#'));
  BOOST_TEST(problem(large) == large.string() + ": is larger than 1 MiB");
  BOOST_TEST(
      problem(folder.write(
          "largest.toml", kMinimal + std::string(kMaxScenarioBytes - kMinimal.size(), '#'))) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
