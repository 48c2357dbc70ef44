// Tables of means and standard deviations.
#include "analysis/result_table.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <optional>
#include <vector>

namespace consim::analysis {
namespace {

const std::vector<TableEntry> kEntries = {
    {"32", "ring", 0.90, ""},       {"32", "ring", 0.92, ""}, {"32", "ring", 0.97, ""},
    {"16", "ring", 0.5, ""},        {"16", "star", {}, ""},   {"8", "ring", 0.1, "diverged"},
    {"8", "ring", 0.2, "diverged"}, {"8", "ring", 0.4, ""},   {"8", "star", {}, "failed"}};

const std::vector<NumberStyle> kPercent = {{.percent = true}};

BOOST_AUTO_TEST_SUITE(result_tables)

// Mean 0.93, deviations −0.03, −0.01, 0.04: the squares' sum is 0.0026, over two 0.0013.
BOOST_AUTO_TEST_CASE(a_cell_has_mean_and_standard_deviation_of_the_runs_that_ended_well) {
  const ResultTable table = make_table("n", kEntries);
  BOOST_TEST(table.columns == (std::vector<std::string>{"ring", "star"}),
             boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(table.rows.size() == 3u);
  BOOST_TEST(table.rows[0].label == "8");  // numbers ascend
  BOOST_TEST(table.rows[2].label == "32");
  const TableCell& three = table.rows[2].cells[0];
  BOOST_TEST(three.runs == 3);
  // Three numbers below 1: a rounding or two.
  BOOST_TEST(std::abs(three.mean.value() - 0.93) <= 1e-15);
  BOOST_TEST(std::abs(three.deviation.value() - std::sqrt(0.0013)) <= 1e-15);
  const TableCell& one = table.rows[0].cells[0];
  BOOST_TEST(one.runs == 1);
  BOOST_TEST(one.mean.value() == 0.4);
  BOOST_TEST(!one.deviation.has_value());
  BOOST_TEST((one.ended == std::vector<TableCell::Ended>{{"diverged", 2}}));
  BOOST_TEST(table.rows[1].cells[1].without == 1);
  BOOST_TEST((table.rows[2].cells[1] == TableCell{}));
}

std::optional<double> deviation_of(const std::vector<double>& values) {
  std::vector<TableEntry> entries;
  for (const double value : values) entries.push_back({"r", "c", value, ""});
  return make_table("n", entries).rows[0].cells[0].deviation;
}

// The sum of three times 0.1 is rounded up, and a third of it isn't 0.1.
BOOST_AUTO_TEST_CASE(equal_numbers_have_no_deviation) {
  const double mean = (0.1 + 0.1 + 0.1) / 3;
  BOOST_TEST_REQUIRE(mean != 0.1);
  for (std::size_t runs = 2; runs < 50; ++runs)
    for (const double value : {0.1, -0.3, 0.01639, 1e-300, 7e300, 0.0})
      BOOST_TEST(deviation_of(std::vector(runs, value)).value() == 0);
  const std::vector<TableEntry> entries(3, {"r", "c", 0.1, ""});
  const std::vector<NumberStyle> plain = {{}};
  BOOST_TEST(to_text(make_table("n", entries), plain).ends_with("r  0.1 ± 0 (3)\n"));
  BOOST_TEST(to_csv(make_table("n", entries)).ends_with(",0,3,0,\n"));
}

// Sums of small whole numbers of 2^-40 are exact, so there is no rounding to be taken for them; the
// bound is 2 · 2^-52.
BOOST_AUTO_TEST_CASE(small_deviations_are_kept_above_the_means_rounding) {
  const double step = std::ldexp(1, -40);
  BOOST_TEST(deviation_of({1 - step, 1 + step}).value() == std::sqrt(2 * step * step));
  const double finest = std::ldexp(1, -49);
  BOOST_TEST(deviation_of({1 - finest, 1 + finest}).value() > 0);
  // Where the numbers cancel it is their size that counts, not the mean's.
  BOOST_TEST(deviation_of({-step, step}).value() == std::sqrt(2 * step * step));
}

BOOST_AUTO_TEST_CASE(labels_that_are_no_numbers_stay_in_their_order_before_the_numbers) {
  std::vector<TableEntry> entries;
  for (const char* label : {"2", "ring", "1", "10", "none"}) entries.push_back({label, "", 1, ""});
  std::vector<std::string> order;
  for (const auto& row : make_table("x", entries).rows) order.push_back(row.label);
  BOOST_TEST(order == (std::vector<std::string>{"ring", "none", "1", "2", "10"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(all_formats_show_the_same_cells) {
  const ResultTable table = make_table("a_b|c", kEntries);
  BOOST_TEST(to_text(table, kPercent) ==
             "a_b|c                   ring              star\n"
             "8      40.00 (1, 2 diverged)   - (0, 1 failed)\n"
             "16                 50.00 (1)  - (0, 1 without)\n"
             "32          93.00 ± 3.61 (3)                 -\n");
  BOOST_TEST(to_markdown(table, kPercent) ==
             "| a_b\\|c | ring | star |\n|---|---:|---:|\n"
             "| 8 | 40.00 (1, 2 diverged) | - (0, 1 failed) |\n"
             "| 16 | 50.00 (1) | - (0, 1 without) |\n"
             "| 32 | 93.00 ± 3.61 (3) | - |\n");
  BOOST_TEST(to_latex(table, kPercent) ==
             "\\begin{tabular}{lrr}\n\\toprule\na\\_b|c & ring & star \\\\\n\\midrule\n"
             "8 & $40.00$ (1, 2 diverged) & - (0, 1 failed) \\\\\n"
             "16 & $50.00$ (1) & - (0, 1 without) \\\\\n"
             "32 & $93.00 \\pm 3.61$ (3) & - \\\\\n\\bottomrule\n\\end{tabular}\n");
  const std::string csv = to_csv(table);
  BOOST_TEST(csv.starts_with("row,column,mean,standard_deviation,runs,missing,ended\n"));
  BOOST_TEST(csv.find("8,ring,0.4,,1,0,2 diverged\n") != std::string::npos);
  BOOST_TEST(csv.find("16,star,,,0,1,\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(labels_are_escaped_where_they_would_end_a_cell) {
  const std::vector<TableEntry> entries = {{"{ a = \"b\", c = 50% }", "x\\y", 1234567, ""}};
  const ResultTable table = make_table("k", entries);
  const std::vector<NumberStyle> plain = {{}};
  BOOST_TEST(to_csv(table).find("\"{ a = \"\"b\"\", c = 50% }\",x\\y,1234567,,1,0,\n") !=
             std::string::npos);
  BOOST_TEST(
      to_latex(table, plain).find("\\{ a = \"b\", c = 50\\% \\} & $1.235 \\cdot 10^{6}$ (1)") !=
      std::string::npos);
  BOOST_TEST(to_latex(table, plain).find("x\\textbackslash{}y") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(text_is_aligned_by_characters) {
  const std::vector<TableEntry> entries = {
      {"é", "Ξ", 1, ""}, {"long", "Ξ", 2, ""}, {"long", "Ξ", 3, ""}};
  const std::vector<NumberStyle> plain = {{}};
  BOOST_TEST(to_text(make_table("k", entries), plain) ==
             "k                  Ξ\n"
             "é              1 (1)\n"
             "long  2.5 ± 0.71 (2)\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::analysis
