#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "models/network.h"
#include "models/normals.h"

namespace consim::models {
namespace {

void draw_he_normal(base::RandomStream& random, std::int64_t fan_in, std::span<float> values) {
  std::vector<double> normals(values.size());
  fill_normals(random, normals);
  const double deviation = std::sqrt(2.0 / static_cast<double>(fan_in));
  std::transform(normals.begin(), normals.end(), values.begin(),
                 [&](double z) { return static_cast<float>(deviation * z); });
}

void draw_uniform(base::RandomStream& random, std::int64_t fan_in, std::span<float> values) {
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  for (float& value : values) value = static_cast<float>(bound * (2 * random.uniform() - 1));
}

void begin(const Beginning& beginning, base::RandomStream random, std::span<float> values) {
  switch (beginning.kind) {
    case Initial::kHeNormal:
      return draw_he_normal(random, beginning.fan_in, values);
    case Initial::kUniformFanIn:
      return draw_uniform(random, beginning.fan_in, values);
    case Initial::kOne:
      return std::fill(values.begin(), values.end(), 1.0f);
    case Initial::kZero:
      return std::fill(values.begin(), values.end(), 0.0f);
  }
}

struct Blocks {
  const std::vector<sim::ParameterBlock>& blocks;
  const std::vector<Beginning>& beginnings;
};

void begin_all(const Blocks& all, std::uint64_t seed, std::span<float> row) {
  for (std::size_t i = 0; i < all.blocks.size(); ++i) {
    const sim::ParameterBlock& block = all.blocks[i];
    begin(
        all.beginnings[i], {seed, base::Purpose::kInitialParameters, {i, 0}},
        row.subspan(static_cast<std::size_t>(block.offset), static_cast<std::size_t>(block.size)));
  }
}

}  // namespace

void draw_initial_point(const Network& network, std::uint64_t seed, sim::Row parameters,
                        sim::Row buffers) {
  CONSIM_ASSERT(parameters.size() == network.layout.dimension, parameters.size(),
                network.layout.dimension);
  CONSIM_ASSERT(buffers.size() == network.layout.buffers, buffers.size(), network.layout.buffers);
  begin_all({network.layout.blocks, network.beginnings}, seed, parameters.as<float>());
  if (network.layout.buffers > 0)
    begin_all({network.buffers, network.buffer_beginnings}, seed, buffers.as<float>());
}

}  // namespace consim::models
