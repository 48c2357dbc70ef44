#include "models/normals.h"

#include <boost/random/normal_distribution.hpp>

namespace consim::models {

void fill_normals(base::RandomStream& stream, std::span<double> values) {
  boost::random::normal_distribution<double> normal;
  for (double& value : values) value = normal(stream);
}

}  // namespace consim::models
