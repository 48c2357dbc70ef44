// Partitions by label: exact counts where they are exact, moments where they are drawn.
#include "models/label_skew.h"

#include <rapidcheck.h>

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>

using namespace consim;
using models::deal;
using models::DealConfig;

namespace {

namespace data = boost::unit_test::data;

// 0, 1, …, classes − 1, 0, …
std::vector<std::int32_t> equal_classes(std::int32_t samples, std::int32_t classes) {
  std::vector<std::int32_t> labels;
  for (std::int32_t i = 0; i < samples; ++i) labels.push_back(i % classes);
  return labels;
}

// Samples of each class in a part of what was dealt.
std::vector<int> counts(std::span<const std::int32_t> dealt,
                        const std::vector<std::int32_t>& labels, int classes) {
  std::vector<int> result(static_cast<std::size_t>(classes));
  for (const std::int32_t sample : dealt)
    ++result[static_cast<std::size_t>(labels[static_cast<std::size_t>(sample)])];
  return result;
}

std::vector<std::vector<int>> counts_of_nodes(const DealConfig& config,
                                              const std::vector<std::int32_t>& labels,
                                              int classes) {
  const auto dealt = deal(config, {labels, classes});
  const std::size_t shard = dealt.size() / static_cast<std::size_t>(config.nodes);
  std::vector<std::vector<int>> result;
  for (std::size_t i = 0; i < static_cast<std::size_t>(config.nodes); ++i)
    result.push_back(counts(std::span(dealt).subspan(i * shard, shard), labels, classes));
  return result;
}

std::string keys_of_problems(const DealConfig& config) {
  std::string keys;
  for (const auto& problem : check(config, 100, 10)) keys += problem.key + " ";
  return keys;
}

// The mean over seeds of (share − 1/C)² of the node that chooses first, and its standard error.
struct Moment {
  double mean = 0;
  double error = 0;
};
Moment first_nodes_variance(double alpha, int seeds) {
  constexpr int kNodes = 12, kClasses = 4, kShard = 30;  // 90 of each class: none runs out
  const auto labels = equal_classes(kNodes * kShard, kClasses);
  double sum = 0, squares = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    const DealConfig config{static_cast<std::uint64_t>(seed), kNodes, models::Dirichlet{alpha}};
    const auto first = static_cast<std::size_t>(dealing_order(config).front());
    double variance = 0;
    const auto nodes = counts_of_nodes(config, labels, kClasses);
    for (const int count : nodes[first])
      variance += std::pow(count / double{kShard} - 0.25, 2) / kClasses;
    sum += variance;
    squares += variance * variance;
  }
  const double mean = sum / seeds;
  return {mean, std::sqrt((squares / seeds - mean * mean) / seeds)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(label_skew)

BOOST_AUTO_TEST_CASE(no_sample_is_dealt_twice_and_all_nodes_have_equally_many) {
  BOOST_TEST(rc::check([] {
    const int classes = *rc::gen::inRange(1, 12), nodes = *rc::gen::inRange(1, 9);
    auto labels = *rc::gen::container<std::vector<std::int32_t>>(
        500, rc::gen::inRange<std::int32_t>(0, classes));
    for (std::int32_t i = 0; i < 8 * classes; ++i)  // of each class enough for every node
      labels[static_cast<std::size_t>(i)] = i % classes;
    const int shard = 500 / nodes;
    DealConfig config{.seed = *rc::gen::arbitrary<std::uint64_t>(), .nodes = nodes};
    config.skew = *rc::gen::element<models::LabelSkew>(
        models::Dirichlet{0.01}, models::Dirichlet{1}, models::ByLabel{classes}, models::Shards{1},
        models::Shards{shard});
    const auto dealt = deal(config, {labels, classes});
    RC_ASSERT(std::ssize(dealt) == nodes * shard);
    const std::set<std::int32_t> distinct(dealt.begin(), dealt.end());
    RC_ASSERT(distinct.size() == dealt.size());
    RC_ASSERT(*distinct.begin() >= 0 && *distinct.rbegin() < 500);
    RC_ASSERT(deal(config, {labels, classes}) == dealt);
  }));
}

BOOST_AUTO_TEST_CASE(a_deal_is_a_function_of_the_seed) {
  const auto labels = equal_classes(400, 10);
  for (const models::LabelSkew& skew :
       {models::LabelSkew(models::Dirichlet{0.5}), models::LabelSkew(models::ByLabel{5}),
        models::LabelSkew(models::Shards{2})})
    BOOST_TEST(deal({1, 4, skew}, {labels, 10}) != deal({2, 4, skew}, {labels, 10}));
}

// Equal classes and n·c a multiple of C: s/c samples of each of the c classes, nothing left.
BOOST_DATA_TEST_CASE(by_label_nodes_have_equally_much_of_their_classes, data::make({1, 2, 5, 10}),
                     own) {
  const auto labels = equal_classes(2000, 10);
  std::vector<int> used(10);
  for (const auto& node : counts_of_nodes({7, 20, models::ByLabel{own}}, labels, 10)) {
    BOOST_TEST(std::ranges::count(node, 0) == 10 - own);
    BOOST_TEST(std::ranges::count(node, 100 / own) == own);
    for (std::size_t y = 0; y < 10; ++y) used[y] += node[y];
  }
  BOOST_TEST(used == std::vector<int>(10, 200), boost::test_tools::per_element());
}

// 16 nodes don't divide 10 classes, and these are unequal.
BOOST_DATA_TEST_CASE(by_label_nodes_have_exactly_so_many_classes, data::make({2, 3, 7, 10}), own) {
  auto labels = equal_classes(1600, 10);
  for (std::size_t i = 0; i < labels.size(); i += 97) labels[i] = 3;
  for (const auto& node : counts_of_nodes({1, 16, models::ByLabel{own}}, labels, 10))
    BOOST_TEST(std::ranges::count(node, 0) == 10 - own);
}

BOOST_AUTO_TEST_CASE(classes_that_cannot_be_shared_out_are_refused) {
  const auto labels = equal_classes(1600, 10);
  BOOST_CHECK_EXCEPTION(
      deal({1, 16, models::ByLabel{1}}, {labels, 10}), base::InputError,
      [](const base::InputError& error) {
        return error.what() ==
               std::string(
                   "partition.classes_per_node: 16 nodes with 1 of 10 classes each can't have 100 "
                   "samples each; expected 2, with this seed");
      });
}

// All samples are used, so the sorted labels are known: the pieces are cut from 40 times each of 0,
// 1, …, 9.
BOOST_DATA_TEST_CASE(shards_are_pieces_of_the_sorted_labels, data::make({1, 2, 4, 5, 100}), own) {
  const auto labels = equal_classes(400, 10);
  std::vector<std::int32_t> sorted(400);
  for (std::size_t i = 0; i < 400; ++i) sorted[i] = static_cast<std::int32_t>(i);
  std::ranges::stable_sort(sorted, {},
                           [&](std::int32_t i) { return labels[static_cast<std::size_t>(i)]; });
  const auto dealt = deal({5, 4, models::Shards{own}}, {labels, 10});
  const auto size = static_cast<std::size_t>(100 / own);
  std::multiset<std::vector<int>> pieces, expected;
  for (std::size_t begin = 0; begin < 400; begin += size) {
    pieces.insert(counts(std::span(dealt).subspan(begin, size), labels, 10));
    expected.insert(counts(std::span(sorted).subspan(begin, size), labels, 10));
  }
  BOOST_TEST((pieces == expected));
}

// Dirichlet-multinomial: (1/C)(1 − 1/C)(1/s)(s + αC)/(1 + αC), within 5 standard errors.
BOOST_DATA_TEST_CASE(shares_vary_with_alpha_as_the_distribution_says,
                     data::make({0.02, 0.1, 1.0, 10.0, 1e6}), alpha) {
  const Moment found = first_nodes_variance(alpha, 1500);
  const double a = 4 * alpha;
  BOOST_TEST(std::abs(found.mean - 0.25 * 0.75 / 30 * (30 + a) / (1 + a)) < 5 * found.error,
             found.mean);
}

BOOST_AUTO_TEST_CASE(a_tiny_alpha_gives_a_node_one_class_as_long_as_it_lasts) {
  const auto labels = equal_classes(360, 4);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    int pure = 0;
    for (const auto& node : counts_of_nodes({seed, 12, models::Dirichlet{1e-6}}, labels, 4))
      pure += std::ranges::count(node, 0) == 3 ? 1 : 0;
    BOOST_TEST(pure == 12);  // 90 of each class are three nodes' 30
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_dealt_is_refused) {
  const double nan = std::nan("");
  BOOST_TEST(keys_of_problems({1, 4, models::Dirichlet{0.1}}) == "");
  for (const double alpha : {0.0, -1.0, nan})
    BOOST_TEST(keys_of_problems({1, 4, models::Dirichlet{alpha}}) == "partition.alpha ");
  for (const int own : {0, 11})
    BOOST_TEST(keys_of_problems({1, 4, models::ByLabel{own}}) == "partition.classes_per_node ");
  for (const int own : {0, 2, 26})
    BOOST_TEST(keys_of_problems({1, 4, models::Shards{own}}) == "partition.shards_per_node ");
  BOOST_TEST(keys_of_problems({1, 4, models::Shards{5}}) == "");
  BOOST_CHECK_THROW(deal({1, 4, models::Shards{3}}, {equal_classes(100, 10), 10}),
                    base::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
