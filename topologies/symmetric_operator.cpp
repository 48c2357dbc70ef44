#include "topologies/symmetric_operator.h"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "base/check.h"
#include "topologies/compensated_sum.h"

namespace consim::topologies {

LaplacianOperator::LaplacianOperator(const MixingMatrix& w, BlockLoop& loop) : loop_(loop) {
  const auto n = static_cast<std::size_t>(w.nodes());
  CONSIM_ASSERT(loop.rows() == n, loop.rows(), n);
  start_.reserve(n + 1);
  columns_.reserve(static_cast<std::size_t>(w.nonzeros()));
  bool all_equal = true;
  for (int i = 0; i < w.nodes(); ++i) {
    for (const MixingWeight& entry : w.row(i)) {
      if (entry.column == i) continue;
      if (columns_.empty()) equal_ = entry.weight;
      all_equal = all_equal && entry.weight == equal_;
      columns_.push_back(static_cast<std::uint32_t>(entry.column));
    }
    start_.push_back(static_cast<std::int64_t>(columns_.size()));
  }
  parts_.resize(loop.blocks());
  if (all_equal) return;
  weights_.reserve(columns_.size());
  for (int i = 0; i < w.nodes(); ++i)
    for (const MixingWeight& entry : w.row(i))
      if (entry.column != i) weights_.push_back(entry.weight);
}

template <bool kEqual>
double LaplacianOperator::row_of_l(const std::vector<double>& x, std::size_t i) const {
  const auto first = static_cast<std::size_t>(start_[i]);
  const auto last = static_cast<std::size_t>(start_[i + 1]);
  const double own = x[i];
  double sum = 0;
  for (std::size_t k = first; k < last; ++k) {
    if constexpr (kEqual)
      sum += own - x[columns_[k]];
    else
      sum += weights_[k] * (own - x[columns_[k]]);
  }
  return kEqual ? equal_ * sum : sum;
}

double LaplacianOperator::apply(const ScaledVector& v, double c, ScaledVector& y) {
  const double factor = c * y.scale;
  const auto run = [&](auto row) {
    loop_.run([&](std::size_t block) {
      double product = 0;
      for (std::size_t i = loop_.first(block); i < loop_.last(block); ++i) {
        const double value = v.scale * row(i) - factor * (y.x[i] - y.mean);
        product += (v.x[i] - v.mean) * value;
        y.x[i] = value;
      }
      parts_[block] = product;
    });
  };
  if (weights_.empty())
    run([&](std::size_t i) { return row_of_l<true>(v.x, i); });
  else
    run([&](std::size_t i) { return row_of_l<false>(v.x, i); });
  y.scale = 1;
  y.mean = 0;
  return v.scale * total(parts_);
}

double LaplacianOperator::rayleigh_quotient(const std::vector<double>& v) const {
  CompensatedSum energy, square;
  for (std::size_t i = 0; i < size(); ++i) {
    square.add(v[i] * v[i]);
    for (auto k = static_cast<std::size_t>(start_[i]); k < static_cast<std::size_t>(start_[i + 1]);
         ++k) {
      const double difference = v[i] - v[columns_[k]];
      energy.add(0.5 * (weights_.empty() ? equal_ : weights_[k]) * difference * difference);
    }
  }
  return energy.value() / square.value();
}

double LaplacianOperator::largest_row() const {
  double largest = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    double sum = 0;
    for (auto k = static_cast<std::size_t>(start_[i]); k < static_cast<std::size_t>(start_[i + 1]);
         ++k)
      sum += std::abs(weights_.empty() ? equal_ : weights_[k]);
    largest = std::max(largest, sum);
  }
  return largest;
}

ContractionOperator::ContractionOperator(std::vector<const MixingMatrix*> rounds)
    : rounds_(std::move(rounds)) {
  CONSIM_ASSERT(!rounds_.empty());
  forward_.resize(size());
  back_.resize(size());
}

std::size_t ContractionOperator::size() const {
  return static_cast<std::size_t>(rounds_.front()->nodes());
}

// J W = W J = J, so on centred vectors W and W − J are the same.
double ContractionOperator::apply(const ScaledVector& v, double c, ScaledVector& y) {
  for (std::size_t i = 0; i < size(); ++i) forward_[i] = v.scale * (v.x[i] - v.mean);
  for (const MixingMatrix* w : rounds_) {
    w->multiply(forward_, back_);
    forward_.swap(back_);
  }
  for (const MixingMatrix* w : rounds_ | std::views::reverse) {
    w->multiply_transposed(forward_, back_);
    forward_.swap(back_);
  }
  const double factor = c * y.scale;
  double product = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    const double value = forward_[i] - factor * (y.x[i] - y.mean);
    product += v.scale * (v.x[i] - v.mean) * value;
    y.x[i] = value;
  }
  y.scale = 1;
  y.mean = 0;
  return product;
}

}  // namespace consim::topologies
