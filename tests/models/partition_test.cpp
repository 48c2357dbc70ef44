#include "models/partition.h"

#include <rapidcheck.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <set>

#include "models/image_learner.h"
#include "models/keyed_permutation.h"

using namespace consim;
using models::DealtPartition;
using models::IidPartition;
using models::KeyedPermutation;

namespace {

base::RandomStream key(std::uint64_t seed) { return {seed, base::Purpose::kTest}; }

template <class Partition>
std::vector<std::int64_t> batch(const Partition& partition, sim::BatchPlace place) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(partition.config().batch_size));
  partition.batch(place, indices);
  return indices;
}

// The samples of one node in one epoch, in the order in which they are met.
template <class Partition>
std::vector<std::int64_t> epoch_of(const Partition& partition, sim::NodeId node,
                                   std::int64_t epoch) {
  std::vector<std::int64_t> met;
  for (std::int64_t k = 0; k < partition.steps_per_epoch(); ++k)
    for (const auto index : batch(partition, {node, epoch * partition.steps_per_epoch() + k}))
      met.push_back(index);
  return met;
}

std::string keys_of_problems(const models::PartitionConfig& config) {
  std::string keys;
  for (const auto& problem : check(config)) keys += problem.key + " ";
  return keys;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(partition)

BOOST_AUTO_TEST_CASE(a_keyed_permutation_is_a_bijection_for_any_size_and_key) {
  BOOST_TEST(rc::check([] {
    const auto size = *rc::gen::inRange<std::uint64_t>(1, 3000);
    const KeyedPermutation order(size, key(*rc::gen::arbitrary<std::uint64_t>()));
    std::vector<bool> met(size, false);
    for (std::uint64_t i = 0; i < size; ++i) {
      const auto image = order(i);
      RC_ASSERT(image < size);
      RC_ASSERT(!met[image]);
      met[image] = true;
    }
  }));
}

BOOST_AUTO_TEST_CASE(large_sizes_stay_in_range) {
  const std::uint64_t size = (std::uint64_t{1} << 62) - 57;
  const KeyedPermutation order(size, key(1));
  std::set<std::uint64_t> images;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    images.insert(order(size - 1 - i));
    BOOST_TEST(*images.rbegin() < size);
  }
  BOOST_TEST(images.size() == 1000U);
}

BOOST_AUTO_TEST_CASE(every_place_is_equally_likely_for_every_element) {
  constexpr std::uint64_t kSize = 10;
  constexpr int kKeys = 20000;
  std::vector<double> count(kSize * kSize, 0.0), pairs(kSize * kSize, 0.0);
  for (int k = 0; k < kKeys; ++k) {
    const KeyedPermutation order(kSize, key(static_cast<std::uint64_t>(k)));
    for (std::uint64_t i = 0; i < kSize; ++i) count[i * kSize + order(i)] += 1;
    pairs[order(3) * kSize + order(4)] += 1;
  }
  // Chi-squared with 9 · 9 = 81 degrees of freedom: mean 81, deviation 12.7; 4 deviations.
  double chi = 0;
  for (const double c : count) chi += (c - kKeys / 10.0) * (c - kKeys / 10.0) / (kKeys / 10.0);
  BOOST_TEST(chi < 81 + 4 * 12.7);
  // Ordered pairs of images: 90 equally likely cells, 89 degrees of freedom.
  double pair_chi = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (i / kSize != i % kSize)
      pair_chi += (pairs[i] - kKeys / 90.0) * (pairs[i] - kKeys / 90.0) / (kKeys / 90.0);
  BOOST_TEST(pair_chi < 89 + 4 * 13.4);
}

BOOST_AUTO_TEST_CASE(shards_of_an_epoch_are_disjoint_and_batches_dont_repeat_samples) {
  BOOST_TEST(rc::check([] {
    models::PartitionConfig config;
    config.seed = *rc::gen::arbitrary<std::uint64_t>();
    config.nodes = *rc::gen::inRange(1, 9);
    config.batch_size = *rc::gen::inRange(1, 9);
    config.samples = config.nodes * config.batch_size + *rc::gen::inRange(0, 300);
    config.reshuffled = *rc::gen::arbitrary<bool>();
    const IidPartition partition(config);
    const auto epoch = *rc::gen::inRange<std::int64_t>(0, 5);
    std::set<std::int64_t> met;
    for (sim::NodeId node = 0; node < config.nodes; ++node)
      for (const auto index : epoch_of(partition, node, epoch)) {
        RC_ASSERT(index >= 0 && index < config.samples);
        RC_ASSERT(met.insert(index).second);
      }
    RC_ASSERT(static_cast<std::int64_t>(met.size()) ==
              config.nodes * partition.steps_per_epoch() * config.batch_size);
  }));
}

