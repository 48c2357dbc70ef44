// The TOML text below the keys: syntax, limits that protect the parser, and printing.
#include "scenarios/schema/document.h"

#include <rapidcheck.h>

#include <bit>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "scenarios/schema/parse.h"
#include "scenarios/schema/print.h"
#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

std::string repeat(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

struct Text {
  std::string text;
  std::string problem;
};
std::ostream& operator<<(std::ostream& out, const Text& text) {
  return out << text.text.substr(0, 60);
}

const std::string kDeep = "nested too deeply; at most 100 levels of keys, tables and lists";

const Text kDeepTexts[] = {
    {"a" + repeat(".a", 101) + " = 1", "f.toml:1:202: " + kDeep},
    {"\n[a" + repeat(".a", 101) + "]", "f.toml:2:201: " + kDeep},
    {"[a" + repeat(" . \"=,#\"", 500) + "]\n", "f.toml:1:796: " + kDeep},
    {"x = { a" + repeat(".'[{'.a", 60) + " = 1 }", "f.toml:1:356: " + kDeep},
    {"x = " + repeat("[", 101), "f.toml:1:105: " + kDeep},
    {"x = " + repeat("{a.a={", 40), "f.toml:1:205: " + kDeep},
    {"a" + repeat(".a", 500'000), "f.toml:1:202: " + kDeep},
};

const Text kFineTexts[] = {
    {"a" + repeat(".a", 100) + " = 1", ""},
    {"x = [" + repeat("0.5, ", 5000) + "1.5]", ""},
    {"x = \"" + repeat("a.b.", 100) + "\"\ny = '" + repeat(".", 200) + "'", ""},
    {"x = \"\"\"" + repeat("a.\"\\\"\n", 200) + "\"\"\"\"\"\n", ""},
    {"x = '''" + repeat(".''", 200) + "'''", ""},
    {"# " + repeat(".[{", 200) + "\nx = 1", ""},
    {repeat("a.b.c.x = 1\n[z]\n", 1), ""},
};

std::string syntax_problem(const std::string& text) {
  try {
    parse_document(text, "f.toml");
  } catch (const base::InputError& error) {
    return error.what();
  }
  return {};
}

BOOST_AUTO_TEST_SUITE(scenario_document)

BOOST_DATA_TEST_CASE(deep_nesting_is_refused_before_it_overflows_the_stack,
                     boost::unit_test::data::make(kDeepTexts), text) {
  BOOST_TEST(syntax_problem(text.text) == text.problem);
}

BOOST_DATA_TEST_CASE(dots_that_dont_nest_are_no_depth, boost::unit_test::data::make(kFineTexts),
                     text) {
  BOOST_TEST(syntax_problem(text.text) == "");
}

BOOST_AUTO_TEST_CASE(text_above_one_mebibyte_is_refused) {
  BOOST_TEST(problems_of(std::string(kMaxScenarioBytes + 1, ' ')) ==
             "f.toml: is larger than 1 MiB");
}

BOOST_DATA_TEST_CASE(wrong_syntax_is_one_problem_with_its_place,
                     boost::unit_test::data::make({"[\n", "[", "a = ", "a = 1\na = 2", "\"",
                                                   "a = \"\xff\"", "= 1", "a = 'x", "a = \"\\q\"",
                                                   "[a]\n[a]", "a = {\n}", "a = 01", "a b"}),
                     text) {
  BOOST_TEST(syntax_problem(text).starts_with("f.toml:"));
  BOOST_TEST(syntax_problem(text).find("not valid TOML: ") != std::string::npos);
  BOOST_TEST(syntax_problem(text).find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_first_wrong_syntax_is_reported_alone) {
  const std::string problem = problems_of("seed = -1\nname = \nnoise = \n");
  BOOST_TEST(problem.starts_with("f.toml:2:8: not valid TOML: "));
  BOOST_TEST(problem.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(any_bytes_are_a_document_or_a_problem) {
  const bool fine = rc::check("no crash and no other exception", [] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "[", "]", "{", "}", "a", ".", "=", "\"", "'", "\"\"\"", "'''", "\\", "\n", " ", "#", ",",
        "1", "-", "e", "\xff", "true", "1979-05-27", "\r\n", "nan"));
    std::string text;
    for (const std::string& piece : pieces) text += piece;
    syntax_problem(text);
    problems_of(text, {"a.b=" + text, text});
  });
  BOOST_TEST(fine);
}

BOOST_AUTO_TEST_CASE(printed_values_parse_back_to_the_same_bits) {
  const bool same = rc::check("numbers and texts", [] {
    const auto number = std::bit_cast<double>(*rc::gen::arbitrary<std::uint64_t>());
    const auto whole = *rc::gen::arbitrary<std::int64_t>();
    const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
    RC_PRE(std::isfinite(number));
    Value list{Array{Value{number, {}}, Value{whole, {}}, Value{text, {}}, Value{true, {}}}, {}};
    const std::optional<Value> back = parse_value(print_value(list), {});
    RC_ASSERT(back.has_value());
    const Array& values = *back->get<Array>();
    RC_ASSERT(std::bit_cast<std::uint64_t>(*values[0].get<double>()) ==
              std::bit_cast<std::uint64_t>(number));
    RC_ASSERT(*values[1].get<std::int64_t>() == whole);
    RC_ASSERT(*values[2].get<std::string>() == text);
    RC_ASSERT(*values[3].get<bool>());
  });
  BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(a_document_is_printed_in_its_own_order_with_sections_last) {
  const auto text =
      "b = 1\n# a: not given\n\"x y\" = { d = [1.5, \"q\"], c = true }\n\n[s]\nz = "
      "2\n\n[s.t]\n\n[r]\ny = 0.1\n";
  Table inner{.entries = {}, .section = true}, section{.entries = {}, .section = true},
      last{.entries = {}, .section = true}, inline_table, root;
  inline_table.set("d", Value{Array{Value{1.5, {}}, Value{std::string("q"), {}}}, {}});
  inline_table.set("c", Value{true, {}});
  section.set("t", Value{inner, {}});
  section.set("z", Value{std::int64_t{2}, {}});
  last.set("y", Value{0.1, {}});
  root.set("s", Value{section, {}});
  root.set("b", Value{std::int64_t{1}, {}});
  root.set("a", Value{Remark{"not given"}, {}});
  root.set("x y", Value{inline_table, {}});
  root.set("r", Value{last, {}});
  BOOST_TEST(print_document(root) == text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
