// Unknown and missing keys, and keys that contradict each other.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

struct Wrong {
  std::string text;
  std::string problems;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.text; }

#define ROOT_KEYS                                                                                  \
  "expected one of schema, name, seed, topology, cluster, workload, optimizer, algorithm, phase, " \
  "run, output"
#define RING "[topology]\nfamily = 'ring'\nnodes = 4\n"
#define QUADRATIC "[workload]\ndataset = 'quadratic'\n"
#define SYNTHETIC "[workload]\ndataset = 'synthetic_images'\nmodel = 'mlp'\n"

const Wrong kUnknown[] = {
    {"sede = 3\n" RING QUADRATIC,
     "f.toml:1:1: sede: unknown key; " ROOT_KEYS "; did you mean \"seed\"?"},
    {RING QUADRATIC "[fabric]\nkind = 'star'", "f.toml:6:2: fabric: unknown key; " ROOT_KEYS},
    {RING QUADRATIC "[cluster]\nfaults = []",
     "f.toml:7:1: cluster.faults: unknown key; expected one of device, step_time, message_size, "
     "jitter, stragglers, network"},
    {"[topology]\nfamly = 'ring'\nnodes = 4\n" QUADRATIC,
     "f.toml:2:1: topology.famly: unknown key; did you mean \"family\"?"},
    {"[topology]\nnodes = 4\n" QUADRATIC,
     "f.toml:1:1: topology.family: missing; allowed: {families}"},
    {"[topology]\nfamily = 'rnig'\nnodes = 4\n" QUADRATIC,
     "f.toml:2:10: topology.family: unknown family \"rnig\"; allowed: {families}; did you mean "
     "\"ring\"?"},
    {"[topology]\nfile = '/nowhere/g.csv'\n" QUADRATIC,
     "f.toml:2:8: topology.path: /nowhere/g.csv: can't be read: No such file or directory"},
    {"[topology]\nfamily = 'ring'\nn = 4\nfile = 'g.csv'\n" QUADRATIC,
     "f.toml:4:1: topology.path: ring has no such key; allowed: family, nodes, neighbours, mixing"},
    {"[topology]\nfamily = 'ring'\nrows = 4\n" QUADRATIC,
     "f.toml:1:1: topology.nodes: missing; the number of nodes, such as nodes=32\n"
     "f.toml:3:1: topology.rows: ring has no such key; allowed: family, nodes, neighbours, mixing"},
    {"[topology]\nfamily = 'ring'\nn = 4\nnodes = 4\n" QUADRATIC,
     "f.toml:4:9: topology.nodes: given twice, also as n"},
    {"[topology]\nfamily = 'ring'\nn = '4'\n" QUADRATIC,
     "f.toml:3:5: topology.nodes: found \"4\"; expected a whole number"},
    {RING QUADRATIC "batch_size = 32",
     "f.toml:6:1: workload.batch_size: unknown key with dataset = \"quadratic\"; expected one of "
     "dataset, dimension, "
     "curvature, noise, heterogeneity, initial, steps_per_epoch; batch_size goes with dataset = "
     "\"fashion_mnist\", \"cifar10\", \"synthetic_images\""},
    {RING "[workload]\ndataset = 'synthetic_images'\n",
     "f.toml:4:1: workload.model: missing; expected \"mlp\", \"resnet8\", \"resnet20\", "
     "\"resnet32\", \"resnet56\" or "
     "\"resnet110\" (or another depth 6m + 2), or a table"},
    {RING "[workload]\ndataset = 'synthetic_images'\nmodel = { name = 'mlp', width = 4 }",
     "f.toml:6:25: workload.model.width: unknown key with name = \"mlp\"; expected one of name, "
     "hidden; width goes with name = \"resnet8\""},
    {RING "[workload]\ndataset = 'synthetic_images'\nmodel = 'resnet21'",
     "f.toml:6:9: workload.model: found \"resnet21\"; expected \"mlp\", \"resnet8\", \"resnet20\", "
     "\"resnet32\", "
     "\"resnet56\" or \"resnet110\" (or another depth 6m + 2); did you mean \"resnet20\"?"},
    {RING QUADRATIC "[algorithm]\nkind = 'allreduce'\norder = 'adapt_then_combine'",
     "f.toml:8:1: algorithm.order: unknown key with kind = \"allreduce\"; expected one of kind, "
     "collective; order goes with kind = \"dsgd\""},
    {RING QUADRATIC "[run]\nepoch = 3",
     "f.toml:7:1: run.epoch: unknown key; expected one of epochs, steps, evaluate_every_epochs, "
     "record_every_steps, "
     "checkpoint_every_epochs, train_samples_evaluated, batch_norm_statistics, "
     "evaluate_local_models, local_samples, "
     "gradient_samples, estimates, timing_only, end_after_phase; did you mean \"epochs\"?"},
};

