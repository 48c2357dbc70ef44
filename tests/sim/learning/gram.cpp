// The Gram matrix of centred rows, against Eigen-free double loops, and of a swarm's parameters.
#include "sim/learning/gram.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;

template <class T>
std::vector<std::vector<T>> rows_of(std::size_t n, std::size_t columns) {
  base::RandomStream random(7, base::Purpose::kTest);
  std::vector<std::vector<T>> rows(n, std::vector<T>(columns));
  for (auto& row : rows)
    for (T& value : row) value = static_cast<T>(100 + random.normal());
  return rows;
}

template <class T>
std::vector<const T*> pointers(const std::vector<std::vector<T>>& rows) {
  std::vector<const T*> result;
  for (const auto& row : rows) result.push_back(row.data());
  return result;
}

// In long double: 11 bits more than what is tested.
template <class T>
long double product(const std::vector<std::vector<T>>& rows, std::size_t i, std::size_t j) {
  long double sum = 0;
  for (std::size_t c = 0; c < rows[0].size(); ++c) {
    long double mean = 0;
    for (const auto& row : rows) mean += static_cast<long double>(row[c]);
    mean /= static_cast<long double>(rows.size());
    sum += (static_cast<long double>(rows[i][c]) - mean) *
           (static_cast<long double>(rows[j][c]) - mean);
  }
  return sum;
}

template <class T>
void check(std::size_t n, std::size_t columns) {
  const auto rows = rows_of<T>(n, columns);
  const auto places = pointers(rows);
  const auto end = static_cast<std::int64_t>(columns);
  std::vector<double> gram(n * n), parts(n * n);
  const double square = add_gram<T>(places, {0, end}, gram);
  // Each of `columns` products of numbers of size 1, centred from 100: 100 · 2⁻⁵³ each.
  const double tolerance = 1e-13 * static_cast<double>(columns + 1);
  long double expected_square = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    long double mean = 0;
    for (const auto& row : rows) mean += static_cast<long double>(row[c]);
    mean /= static_cast<long double>(n);
    expected_square += mean * mean;
  }
  BOOST_TEST(std::abs(square / static_cast<double>(expected_square) - 1) <= 1e-13);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      BOOST_TEST(std::abs(gram[i * n + j] -
                          (j <= i ? static_cast<double>(product(rows, i, j)) : 0)) <= tolerance);
  // In two parts: the same to rounding.
  add_gram<T>(places, {0, end / 2}, parts);
  add_gram<T>(places, {end / 2, end}, parts);
  for (std::size_t k = 0; k < n * n; ++k) BOOST_TEST(std::abs(parts[k] - gram[k]) <= tolerance);
}

BOOST_AUTO_TEST_SUITE(gram)

BOOST_DATA_TEST_CASE(it_is_the_products_of_the_centred_rows,
                     data::make({1, 2, 3, 5, 8}) * data::make({1, 3, 255, 256, 257, 1030}), n,
                     columns) {
  check<float>(static_cast<std::size_t>(n), static_cast<std::size_t>(columns));
  check<double>(static_cast<std::size_t>(n), static_cast<std::size_t>(columns));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::sim
