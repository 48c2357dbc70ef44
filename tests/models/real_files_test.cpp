// The data sets' own files, where they are; CTest runs each case by itself and shows a skipped one.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "models/dataset.h"

using namespace consim;
using models::Cifar10;
using models::FashionMnist;
using models::ImageData;

BOOST_AUTO_TEST_SUITE(real_files, *boost::unit_test::disabled())

BOOST_AUTO_TEST_CASE(fashion_mnist) {
  if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz")) {
    BOOST_TEST_MESSAGE("skipped: dataset-fashion-mnist is not installed");
    return;
  }
  const ImageData data = load(FashionMnist{"/usr/share/datasets"});
  BOOST_TEST(data.train.size() == 60000);
  BOOST_TEST(data.test.size() == 10000);
  BOOST_TEST((data.train.shape == models::ImageShape{1, 28, 28}));
  std::vector<int> count(10, 0);
  for (const auto label : data.train.labels) ++count[static_cast<std::size_t>(label)];
  for (const int c : count) BOOST_TEST(c == 6000);
  // The data set's well-known statistics, given to four digits.
  BOOST_TEST(std::abs(data.statistics[0].mean / 255 - 0.2860) < 5e-5);
  BOOST_TEST(std::abs(data.statistics[0].deviation / 255 - 0.3530) < 5e-5);
}

BOOST_AUTO_TEST_CASE(cifar10) {
  const char* root = std::getenv("CONSIM_DATA");
  if (root == nullptr || !std::filesystem::exists(std::filesystem::path(root) /
                                                  "cifar-10-batches-bin/test_batch.bin")) {
    BOOST_TEST_MESSAGE("skipped: $CONSIM_DATA has no cifar-10-batches-bin");
    return;
  }
  const ImageData data = load_cifar10(Cifar10{});
  BOOST_TEST(data.train.size() == 50'000);
  BOOST_TEST(data.test.size() == 10'000);
  for (int label = 0; label < 10; ++label) {
    BOOST_TEST(std::ranges::count(data.train.labels, label) == 5000);
    BOOST_TEST(std::ranges::count(data.test.labels, label) == 1000);
  }
  // Known of the original: means 125.3, 123.0, 113.9 (the pixels here may have been recompressed).
  const double means[] = {125.3, 123.0, 113.9};
  for (std::size_t c = 0; c < 3; ++c)
    BOOST_TEST(std::abs(data.statistics[c].mean - means[c]) < 0.5);
}

BOOST_AUTO_TEST_SUITE_END()
