// Profiles: their figures, where they are found, and what wrong files say.
#include "scenarios/profiles.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "base/errors.h"
#include "base/temporary_folder.h"
#include "scenarios/save.h"
#include "scenarios/schema/embedded_profiles.h"
#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

using namespace std::chrono_literals;

template <class Load>
std::string problem_of(Load load) {
  try {
    load();
  } catch (const base::InputError& error) {
    return error.what();
  }
  return {};
}

std::string source_text(const std::string& name) {
  std::ifstream stream(std::string(CONSIM_SOURCE_DIR) + "/scenarios/profiles/" + name);
  return {std::istreambuf_iterator<char>(stream), {}};
}

BOOST_AUTO_TEST_SUITE(scenario_profiles)

BOOST_AUTO_TEST_CASE(the_v100_has_its_published_figures) {
  const DeviceProfile v100 = load_device("v100-sxm2-16gb");
  BOOST_TEST(v100.peak_fp32.flop_per_second == 15.7e12);
  BOOST_TEST(v100.memory_bandwidth.bytes_per_second == 900e9);
  BOOST_TEST(v100.flop_efficiency == 0.9);
  BOOST_TEST(v100.memory_efficiency == 0.8);
  BOOST_TEST((v100.operator_overhead == 59us));
  BOOST_TEST((v100.launch_overhead == 7us));
}

BOOST_AUTO_TEST_CASE(every_profile_can_be_read_and_names_its_sources) {
  const auto check_sources = [](const std::vector<std::string>& sources) {
    BOOST_TEST(!sources.empty());
    for (const std::string& source : sources)
      BOOST_TEST(
          (source.starts_with("[S] ") || source.starts_with("[C] ") || source.starts_with("[R] ")));
  };
  BOOST_TEST(device_names().size() == 2u);
  for (const std::string& name : device_names()) check_sources(load_device(name).sources);
  BOOST_TEST(link_names().size() == 10u);
  for (const std::string& name : link_names()) {
    const LinkProfile link = load_link(name);
    check_sources(link.sources);
    BOOST_TEST(link.latency.count() > 0);
  }
}

BOOST_AUTO_TEST_CASE(the_program_holds_the_files_of_the_source_tree) {
  for (const EmbeddedProfile& profile : embedded_devices())
    BOOST_TEST(profile.text == source_text("devices/" + std::string(profile.name) + ".toml"));
  for (const EmbeddedProfile& profile : embedded_links())
    BOOST_TEST(profile.text == source_text("links/" + std::string(profile.name) + ".toml"));
}

BOOST_AUTO_TEST_CASE(an_unknown_profile_is_refused_with_the_nearest) {
  BOOST_TEST(problem_of([] { load_device("sxm2"); }) ==
             "no profile \"sxm2\"; expected \"v100-pcie-16gb\" or \"v100-sxm2-16gb\" or the path "
             "of a .toml file; did you mean \"v100-sxm2-16gb\"?");
  BOOST_TEST(
      problem_of([] { load_link("ethernet-10"); }).ends_with("did you mean \"ethernet-10g\"?"));
}

BOOST_AUTO_TEST_CASE(a_profile_of_ones_own_is_found_relative_to_the_scenario) {
  const base::TemporaryFolder folder;
  folder.write("mine.toml",
               "description = 'd'\nlatency = '1 us'\nbandwidth = '2 GB/s'\nsources = []\n");
  const auto file = folder.write("s.toml", kMinimal + "[cluster.network]\nlink = 'mine.toml'\n");
  const NetworkConfig network = load_scenario(file).cluster.network;
  BOOST_TEST(!network.link.has_value());
  BOOST_TEST((*network.latency == 1us));
  BOOST_TEST(network.bandwidth->bytes_per_second == 2e9);
}

BOOST_AUTO_TEST_CASE(a_resolved_scenario_needs_no_profile_file) {
  const base::TemporaryFolder folder;
  const std::string text =
      "description = 'd'\npeak_fp32 = '2 TFLOP/s'\nmemory_bandwidth = '3 GB/s'\nsources = []\n";
  const auto device = folder.write("mine.toml", text);
  const auto file = folder.write("s.toml", kMinimal + "[cluster]\ndevice = ['./mine.toml']\n");
  const Scenario scenario = load_scenario(file);
  std::filesystem::remove(device);
  BOOST_TEST((parse_scenario(to_toml(scenario), {.file = "s"}) == scenario));
  BOOST_TEST(std::get<DeviceProfile>(scenario.cluster.device[0]).peak_fp32.flop_per_second == 2e12);
}

BOOST_AUTO_TEST_CASE(a_wrong_profile_file_is_reported_after_the_scenarios_own_problems) {
  const base::TemporaryFolder folder;
  const auto device =
      folder.write("d.toml",
                   "description = 1\npeak_fp32 = '1 GB/s'\nflop_efficiency = 1.5\nspeed = 1\n"
                   "launch_overhead = '-1 us'\nsources = 'x'\n");
  const auto file =
      folder.write("s.toml", kMinimal + "[cluster]\ndevice = './d.toml'\n[run]\nsteps = 0\n");
  const std::string d = device.string();
  BOOST_TEST(problem_of([&] { load_scenario(file); }) ==
             file.string() +
                 ":9:9: run.steps: found 0; expected a whole number from 1 to 4294967295\n" + d +
                 ":1:1: memory_bandwidth: missing; expected a number and a unit (kbit/s, Mbit/s, "
                 "Gbit/s, kB/s, MB/s or "
                 "GB/s), such as \"10 Gbit/s\"\n" +
                 d + ":1:15: description: found 1; expected a text in quotes\n" + d +
                 ":2:13: peak_fp32: found \"1 GB/s\"; expected a number and a unit (GFLOP/s or "
                 "TFLOP/s), such as "
                 "\"15.7 TFLOP/s\"\n" +
                 d + ":3:19: flop_efficiency: found 1.5; expected a number in (0, 1]\n" + d +
                 ":4:1: speed: unknown key; expected one of description, peak_fp32, "
                 "memory_bandwidth, flop_efficiency, "
                 "memory_efficiency, launch_overhead, operator_overhead, sources\n" +
                 d +
                 ":5:19: launch_overhead: found \"-1 us\"; expected a number and a unit (ns, us, "
                 "ms, s, min or h), such "
                 "as \"12 ms\", at most 1000 h\n" +
                 d + ":6:11: sources: found \"x\"; expected a list, each element a text in quotes");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
