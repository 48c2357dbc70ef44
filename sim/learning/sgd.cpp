#include "sim/learning/sgd.h"

#include <cstddef>

#include "base/check.h"

namespace consim::sim {

template <class T>
void sgd_update(const Sgd& sgd, double learning_rate, const SgdRows<T>& rows) {
  const std::size_t d = rows.x.size();
  CONSIM_ASSERT(rows.out.size() == d && rows.gradient.size() == d && rows.point.size() == d, d);
  const T mu = static_cast<T>(sgd.momentum);
  const T decay = static_cast<T>(sgd.weight_decay);
  const T eta = static_cast<T>(learning_rate);
  const T* point = rows.point.data();
  const T* x = rows.x.data();
  const T* gradient = rows.gradient.data();
  T* u = rows.u.data();
  T* out = rows.out.data();
  if (rows.u.empty()) {
    for (std::size_t i = 0; i < d; ++i) out[i] = x[i] - eta * (gradient[i] + decay * point[i]);
    return;
  }
  CONSIM_ASSERT(rows.u.size() == d, rows.u.size(), d);
  const T g_part = sgd.nesterov ? T{1} : T{0};
  const T u_part = sgd.nesterov ? mu : T{1};
  for (std::size_t i = 0; i < d; ++i) {
    const T g = gradient[i] + decay * point[i];
    u[i] = mu * u[i] + g;
    out[i] = x[i] - eta * (g_part * g + u_part * u[i]);
  }
}

template void sgd_update(const Sgd&, double, const SgdRows<float>&);
template void sgd_update(const Sgd&, double, const SgdRows<double>&);

}  // namespace consim::sim