BOOST_AUTO_TEST_CASE(an_epoch_covers_all_samples_when_sizes_divide) {
  for (const bool reshuffled : {true, false}) {
    const IidPartition partition(
        {.seed = 2, .nodes = 4, .samples = 240, .batch_size = 6, .reshuffled = reshuffled});
    BOOST_TEST(partition.steps_per_epoch() == 10);
    std::set<std::int64_t> met;
    for (sim::NodeId node = 0; node < 4; ++node)
      for (const auto index : epoch_of(partition, node, 3)) met.insert(index);
    BOOST_TEST(met.size() == 240U);
  }
}

BOOST_AUTO_TEST_CASE(a_fixed_partition_keeps_a_nodes_samples_and_changes_their_order) {
  const IidPartition partition(
      {.seed = 2, .nodes = 4, .samples = 240, .batch_size = 6, .reshuffled = false});
  auto first = epoch_of(partition, 2, 0);
  auto later = epoch_of(partition, 2, 7);
  BOOST_TEST(first != later);
  std::sort(first.begin(), first.end());
  std::sort(later.begin(), later.end());
  BOOST_TEST(first == later, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_reshuffled_partition_gives_a_node_other_samples_in_each_epoch) {
  const IidPartition partition({.seed = 2, .nodes = 4, .samples = 240, .batch_size = 6});
  auto first = epoch_of(partition, 2, 0);
  auto later = epoch_of(partition, 2, 1);
  std::sort(first.begin(), first.end());
  std::sort(later.begin(), later.end());
  std::vector<std::int64_t> both;
  std::set_intersection(first.begin(), first.end(), later.begin(), later.end(),
                        std::back_inserter(both));
  // Hypergeometric with mean 15 and deviation 2.9.
  BOOST_TEST(both.size() > 3U);
  BOOST_TEST(both.size() < 27U);
}

BOOST_AUTO_TEST_CASE(batches_are_a_function_of_seed_node_and_step) {
  const models::PartitionConfig config{.seed = 2, .nodes = 4, .samples = 1000, .batch_size = 20};
  models::PartitionConfig other = config;
  other.seed = 3;
  const auto reference = batch(IidPartition(config), {1, 5});
  BOOST_TEST(batch(IidPartition(config), {1, 5}) == reference, boost::test_tools::per_element());
  BOOST_TEST(batch(IidPartition(other), {1, 5}) != reference);
}

BOOST_AUTO_TEST_CASE(a_batch_larger_than_a_shard_is_refused) {
  BOOST_TEST(keys_of_problems({.nodes = 30, .samples = 600, .batch_size = 20}) == "");
  BOOST_TEST(keys_of_problems({.nodes = 30, .samples = 600, .batch_size = 21}) == "batch_size ");
  BOOST_TEST(keys_of_problems({.nodes = 0, .samples = -1, .batch_size = 0}) ==
             "nodes train_samples batch_size ");
  BOOST_CHECK_THROW(IidPartition({.nodes = 7, .samples = 6, .batch_size = 1}), base::InputError);
}

BOOST_AUTO_TEST_CASE(given_shards_are_met_once_an_epoch_in_a_new_order) {
  const std::vector<std::int32_t> shards = {5, 3, 9, 0, 2, 8, 4, 7};
  const DealtPartition partition({.seed = 2, .nodes = 2, .samples = 9, .batch_size = 2}, shards);
  BOOST_TEST(partition.steps_per_epoch() == 2);
  std::set<std::vector<std::int64_t>> orders;
  for (std::int64_t epoch = 0; epoch < 40; ++epoch) {
    const auto met = epoch_of(partition, 1, epoch);
    BOOST_TEST(
        std::set<std::int64_t>(met.begin(), met.end()) == (std::set<std::int64_t>{2, 4, 7, 8}),
        boost::test_tools::per_element());
    orders.insert(met);
  }
  BOOST_TEST(orders.size() > 12u);  // of 24; 40 draws miss half of them with probability < 1e-6
}

BOOST_AUTO_TEST_CASE(a_skewed_partition_is_of_the_samples_that_are_used) {
  const models::ImageData data =
      load(models::SyntheticImages{.seed = 1, .train = 500, .test = 10, .shape = {1, 4, 4}});
  models::ImageLearnerConfig config{.nodes = 5, .batch_size = 20};
  config.train_samples = 300;
  config.skew = models::ByLabel{2};
  const auto partition = std::get<DealtPartition>(make_partition(config, data));
  std::set<std::int64_t> met;
  for (int node = 0; node < 5; ++node) {
    std::set<std::int32_t> labels;
    for (const auto index : epoch_of(partition, node, 3)) {
      met.insert(index);
      labels.insert(data.train.labels[static_cast<std::size_t>(index)]);
    }
    BOOST_TEST(labels.size() == 2u);
  }
  BOOST_TEST((met.size() == 300u && *met.rbegin() == 299));
}

BOOST_AUTO_TEST_SUITE_END()
