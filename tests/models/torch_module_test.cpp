#include "models/torch_module.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <numeric>

#include "base/errors.h"
#include "base/temporary_folder.h"

using namespace consim;
using namespace consim::models;

namespace {

ImageLearnerConfig small_config() {
  return {.nodes = 2,
          .dataset = SyntheticImages{.train = 40, .test = 10, .shape = {1, 8, 8}},
          .network = Mlp{.hidden = {5}},
          .batch_size = 10};
}

class Variable {
 public:
  explicit Variable(const std::string& value) { ::setenv("CONSIM_TORCH_MODULE", value.c_str(), 1); }
  ~Variable() { ::unsetenv("CONSIM_TORCH_MODULE"); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
};

std::string error_of_opening(const std::string& place) {
  const Variable variable(place);
  try {
    torch_version();
  } catch (const base::InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(torch_module)

BOOST_AUTO_TEST_CASE(a_missing_module_names_the_places_searched) {
  const base::TemporaryFolder folder;
  BOOST_TEST(error_of_opening(folder.file("none.so")).find(folder.file("none.so")) !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_module_is_refused) {
  const base::TemporaryFolder folder;
  const std::string file = folder.write("wrong.so", {1, 2, 3});
  BOOST_TEST(error_of_opening(file).find("cannot be opened") != std::string::npos,
             error_of_opening(file));
}

BOOST_AUTO_TEST_CASE(a_library_without_the_table_is_refused) {
  const std::string zlib = "/usr/lib/x86_64-linux-gnu/libz.so.1";
  if (!std::filesystem::exists(zlib)) return;
  BOOST_TEST(error_of_opening(zlib).find("not a module of consim") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_module_is_found_in_the_build_tree_and_tells_its_version) {
  const std::string version = torch_version();
  BOOST_TEST(version.find('.') != std::string::npos, version);
}

BOOST_AUTO_TEST_CASE(a_learner_from_the_module_trains) {
  const auto learner = make_image_learner(small_config());
  std::vector<float> x(static_cast<std::size_t>(learner->layout().dimension)), g(x.size());
  const auto row = [](std::vector<float>& values) {
    return sim::Row(sim::Scalar::kFloat, values.data(), static_cast<std::int64_t>(values.size()));
  };
  learner->initial_point(0, row(x), {});
  const auto worker = learner->make_worker();
  std::vector<double> losses;
  for (std::int64_t step = 0; step < 60; ++step) {
    losses.push_back(worker->loss_and_gradient({0, step}, row(x), {}, row(g)));
    for (std::size_t j = 0; j < x.size(); ++j) x[j] -= 0.3f * g[j];
  }
  const double first = std::accumulate(losses.begin(), losses.begin() + 5, 0.0);
  const double last = std::accumulate(losses.end() - 5, losses.end(), 0.0);
  BOOST_TEST(last < 0.5 * first);  // twenty pictures, five hidden numbers: soon learnt
}

BOOST_AUTO_TEST_CASE(errors_thrown_inside_are_caught_outside) {
  auto config = small_config();
  config.batch_size = 21;
  BOOST_CHECK_EXCEPTION(make_image_learner(config), base::InputError, [](const auto& error) {
    return error.problems().at(0).key == "batch_size";
  });
  const auto learner = make_image_learner(small_config());
  const auto worker = learner->make_worker();
  BOOST_CHECK_THROW(worker->evaluate(sim::Split::kTest, 99, {}, {}), base::LogicError);
}

BOOST_AUTO_TEST_SUITE_END()
