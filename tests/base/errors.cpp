#include "base/errors.h"

#include <rapidcheck.h>
#include <algorithm>
#include <boost/test/unit_test.hpp>

namespace consim::base {
namespace {

BOOST_AUTO_TEST_CASE(a_problem_is_one_line_with_its_place_and_what_is_allowed) {
  BOOST_TEST(to_string(Problem{.file = "ring.toml",
                               .line = 4,
                               .column = 1,
                               .key = "topology.famly",
                               .what = "unknown key",
                               .allowed = "the keys are family and nodes",
                               .suggestion = "family"}) ==
             "ring.toml:4:1: topology.famly: unknown key; the keys are family and nodes;"
             " did you mean \"family\"?");
}

BOOST_AUTO_TEST_CASE(parts_that_are_missing_are_left_out) {
  BOOST_TEST(to_string(Problem{.what = "no scenario given"}) == "no scenario given");
  BOOST_TEST(to_string(Problem{.key = "seed", .what = "is negative"}) == "seed: is negative");
  BOOST_TEST(to_string(Problem{.file = "a.gz", .offset = 0, .what = "is not gzip"}) ==
             "a.gz (byte 0): is not gzip");
  BOOST_TEST(to_string(Problem{.file = "a.toml", .what = "is missing", .suggestion = "b.toml"}) ==
             "a.toml: is missing; did you mean \"b.toml\"?");
}

BOOST_AUTO_TEST_CASE(input_cannot_break_the_line_or_command_the_terminal) {
  const Problem problem{.file = "a.toml", .key = "x\ny", .what = "found \x1b[31m\t\x7f"};
  BOOST_TEST(to_string(problem) == "a.toml: x\\ny: found \\x1b[31m\\t\\x7f");
  BOOST_TEST(to_string(Problem{.what = "Ξ stays Ξ"}) == "Ξ stays Ξ");
}

BOOST_AUTO_TEST_CASE(an_input_error_lists_all_problems_one_a_line) {
  const InputError error({Problem{.what = "first"}, Problem{.what = "second"}});
  BOOST_TEST(error.what() == "first\nsecond");
  BOOST_TEST(error.problems().size() == 2u);
  BOOST_TEST(InputError(Problem{.what = "only"}).what() == "only");
}

const std::vector<std::string> kFamilies = {"ring", "torus", "star", "complete", "hypercube"};

BOOST_AUTO_TEST_CASE(the_nearest_word_is_found_over_each_kind_of_slip) {
  BOOST_TEST(nearest("rin", kFamilies) == "ring");           // a letter is missing
  BOOST_TEST(nearest("torrus", kFamilies) == "torus");       // one too many
  BOOST_TEST(nearest("stap", kFamilies) == "star");          // a wrong one
  BOOST_TEST(nearest("compelte", kFamilies) == "complete");  // two swapped
  BOOST_TEST(nearest("rnig", kFamilies) == "ring");          // a swap is one slip
  BOOST_TEST(nearest("ring", kFamilies) == "ring");
}

BOOST_AUTO_TEST_CASE(a_word_too_far_away_has_no_nearest_one) {
  BOOST_TEST(nearest("grid", kFamilies) == "");
  BOOST_TEST(nearest("", kFamilies) == "");
  BOOST_TEST(nearest(std::string(5000, 'r'), kFamilies) == "");
  BOOST_TEST(nearest("ring", {}) == "");
}

BOOST_AUTO_TEST_CASE(a_part_of_a_word_stands_for_it) {
  const std::vector<std::string> devices = {"v100-pcie-16gb", "v100-sxm2-16gb"};
  BOOST_TEST(nearest("sxm2", devices) == "v100-sxm2-16gb");
  BOOST_TEST(nearest("v1", devices) == "");
}

BOOST_AUTO_TEST_CASE(one_edit_of_a_long_word_leads_back_to_it) {
  const std::vector<std::string> words = {"consensus_distance", "gossip_rounds", "learning_rate"};
  BOOST_TEST(rc::check([&words] {
    const std::string word = *rc::gen::elementOf(words);
    std::string slip = word;
    const auto at = *rc::gen::inRange<std::size_t>(0, word.size() - 1);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        slip.erase(at, 1);
        break;
      case 1:
        slip.insert(at, 1, 'q');
        break;
      case 2:
        slip[at] = 'q';
        break;
      default:
        std::swap(slip[at], slip[at + 1]);
    }
    RC_ASSERT(nearest(slip, words) == word);
  }));
}

}  // namespace
}  // namespace consim::base