const Wrong kContradictions[] = {
    {"[topology]\nfamily = 'torus'\nnodes = 32\nrows = 4\ncols = 9\n" QUADRATIC,
     "f.toml:3:9: topology.nodes: rows × cols = 4 × 9 = 36, not 32; rows × cols must be nodes"},
    {"[topology]\nfamily = 'hypercube'\nn = 6\n" QUADRATIC,
     "f.toml:3:5: topology.nodes: 6 isn't a power of two; the nearest are 4 and 8"},
    {"[topology]\nfamily = 'exponential'\nn = 6\ndirected = true\nmixing = "
     "'metropolis'\n" QUADRATIC,
     "f.toml:5:10: topology.mixing: metropolis weights need an undirected graph; allowed: uniform, "
     "column_stochastic, lazy_ before them, a CSV file"},
    {RING QUADRATIC "[run]\nepochs = 1\nsteps = 2",
     "f.toml:8:9: run.steps: given together with epochs; expected one of the two"},
    {RING QUADRATIC "steps_per_epoch = 1000000\n[run]\nepochs = 5000",
     "f.toml:8:10: run.epochs: 5000 epochs of 1000000 steps; expected at most 4294967295 steps"},
    {RING QUADRATIC "dimension = 3\ncurvature = [1, 2]",
     "f.toml:7:13: workload.curvature: a list of 2 for 3 dimensions; expected one for each "
     "dimension"},
    {RING SYNTHETIC "train_samples = 100\nbatch_size = 26",
     "f.toml:8:14: workload.batch_size: 26 is more than a node's shard of 25 samples (100 over 4 "
     "nodes); expected at most "
     "the shard"},
    {"[topology]\nfamily = 'ring'\nnodes = 2000\n[workload]\ndataset = 'fashion_mnist'\nmodel = "
     "'mlp'\n",
     "f.toml:4:1: workload.batch_size: 32 is more than a node's shard of 30 samples (60000 over "
     "2000 nodes); expected at "
     "most the shard"},
    {RING SYNTHETIC "train_samples = 3000000",
     "f.toml:7:17: workload.train_samples: 3001000 pictures of 784 bytes; expected at most "
     "2147483648 bytes in all"},
    {RING QUADRATIC "[optimizer]\nnesterov = true",
     "f.toml:7:12: optimizer.nesterov: true without momentum; expected momentum > 0"},
    {RING QUADRATIC "[optimizer.learning_rate]\ndecay_at = [0.5, 0.5]",
     "f.toml:7:12: optimizer.learning_rate.decay_at: not ascending; expected each fraction above "
     "the one before"},
    {"[topology]\nfamily = 'ring'\nnodes = 6\n" QUADRATIC
     "[algorithm]\nkind = 'allreduce'\ncollective = 'halving_doubling'",
     "f.toml:8:14: algorithm.collective: \"halving_doubling\" for 6 nodes; expected a power of two "
     "of nodes, or \"ring\""},
    {RING QUADRATIC "[cluster]\nstep_time = ['1 ms', '2 ms']",
     "f.toml:7:13: cluster.step_time: a list of 2 for 4 nodes; expected one for each node"},
    {RING QUADRATIC "[cluster]\ndevice = ['v100-sxm2-16gb', 'v100-sxm2-16gb']",
     "f.toml:7:10: cluster.device: a list of 2 for 4 nodes; expected one for each node"},
    {RING QUADRATIC "[cluster]\njitter = { kind = 'uniform', low = 1, high = 0.5 }",
     "f.toml:7:46: cluster.jitter.high: 0.5 is below low = 1; expected at least low"},
    {RING QUADRATIC "[cluster]\njitter = { kind = 'exponential' }\nstep_time = { kind = "
                    "'exponential', mean = '1 ms' }",
     "f.toml:7:10: cluster.jitter: step_time is a distribution already; expected one of the two"},
    {RING QUADRATIC "[cluster.network]\nlink = 'wan'\nlatency = '1 us'\nbandwidth = '1 GB/s'",
     "f.toml:7:8: cluster.network.link: given together with latency or bandwidth; expected either "
     "a link or latency and "
     "bandwidth"},
    {RING QUADRATIC "[cluster.network]\nlatency = '1 us'",
     "f.toml:7:11: cluster.network.latency: given without bandwidth; expected either a link or "
     "latency and bandwidth"},
    {RING QUADRATIC "[cluster.network]\nbandwidth = '1 GB/s'",
     "f.toml:7:13: cluster.network.bandwidth: given without latency; expected either a link or "
     "latency and bandwidth"},
};

