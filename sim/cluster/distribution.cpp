#include "sim/cluster/distribution.h"

#include <cmath>

#include "base/random.h"
#include "sim/cluster/normal_quantile.h"

namespace consim::sim {
namespace {

struct Draw {
  base::RandomStream stream;

  // In (0, 1): the middle of one of 2^52 intervals.
  double positive_uniform() {
    return static_cast<double>(stream.bits64() >> 12) * 0x1p-52 + 0x1p-53;
  }

  double operator()(Constant) { return 1.0; }
  double operator()(LogNormal d) { return std::exp(d.sigma * normal_quantile(positive_uniform())); }
  double operator()(Exponential) { return stream.exponential(); }
  double operator()(ShiftedExponential d) {
    return d.shift + (1.0 - d.shift) * stream.exponential();
  }
  double operator()(Pareto d) { return std::pow(1.0 - stream.uniform(), -1.0 / d.shape); }
  double operator()(Uniform d) { return d.low + (d.high - d.low) * stream.uniform(); }
};

}  // namespace

double draw(const Distribution& distribution, std::uint64_t seed, base::NodeId node,
            std::uint32_t step) {
  if (std::holds_alternative<Constant>(distribution)) return 1.0;
  const base::DrawPlace place{static_cast<std::uint64_t>(node), step};
  return std::visit(Draw{base::RandomStream(seed, base::Purpose::kComputeTime, place)},
                    distribution);
}

}  // namespace consim::sim
