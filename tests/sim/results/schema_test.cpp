// docs/result-file.md says of every column and attribute what the schema says.
#include "sim/results/schema.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "base/check.h"

namespace consim::results {

namespace {

std::string read_documentation() {
  std::ifstream stream(std::string(CONSIM_SOURCE_DIR) + "/docs/result-file.md");
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string line(std::string_view name, std::string_view units, std::string_view text) {
  return fmt::format("| `{}` | {} | {} |\n", name, units, text);
}

template <class Row>
std::string documentation_of() {
  const Table<Row> table = table_of<Row>();
  std::string text = fmt::format("### /{}: {}\n\n| column | units | |\n|---|---|---|\n",
                                 table.group, table.description);
  for (const Column<Row>& column : table.columns) {
    std::string what(column.description);
    if (column.presence == Presence::kWithEstimates) what += " (with estimates)";
    if (column.presence == Presence::kWithTranslation) what += " (translation tasks)";
    text += line(column.name, column.units, what);
  }
  return text;
}

std::string documentation_of_datasets(std::string_view group) {
  std::string text = "| dataset | units | |\n|---|---|---|\n";
  for (const DatasetText& dataset : fixed_datasets()) {
    if (dataset.group == group) text += line(dataset.name, dataset.units, dataset.description);
  }
  return text;
}

void require_documented(const std::string& expected) {
  BOOST_TEST((read_documentation().find(expected) != std::string::npos),
             "docs/result-file.md lacks:\n"
                 << expected);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schema)

BOOST_AUTO_TEST_CASE(the_documentation_has_every_table) {
  require_documented(documentation_of<StepRow>());
  require_documented(documentation_of<EvaluationRow>());
  require_documented(documentation_of<PhaseRow>());
  require_documented(documentation_of<NodeRow>());
  require_documented(documentation_of<LayerRow>());
  require_documented(documentation_of<NodeEvaluationRow>());
  require_documented(documentation_of<EventRow>());
}

BOOST_AUTO_TEST_CASE(the_documentation_has_every_dataset_and_attribute) {
  require_documented(documentation_of_datasets("topology"));
  require_documented(documentation_of_datasets("work"));
  require_documented(documentation_of_datasets("layers"));
  require_documented(documentation_of_datasets("node_evaluations"));
  std::string attributes = "| attribute | type | |\n|---|---|---|\n";
  for (const AttributeText& attribute : root_attributes()) {
    attributes += line(attribute.name, attribute.type, attribute.description);
  }
  require_documented(attributes);
}

BOOST_AUTO_TEST_CASE(a_status_is_its_name_and_back) {
  for (int i = 0; i < 5; ++i) {
    const auto status = static_cast<Status>(i);
    BOOST_TEST((parse_status(to_string(status)) == status));
  }
  BOOST_TEST(!parse_status("done").has_value());
  BOOST_TEST(!parse_status("").has_value());
}

BOOST_AUTO_TEST_CASE(a_dataset_that_is_not_in_the_schema_is_noticed) {
  BOOST_TEST(fixed_dataset("work", "flops").units == "1");
  BOOST_CHECK_THROW(fixed_dataset("work", "steps"), base::LogicError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::results