std::string with_families(std::string text) {
  std::string names;
  for (const topologies::FamilyInfo& family : topologies::topology_families())
    names += (names.empty() ? "" : ", ") + family.name;
  const std::string placeholder = "{families}";
  if (const std::size_t at = text.find(placeholder); at != std::string::npos)
    text.replace(at, placeholder.size(), names);
  return text;
}

BOOST_AUTO_TEST_SUITE(scenario_bad_keys)

BOOST_DATA_TEST_CASE(an_unknown_or_missing_key_is_reported_with_those_that_there_are,
                     boost::unit_test::data::make(kUnknown), wrong) {
  BOOST_TEST(problems_of(wrong.text) == with_families(wrong.problems));
}

BOOST_DATA_TEST_CASE(a_contradiction_is_reported_where_it_can_be_mended,
                     boost::unit_test::data::make(kContradictions), wrong) {
  BOOST_TEST(problems_of(wrong.text) == wrong.problems);
}

BOOST_AUTO_TEST_CASE(a_contradiction_with_a_wrong_key_isnt_reported_on_top) {
  BOOST_TEST(
      problems_of(RING SYNTHETIC
                  "train_samples = -1\nbatch_size = 10000000\n[optimizer]\nnesterov = true\n") ==
      "f.toml:7:17: workload.train_samples: found -1; expected a whole number from 1 to 100000000\n"
      "f.toml:10:12: optimizer.nesterov: true without momentum; expected momentum > 0");
}

BOOST_AUTO_TEST_CASE(all_problems_come_in_one_report_by_position) {
  BOOST_TEST(
      problems_of("seed = 1.5\n[run]\nsteps = 0\n[topology]\nfamily = 'ring'\nnodes = 0\n",
                  {"run.x=1", "y=2"}) ==
      "f.toml:1:1: workload: missing; expected a table with dataset\n"
      "f.toml:1:8: seed: found 1.5; expected a whole number >= 0\n"
      "f.toml:3:9: run.steps: found 0; expected a whole number from 1 to 4294967295\n"
      "f.toml:6:9: topology.nodes: 0 is out of range; 1 to 16777216\n"
      "--set[1]:1:1: run.x: unknown key; expected one of epochs, steps, evaluate_every_epochs, "
      "record_every_steps, checkpoint_every_epochs, train_samples_evaluated, "
      "batch_norm_statistics, evaluate_local_models, local_samples, gradient_samples, estimates, "
      "timing_only, end_after_phase\n"
      "--set[2]:1:1: y: unknown key; " ROOT_KEYS);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
