#include "topologies/families/paley.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "topologies/families/circulant.h"

namespace consim::topologies {
namespace {

bool is_prime(std::int64_t n) {
  for (std::int64_t d = 2; d * d <= n; ++d)
    if (n % d == 0) return false;
  return n >= 2;
}

bool fits(std::int64_t n) { return n % 4 == 1 && is_prime(n); }

std::string nearest(std::int64_t n) {
  std::int64_t below = n, above = n;
  while (below >= 5 && !fits(below)) --below;
  while (!fits(above)) ++above;
  return below >= 5 ? fmt::format("{} and {}", below, above) : fmt::format("{}", above);
}

std::vector<int> squares(int n) {
  std::vector<int> offsets;
  for (std::int64_t x = 1; 2 * x < n; ++x) offsets.push_back(static_cast<int>(x * x % n));
  std::ranges::sort(offsets);
  return offsets;
}

}  // namespace

FamilyInfo Paley::info() {
  return {"paley",
          {nodes_key()},
          "differences that are squares modulo a prime n = 1 (mod 4): half of all pairs",
          "paley:n=29"};
}

FamilyFacts Paley::facts() const {
  return {.nodes = nodes, .symmetry = Symmetry::kVertexTransitive};
}

std::optional<Paley> Paley::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes || !options.affordable(*nodes, *nodes / 2)) return std::nullopt;
  if (!fits(*nodes))
    return options.problem("nodes", fmt::format("{} isn't a prime that is 1 mod 4", *nodes),
                           fmt::format("the nearest: {}", nearest(*nodes)));
  return Paley{static_cast<int>(*nodes)};
}

Graph make_graph(const Paley& paley) {
  CONSIM_ASSERT(fits(paley.nodes), paley.nodes);
  return circulant_graph(paley.nodes, squares(paley.nodes), false);
}

std::vector<double> laplacian_eigenvalues(const Paley& paley) {
  const double n = paley.nodes;
  std::vector<double> values(static_cast<std::size_t>(paley.nodes), (n + std::sqrt(n)) / 2);
  std::fill_n(values.begin(), values.size() / 2 + 1, (n - std::sqrt(n)) / 2);
  values.front() = 0;
  return values;
}

}  // namespace consim::topologies
