#include "models/torch/work_counter.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <numeric>

#include "models/torch/torch_learner.h"
#include "tests/support/bare_loop/bare_loop.h"

using namespace consim;
using namespace consim::models;

namespace {

TorchLearner learner_of(NetworkConfig network, ImageShape shape, std::int64_t batch) {
  return {{.network = std::move(network), .batch_size = batch},
          generate_synthetic_images({.train = 2 * batch, .test = 1, .shape = shape})};
}

// FLOP of the operators of one kind.
double flops(const sim::StepWork& work, const std::string& kind) {
  double sum = 0;
  for (const auto& entry : work.operators)
    if (entry.kind == kind) sum += entry.flops;
  return sum;
}

double total(const sim::StepWork& work, double sim::OperatorWork::* member) {
  double sum = 0;
  for (const auto& entry : work.operators) sum += entry.*member;
  return sum;
}

// Multiply-adds of the forward pass of all convolutions but the first.
double convolution_macs(const Network& network) {
  const auto& wiring = std::get<ResnetWiring>(network.wiring);
  double area = network.input.height * network.input.width, macs = 0;
  const auto add = [&](const ConvolutionAndNorm& layer) {
    macs +=
        area * static_cast<double>(
                   network.layout.blocks[static_cast<std::size_t>(layer.convolution.weight)].size);
  };
  for (const auto& block : wiring.blocks) {
    if (block.projection) area /= 4;
    add(block.first);
    add(block.second);
    if (block.projection) add(*block.projection);
  }
  return macs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(work_counter)

BOOST_AUTO_TEST_CASE(resnet20_on_cifar_has_its_published_size_and_work) {
  const auto learner = learner_of(Resnet{.depth = 20}, {3, 32, 32}, 32);
  BOOST_TEST(learner.layout().dimension == 272474);
  const auto work = learner.work();
  BOOST_TEST(work.samples == 32);
  const double convolutions =
      flops(work, "aten::convolution") + flops(work, "aten::convolution_backward");
  const double stem = 3 * 16 * 9 * 1024.0;
  const double macs = convolution_macs(learner.network());
  // Two FLOP, forward and two gradients; the pictures have no gradient.
  BOOST_TEST(convolutions == 32 * 2 * (3 * macs + 2 * stem));
  BOOST_TEST(total(work, &sim::OperatorWork::flops) / 32 == 0.2445e9,
             boost::test_tools::tolerance(0.02));
}

BOOST_AUTO_TEST_CASE(linear_layers_of_an_mlp_equal_hand_formulas) {
  const auto work = learner_of(Mlp{.hidden = {50, 30}}, {1, 8, 8}, 16).work();
  const double first = 64 * 50, second = 50 * 30, last = 30 * 10;
  BOOST_TEST(flops(work, "aten::addmm") == 16 * (2 * (first + second + last) + 50 + 30 + 10));
  // Weight gradients of all layers, operand gradients of all but the first.
  BOOST_TEST(flops(work, "aten::mm") == 16 * 2 * (first + 2 * second + 2 * last));
  BOOST_TEST(flops(work, "aten::sum") == 16.0 * (50 + 30 + 10));
  BOOST_TEST(flops(work, "aten::relu_") == 16.0 * (50 + 30));
  BOOST_TEST(flops(work, "aten::threshold_backward") == 16.0 * (50 + 30));
}

BOOST_AUTO_TEST_CASE(bytes_of_a_linear_layer_are_its_operands_and_its_result) {
  const auto work = learner_of(Mlp{.hidden = {}}, {1, 8, 8}, 16).work();
  const auto& addmm = *std::find_if(work.operators.begin(), work.operators.end(),
                                    [](const auto& entry) { return entry.kind == "aten::addmm"; });
  BOOST_TEST(addmm.bytes == 4.0 * (10 + 16 * 64 + 64 * 10 + 16 * 10));
  BOOST_TEST(addmm.kernels == 1);
}

BOOST_AUTO_TEST_CASE(work_is_proportional_to_the_batch_but_for_the_optimizer) {
  const auto small = learner_of(Resnet{}, {1, 28, 28}, 8);
  const auto large = learner_of(Resnet{}, {1, 28, 28}, 24);
  const double optimizer = flops({sgd_work(small.layout(), {}), 8}, "aten::add") +
                           flops({sgd_work(small.layout(), {}), 8}, "aten::add_") +
                           flops({sgd_work(small.layout(), {}), 8}, "aten::mul_");
  const double one = total(small.work(), &sim::OperatorWork::flops) - optimizer;
  const double three = total(large.work(), &sim::OperatorWork::flops) - optimizer;
  BOOST_TEST(three == 3 * one,
             boost::test_tools::tolerance(1e-3));  // but a few numbers of the loss
}

BOOST_AUTO_TEST_CASE(the_optimizers_formula_is_what_torch_optim_runs) {
  const auto learner = learner_of(Resnet{}, {1, 16, 16}, 4);
  for (const SgdTerms terms : {SgdTerms{false, false, false}, SgdTerms{true, false, false},
                               SgdTerms{true, true, true}, SgdTerms{false, false, true}}) {
    const auto expected = sgd_work(learner.layout(), terms);
    const auto counted = count_work(
        [&, step = bare_optimizer_step(learner.config(), learner.data(), terms)] { step(); });
    BOOST_TEST(counted.size() == expected.size());
    for (std::size_t i = 0; i < std::min(counted.size(), expected.size()); ++i) {
      BOOST_TEST(counted[i].kind == expected[i].kind);
      BOOST_TEST(counted[i].flops == expected[i].flops);
      BOOST_TEST(counted[i].bytes == expected[i].bytes);
      BOOST_TEST(counted[i].kernels == expected[i].kernels);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_throwing_run_leaves_no_hook_behind) {
  BOOST_CHECK_THROW(count_work([] { throw std::runtime_error("stop"); }), std::runtime_error);
  BOOST_TEST(count_work([] {}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
