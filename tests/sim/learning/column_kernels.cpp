// Column kernels against naive loops in long double, and their independence of how columns are cut.
#include "sim/learning/column_kernels.h"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "base/check.h"
#include "base/random.h"

using namespace consim;

namespace {

using Numbers = boost::mpl::list<float, double>;

template <class T>
using Rows = std::vector<std::vector<T>>;

template <class T>
Rows<T> random_rows(std::size_t count, std::size_t columns, std::uint64_t seed) {
  base::RandomStream stream(seed, base::Purpose::kTest);
  Rows<T> rows(count, std::vector<T>(columns));
  for (auto& row : rows)
    for (T& value : row) value = static_cast<T>(stream.normal());
  return rows;
}

// A sum of m products of numbers below 5: m + 1 roundings of at most 25 m.
template <class T>
double rounding(std::size_t terms) {
  const auto m = static_cast<double>(terms);
  return 25 * m * (m + 1) * static_cast<double>(std::numeric_limits<T>::epsilon());
}

template <class T>
std::vector<sim::WeightedRow<T>> weighted(const Rows<T>& rows) {
  std::vector<sim::WeightedRow<T>> terms;
  for (std::size_t k = 0; k < rows.size(); ++k)
    terms.push_back({static_cast<T>(0.1 * static_cast<double>(k + 1) - 0.25), rows[k].data()});
  return terms;
}

// Welford over all rows, piece by piece in the given order of cuts.
template <class T>
double fold_all(const Rows<T>& rows, std::vector<double>& mean) {
  const std::size_t columns = rows[0].size();
  mean.assign(columns, 0.0);
  std::vector<double> squares(static_cast<std::size_t>(sim::pieces(static_cast<long>(columns))));
  for (std::size_t k = 0; k < rows.size(); ++k)
    for (std::size_t piece = 0; piece < squares.size(); ++piece) {
      const std::size_t begin = piece * sim::kPiece;
      const std::size_t width = std::min<std::size_t>(sim::kPiece, columns - begin);
      squares[piece] += sim::fold<T>({rows[k].data() + begin, width}, {mean.data() + begin, width},
                                     1.0 / static_cast<double>(k + 1));
    }
  double sum = 0;
  for (const double square : squares) sum += square;
  return sum;
}

const std::vector<std::size_t> kColumns = {1, 7, 8, 9, 511, 512, 513, 1024, 1025, 5000};

}  // namespace

BOOST_AUTO_TEST_SUITE(column_kernels)

