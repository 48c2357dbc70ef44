// The reference page and the example files are what the program reads.
#include "scenarios/reference.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "scenarios/load.h"
#include "scenarios/save.h"

namespace consim::scenarios {
namespace {

BOOST_AUTO_TEST_SUITE(scenario_reference_page)

BOOST_AUTO_TEST_CASE(the_page_ends_with_the_reference_made_from_the_schema) {
  std::ifstream stream(CONSIM_SOURCE_DIR "/docs/scenario.md");
  const std::string page{std::istreambuf_iterator<char>(stream), {}};
  const std::string reference = scenario_reference();
  const std::size_t start = page.find(reference.substr(0, reference.find('\n') + 1));
  const bool current = start != std::string::npos && page.substr(start) == reference;
  const std::string written = CONSIM_BINARY_DIR "/scenario.md";
  if (!current) std::ofstream(written) << page.substr(0, start) << reference;
  BOOST_TEST(current, "docs/scenario.md is out of date; what it should be is in " << written);
}

BOOST_AUTO_TEST_CASE(every_key_is_explained) {
  BOOST_TEST(scenario_reference().find("|  |\n") == std::string::npos);
  BOOST_TEST(scenario_reference().find("``") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_example_is_a_scenario) {
  int examples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(CONSIM_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".toml") continue;
    BOOST_TEST_CONTEXT(entry.path()) {
      const Scenario scenario = load_scenario(entry.path());
      BOOST_TEST(scenario.name == entry.path().stem());
      BOOST_TEST((parse_scenario(to_toml(scenario), {}) == scenario));
    }
    ++examples;
  }
  BOOST_TEST(examples >= 4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
