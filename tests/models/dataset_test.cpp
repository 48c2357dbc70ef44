#include "models/dataset.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "base/errors.h"
#include "base/temporary_folder.h"
#include "loading_problems.h"

using namespace consim;
using models::FashionMnist;
using models::ImageData;
using models::SyntheticImages;
using Bytes = std::vector<std::uint8_t>;

namespace {

Bytes pictures(std::uint8_t count, std::uint8_t height, std::uint8_t width) {
  Bytes bytes = {0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, height, 0, 0, 0, width};
  for (int i = 0; i < count * height * width; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
  return bytes;
}

Bytes labels(const Bytes& values) {
  Bytes bytes = {0, 0, 8, 1, 0, 0, 0, static_cast<std::uint8_t>(values.size())};
  for (const auto value : values) bytes.push_back(value);
  return bytes;
}

struct Fixture {
  base::TemporaryFolder folder;

  void write_small_set() const {
    folder.write("train-images-idx3-ubyte", pictures(3, 5, 4));
    folder.write("train-labels-idx1-ubyte", labels({1, 9, 0}));
    folder.write("t10k-images-idx3-ubyte", pictures(2, 5, 4));
    folder.write("t10k-labels-idx1-ubyte", labels({4, 5}));
  }

  // All problems, one a line, without the folder.
  std::string errors() const {
    return tests::loading_problems([&] { load(FashionMnist{folder.path()}); });
  }
};

// Accuracy of "the class with the nearest mean picture".
double nearest_mean_accuracy(const ImageData& data) {
  const auto size = static_cast<std::size_t>(data.train.shape.pixels());
  std::vector<std::vector<double>> means(10, std::vector<double>(size, 0.0));
  for (std::int64_t i = 0; i < data.train.size(); ++i)
    for (std::size_t p = 0; p < size; ++p)
      means[static_cast<std::size_t>(data.train.labels[static_cast<std::size_t>(i)])][p] +=
          10.0 * data.train.image(i)[p] / static_cast<double>(data.train.size());
  double right = 0;
  for (std::int64_t i = 0; i < data.test.size(); ++i) {
    std::size_t best = 0;
    double least = 1e300;
    for (std::size_t c = 0; c < 10; ++c) {
      double distance = 0;
      for (std::size_t p = 0; p < size; ++p)
        distance += std::pow(data.test.image(i)[p] - means[c][p], 2);
      if (distance < least) least = distance, best = c;
    }
    right += best == static_cast<std::size_t>(data.test.labels[static_cast<std::size_t>(i)]);
  }
  return right / static_cast<double>(data.test.size());
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(dataset, Fixture)

BOOST_AUTO_TEST_CASE(unzipped_files_are_read_as_they_are) {
  write_small_set();
  const ImageData data = load(FashionMnist{folder.path()});
  BOOST_TEST((data.train.shape == models::ImageShape{1, 5, 4}));
  BOOST_TEST(data.train.size() == 3);
  BOOST_TEST(data.train.image(1)[0] == 20);
  BOOST_TEST(data.train.labels[1] == 9);
  BOOST_TEST(data.test.labels[1] == 5);
  // 0 … 59: mean 29.5, variance (60² − 1)/12.
  BOOST_TEST(data.statistics[0].mean == 29.5);
  BOOST_TEST(data.statistics[0].deviation == std::sqrt(3599.0 / 12),
             boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(a_folder_named_fashion_mnist_inside_the_data_folder_will_do) {
  std::filesystem::create_directory(folder.file("fashion-mnist"));
  write_small_set();
  for (const char* name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                           "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"})
    std::filesystem::rename(folder.file(name), folder.file(std::string("fashion-mnist/") + name));
  BOOST_TEST(load(FashionMnist{folder.path()}).test.size() == 2);
}

BOOST_AUTO_TEST_CASE(all_problems_of_all_files_come_in_one_report) {
  write_small_set();
  std::filesystem::remove(folder.file("train-images-idx3-ubyte"));
  folder.write("train-labels-idx1-ubyte", labels({1, 10, 0}));
  folder.write("t10k-images-idx3-ubyte", {0, 0, 8, 3, 0});
  folder.write("t10k-labels-idx1-ubyte", {1, 2, 3, 4});
  BOOST_TEST(
      errors() ==
      "train-images-idx3-ubyte:-1: no such file, nor with .gz\n"
      "train-labels-idx1-ubyte:9: label 10\n"
      "t10k-images-idx3-ubyte:5: ends within the header of an IDX file\n"
      "t10k-labels-idx1-ubyte:0: not an IDX file of this kind: it begins with 01 02 03 04\n");
}

BOOST_AUTO_TEST_CASE(files_that_dont_fit_each_other_are_refused) {
  write_small_set();
  folder.write("t10k-images-idx3-ubyte", pictures(2, 4, 5));
  BOOST_TEST(errors() ==
             "t10k-images-idx3-ubyte:8: pictures of 4 × 5 where those for training have 5 × 4\n");
  folder.write("t10k-labels-idx1-ubyte", labels({4}));
  BOOST_TEST(errors() == "t10k-labels-idx1-ubyte:4: 1 labels for 2 pictures\n");
}

BOOST_AUTO_TEST_CASE(an_empty_folder_names_the_places_searched) {
  try {
    load(FashionMnist{folder.path()});
    BOOST_TEST(false, "no error");
  } catch (const base::InputError& error) {
    BOOST_TEST(error.problems().size() == 4U);
    BOOST_TEST(error.problems()[0].allowed == "looked in " + folder.path().string() + ", " +
                                                  folder.file("fashion-mnist").string());
  }
}

BOOST_AUTO_TEST_CASE(synthetic_images_are_a_function_of_their_seed_and_index) {
  const ImageData data =
      load(SyntheticImages{.seed = 1, .train = 50, .test = 20, .shape = {3, 8, 12}});
  const ImageData more =
      load(SyntheticImages{.seed = 1, .train = 70, .test = 10, .shape = {3, 8, 12}});
  const ImageData other =
      load(SyntheticImages{.seed = 2, .train = 50, .test = 20, .shape = {3, 8, 12}});
  BOOST_TEST(data.train.pixels.size() == 50U * 3 * 8 * 12);
  BOOST_TEST(
      std::equal(data.train.pixels.begin(), data.train.pixels.end(), more.train.pixels.begin()));
  BOOST_TEST((data.train.pixels != other.train.pixels));
  BOOST_TEST(
      !std::equal(data.test.pixels.begin(), data.test.pixels.end(), data.train.pixels.begin()));
  for (std::int32_t i = 0; i < 50; ++i)
    BOOST_TEST(data.train.labels[static_cast<std::size_t>(i)] == i % 10);
}

BOOST_AUTO_TEST_CASE(synthetic_images_can_be_learnt_but_not_at_once) {
  const double accuracy =
      nearest_mean_accuracy(load(SyntheticImages{.seed = 1, .train = 3000, .test = 1000}));
  BOOST_TEST_MESSAGE("nearest mean: " << accuracy);
  BOOST_TEST(accuracy > 0.4);  // chance is 0.1
  BOOST_TEST(accuracy < 0.85);
}

BOOST_AUTO_TEST_CASE(impossible_synthetic_sizes_are_reported_at_once) {
  std::string keys;
  for (const auto& problem :
       check(SyntheticImages{.train = 0, .test = -1, .shape = {0, 3, 100000}}))
    keys += problem.key + " ";
  BOOST_TEST(keys == "train test channels height width ");
  BOOST_CHECK_THROW(load(SyntheticImages{.train = 100'000'000, .shape = {3, 512, 512}}),
                    base::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