BOOST_AUTO_TEST_CASE_TEMPLATE(combine_is_the_weighted_sum_of_the_rows, T, Numbers) {
  for (const std::size_t columns : kColumns)
    for (const std::size_t count : {1u, 2u, 3u, 4u, 5u, 8u, 33u}) {
      const auto rows = random_rows<T>(count, columns, columns * 100 + count);
      const auto terms = weighted(rows);
      std::vector<T> out(columns, T{-99});
      sim::combine<T>(out, terms);
      double worst = 0;
      for (std::size_t c = 0; c < columns; ++c) {
        long double sum = 0;
        for (const auto& term : terms)
          sum += static_cast<long double>(term.weight) * static_cast<long double>(term.row[c]);
        worst = std::max(worst, std::abs(static_cast<double>(sum - out[c])));
      }
      BOOST_TEST(worst <= rounding<T>(count),
                 "columns " << columns << " rows " << count << " error " << worst);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(combine_adds_in_the_order_of_its_terms_to_the_last_bit, T, Numbers) {
  for (const std::size_t count : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 9u, 32u}) {
    const auto rows = random_rows<T>(count, 1500, count);
    const auto terms = weighted(rows);
    std::vector<T> out(1500), expected(1500);
    sim::combine<T>(out, terms);
    for (std::size_t c = 0; c < 1500; ++c) {
      volatile T sum = terms[0].weight * terms[0].row[c];  // volatile: rounded after each operation
      for (std::size_t k = 1; k < count; ++k) {
        volatile T product = terms[k].weight * terms[k].row[c];
        sum = sum + product;
      }
      expected[c] = sum;
    }
    BOOST_TEST((out == expected), "rows " << count);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(one_row_of_weight_one_is_copied_with_its_signs_of_zero, T, Numbers) {
  const std::vector<T> row = {T{-0.0}, T{0.0}, std::numeric_limits<T>::infinity()};
  std::vector<T> out(3);
  sim::combine<T>(out, std::array{sim::WeightedRow<T>{T{1}, row.data()}});
  BOOST_TEST(std::signbit(out[0]));
  BOOST_TEST(!std::signbit(out[1]));
  BOOST_TEST(std::isinf(out[2]));
}

BOOST_AUTO_TEST_CASE(nothing_to_combine_is_wrong_code) {
  std::vector<float> out(4);
  BOOST_CHECK_THROW(sim::combine<float>(out, {}), base::LogicError);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(average_is_the_mean_summed_in_double, T, Numbers) {
  for (const std::size_t columns : kColumns) {
    const auto rows = random_rows<T>(7, columns, columns);
    std::vector<const T*> pointers;
    for (const auto& row : rows) pointers.push_back(row.data());
    std::vector<T> out(columns);
    sim::average<T>(out, pointers);
    for (std::size_t c = 0; c < columns; ++c) {
      double sum = 0;
      for (const auto& row : rows) sum += static_cast<double>(row[c]);
      BOOST_REQUIRE_EQUAL(out[c], static_cast<T>(sum * (1.0 / 7)));
    }
  }
}

// 30 rows of n·d numbers of size 1 far from 0: Welford loses no digits to the offset.
BOOST_AUTO_TEST_CASE_TEMPLATE(folds_give_mean_and_spread, T, Numbers) {
  for (const double offset : {0.0, 1000.0})
    for (const std::size_t columns : kColumns) {
      auto rows = random_rows<T>(30, columns, columns);
      for (auto& row : rows)
        for (T& value : row) value += static_cast<T>(offset);
      std::vector<double> mean;
      const double squares = fold_all(rows, mean);
      long double expected = 0;
      for (std::size_t c = 0; c < columns; ++c) {
        long double sum = 0;
        for (const auto& row : rows) sum += row[c];
        BOOST_REQUIRE_SMALL(static_cast<double>(sum / 30 - mean[c]), 1e-15 * 30 * (5 + offset));
        for (const auto& row : rows) expected += (row[c] - sum / 30) * (row[c] - sum / 30);
      }
      // Each difference x − mean has a relative error of about 30 ε·offset.
      BOOST_TEST(squares == static_cast<double>(expected),
                 boost::test_tools::tolerance(1e-14 * (30 + offset)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(squared_distance_is_the_sum_of_squares, T, Numbers) {
  for (const std::size_t columns : kColumns) {
    const std::size_t width = std::min<std::size_t>(columns, sim::kPiece);
    const auto rows = random_rows<T>(2, width, columns);
    long double expected = 0;
    for (std::size_t c = 0; c < width; ++c) {
      const long double difference = static_cast<long double>(rows[0][c]) - rows[1][c];
      expected += difference * difference;
    }
    BOOST_TEST((sim::squared_distance<T>(rows[0], rows[1])) == static_cast<double>(expected),
               boost::test_tools::tolerance(1e-13));  // at most 1024 roundings of positive numbers
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cutting_columns_at_pieces_changes_no_bit, T, Numbers) {
  const std::size_t columns = 5 * sim::kPiece + 77;
  const auto rows = random_rows<T>(5, columns, 3);
  const auto terms = weighted(rows);
  std::vector<T> whole(columns);
  sim::combine<T>(whole, terms);
  for (const std::size_t block : {1u, 2u, 3u}) {
    std::vector<T> cut(columns);
    for (std::size_t begin = 0; begin < columns; begin += block * sim::kPiece) {
      const std::size_t width = std::min<std::size_t>(block * sim::kPiece, columns - begin);
      auto shifted = terms;
      for (auto& term : shifted) term.row += begin;
      sim::combine<T>({cut.data() + begin, width}, shifted);
    }
    BOOST_TEST((cut == whole), "blocks of " << block << " pieces");
  }
}

BOOST_AUTO_TEST_SUITE_END()
