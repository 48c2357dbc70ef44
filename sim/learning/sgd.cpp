#include "sim/learning/sgd.h"

#include <cstddef>

#include "base/check.h"
#include "sim/learning/vector_clones.h"

namespace consim::sim {
namespace {

// Rows may be the same, but then element by element, so loops may assume that stores don't disturb
// later loads.
template <class T>
[[gnu::always_inline]] inline void plain(const Sgd& sgd, T eta, const SgdRows<T>& rows) {
  const std::size_t d = rows.x.size();
  const T decay = static_cast<T>(sgd.weight_decay);
  const T* point = rows.point.data();
  const T* x = rows.x.data();
  const T* gradient = rows.gradient.data();
  T* out = rows.out.data();
#pragma GCC ivdep
  for (std::size_t i = 0; i < d; ++i) out[i] = x[i] - eta * (gradient[i] + decay * point[i]);
}

template <class T>
[[gnu::always_inline]] inline void with_momentum(const Sgd& sgd, T eta, const SgdRows<T>& rows) {
  const std::size_t d = rows.x.size();
  const T mu = static_cast<T>(sgd.momentum);
  const T decay = static_cast<T>(sgd.weight_decay);
  const T g_part = sgd.nesterov ? T{1} : T{0};
  const T u_part = sgd.nesterov ? mu : T{1};
  const T* point = rows.point.data();
  const T* x = rows.x.data();
  const T* gradient = rows.gradient.data();
  T* u = rows.u.data();
  T* out = rows.out.data();
#pragma GCC ivdep
  for (std::size_t i = 0; i < d; ++i) {
    const T g = gradient[i] + decay * point[i];
    u[i] = mu * u[i] + g;
    out[i] = x[i] - eta * (g_part * g + u_part * u[i]);
  }
}

// Only functions that aren't templates can be cloned.
CONSIM_VECTOR_CLONES void update(const Sgd& sgd, float eta, const SgdRows<float>& rows) {
  rows.u.empty() ? plain(sgd, eta, rows) : with_momentum(sgd, eta, rows);
}
CONSIM_VECTOR_CLONES void update(const Sgd& sgd, double eta, const SgdRows<double>& rows) {
  rows.u.empty() ? plain(sgd, eta, rows) : with_momentum(sgd, eta, rows);
}

}  // namespace

template <class T>
void sgd_update(const Sgd& sgd, double learning_rate, const SgdRows<T>& rows) {
  const std::size_t d = rows.x.size();
  CONSIM_ASSERT(rows.out.size() == d && rows.gradient.size() == d && rows.point.size() == d, d);
  CONSIM_ASSERT(rows.u.empty() || rows.u.size() == d, rows.u.size(), d);
  update(sgd, static_cast<T>(learning_rate), rows);
}

template void sgd_update(const Sgd&, double, const SgdRows<float>&);
template void sgd_update(const Sgd&, double, const SgdRows<double>&);

}  // namespace consim::sim
