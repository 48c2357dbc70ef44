// Rows compared column by column through the schema; NaN equals NaN, and 0 differs from -0.
#pragma once

#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>
#include <string>
#include <variant>
#include <vector>

#include "sim/results/schema.h"

namespace consim::record {

inline bool same_value(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}
inline bool same_value(std::int64_t a, std::int64_t b) { return a == b; }
inline bool same_value(const std::string& a, const std::string& b) { return a == b; }

inline bool same_value(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return same_value(x, y); });
}

/// The first difference, "" if there is none.
template <class Row>
std::string difference(const std::vector<Row>& found, const std::vector<Row>& expected) {
  if (found.size() != expected.size()) {
    return std::to_string(found.size()) + " rows instead of " + std::to_string(expected.size());
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const results::Column<Row>& column : results::table_of<Row>().columns) {
      const bool same =
          std::visit([&](auto member) { return same_value(found[i].*member, expected[i].*member); },
                     column.member);
      if (!same) return "row " + std::to_string(i) + ", column " + std::string(column.name);
    }
  }
  return "";
}

}  // namespace consim::record
