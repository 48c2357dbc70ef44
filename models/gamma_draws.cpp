#include "models/gamma_draws.h"

#include <cmath>

#include "base/check.h"

namespace consim::models {
namespace {

// In (0, 1), so that its logarithm is finite.
double open_uniform(base::RandomStream& stream) {
  for (;;)
    if (const double u = stream.uniform(); u > 0) return u;
}

double log_gamma_from_one(base::RandomStream& stream, double shape) {
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double z = stream.normal();
    const double root = 1 + c * z;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double log_v = 3 * std::log(root);
    if (std::log(open_uniform(stream)) < 0.5 * z * z + d - d * v + d * log_v)
      return std::log(d) + log_v;
  }
}

}  // namespace

double log_gamma_draw(base::RandomStream& stream, double shape) {
  CONSIM_ASSERT(shape > 0 && std::isfinite(shape), shape);
  if (shape >= 1) return log_gamma_from_one(stream, shape);
  const double larger = log_gamma_from_one(stream, shape + 1);
  return larger + std::log(open_uniform(stream)) / shape;
}

void fill_log_gamma(base::RandomStream& stream, double shape, std::span<double> values) {
  for (double& value : values) value = log_gamma_draw(stream, shape);
}

}  // namespace consim::models
