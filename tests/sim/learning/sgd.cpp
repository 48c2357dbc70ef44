// The fused update against PyTorch's sequence of operations, written out.
#include "sim/learning/sgd.h"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "base/check.h"
#include "base/random.h"

using namespace consim;

namespace {

constexpr std::size_t kSize = 133;
constexpr int kSteps = 6;

template <class T>
std::vector<T> numbers(std::uint64_t step) {
  base::RandomStream stream(7, base::Purpose::kTest, {0, step});
  std::vector<T> values(kSize);
  for (T& value : values) value = static_cast<T>(stream.normal());
  return values;
}

// torch::optim::SGD of 1.13: `buffer` is the gradient itself at the first step, dampening 0.
template <class T>
class WrittenOut {
 public:
  void step(const sim::Sgd& sgd, double rate, std::vector<T>& x, std::vector<T> g) {
    for (std::size_t i = 0; i < kSize; ++i) g[i] += static_cast<T>(sgd.weight_decay) * x[i];
    if (sgd.momentum != 0) {
      const T mu = static_cast<T>(sgd.momentum);
      if (buffer_.empty())
        buffer_ = g;
      else
        for (std::size_t i = 0; i < kSize; ++i) buffer_[i] = mu * buffer_[i] + g[i];
      for (std::size_t i = 0; i < kSize; ++i)
        g[i] = sgd.nesterov ? g[i] + mu * buffer_[i] : buffer_[i];
    }
    for (std::size_t i = 0; i < kSize; ++i) x[i] += -static_cast<T>(rate) * g[i];
  }

 private:
  std::vector<T> buffer_;
};

template <class T>
double largest_difference(const sim::Sgd& sgd) {
  std::vector<T> x = numbers<T>(1000), expected = x;
  std::vector<T> u(sgd.momentum == 0 ? 0 : kSize);
  WrittenOut<T> written_out;
  double worst = 0;
  for (int step = 0; step < kSteps; ++step) {
    const auto g = numbers<T>(static_cast<std::uint64_t>(step));
    const double rate = 0.3 / (step + 1);
    sim::sgd_update<T>(sgd, rate, {.point = x, .x = x, .gradient = g, .u = u, .out = x});
    written_out.step(sgd, rate, expected, g);
    for (std::size_t i = 0; i < kSize; ++i)
      worst = std::max(worst, static_cast<double>(std::abs(x[i] - expected[i])));
  }
  return worst;
}

const std::vector<sim::Sgd> kSettings = {{},
                                         {.weight_decay = 0.01},
                                         {.momentum = 0.9},
                                         {.momentum = 0.9, .weight_decay = 0.01},
                                         {.momentum = 0.9, .nesterov = true},
                                         {.momentum = 0.5, .nesterov = true, .weight_decay = 0.1}};

}  // namespace

BOOST_AUTO_TEST_SUITE(sgd)

// Six steps of numbers below 20, with the same operations: a few units in the last place of 20.
BOOST_AUTO_TEST_CASE(the_fused_update_is_torch_sgd) {
  for (const sim::Sgd& sgd : kSettings)
    BOOST_TEST_CONTEXT("momentum " << sgd.momentum << " nesterov " << sgd.nesterov << " decay "
                                   << sgd.weight_decay) {
      BOOST_TEST(largest_difference<double>(sgd) <=
                 20 * 4 * std::numeric_limits<double>::epsilon());
      BOOST_TEST(largest_difference<float>(sgd) <= 20 * 4 * std::numeric_limits<float>::epsilon());
    }
}

BOOST_AUTO_TEST_CASE(decay_acts_at_the_point_of_the_gradient_and_the_update_at_x) {
  const std::vector<double> point = {10.0}, x = {1.0}, gradient = {3.0};
  std::vector<double> u = {2.0}, out = {0.0};
  sim::sgd_update<double>({.momentum = 0.5, .nesterov = true, .weight_decay = 0.25}, 0.5,
                          {.point = point, .x = x, .gradient = gradient, .u = u, .out = out});
  BOOST_TEST(u[0] == 6.5);  // 0.5·2 + (3 + 0.25·10)
  BOOST_TEST(out[0] == 1.0 - 0.5 * (5.5 + 0.5 * 6.5));
  BOOST_TEST(x[0] == 1.0);
}

BOOST_AUTO_TEST_CASE(rows_of_different_lengths_are_wrong_code) {
  std::vector<double> three(3), two(2);
  BOOST_CHECK_THROW(
      sim::sgd_update<double>({}, 1,
                              {.point = three, .x = three, .gradient = two, .u = {}, .out = three}),
      base::LogicError);
  BOOST_CHECK_THROW(sim::sgd_update<double>(
                        {.momentum = 0.9}, 1,
                        {.point = three, .x = three, .gradient = three, .u = two, .out = three}),
                    base::LogicError);
}

BOOST_AUTO_TEST_SUITE_END()
