// The fused local update of SGD, in PyTorch's convention:
//
//   g <- ∇ + weight_decay·x_point
//   u <- momentum·u + g
//   x_out <- x − η·(nesterov ? g + momentum·u : u)
//
// u starts at 0, so u = g at the first step; there is no dampening. x_point is where the gradient
// was taken, x what it is applied to: the same row in adapt-then-combine, the mixed row in
// combine-then-adapt. Source: sutskever2013importance.
//
//   sgd_update(sgd, eta, {point, x, gradient, u, out});   // u empty: momentum 0; out may be x
//
// Complexity: one pass over d numbers; element type float or double, all arithmetic in it.
#pragma once

#include <span>

namespace consim::sim {

struct Sgd {
  double momentum = 0;
  bool nesterov = false;
  double weight_decay = 0;
};

template <class T>
struct SgdRows {
  std::span<const T> point;
  std::span<const T> x;
  std::span<const T> gradient;
  std::span<T> u;
  std::span<T> out;
};

template <class T>
void sgd_update(const Sgd& sgd, double learning_rate, const SgdRows<T>& rows);

extern template void sgd_update(const Sgd&, double, const SgdRows<float>&);
extern template void sgd_update(const Sgd&, double, const SgdRows<double>&);

}  // namespace consim::sim
