// How long a graph of a million nodes takes: generating it, and everything `make_topology` and
// `check_mixing` do with it (the graph in rows, W, its sums, symmetry and connectedness).
//
// Counters: s/generate, s/topology (graph and W) and s/validate, each the best of the iterations;
// edges.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

#include "topologies/mixing.h"
#include "topologies/spec.h"

namespace consim::topologies {
namespace {

// The time of work, kept in `best` if it is less.
auto timed(double& best, const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  auto result = work();
  const auto end = std::chrono::steady_clock::now();
  best = std::min(best, std::chrono::duration<double>(end - begin).count());
  return result;
}

void million_nodes(benchmark::State& state, const char* text) {
  const TopologySpec spec = parse_topology_spec(text);
  double generate = 1e9, whole = 1e9, validate = 1e9;
  std::int64_t edges = 0;
  for (auto _ : state) {
    edges = timed(generate, [&] { return make_graph(spec); }).edges();
    const Topology topology = timed(whole, [&] { return make_topology(spec); });
    const MixingCheck check = timed(validate, [&] { return check_mixing(topology.mixing.at(0)); });
    if (!check.doubly_stochastic()) state.SkipWithError("W isn't doubly stochastic");
  }
  state.counters["s/generate"] = generate;
  state.counters["s/topology"] = whole;
  state.counters["s/validate"] = validate;
  state.counters["edges"] = static_cast<double>(edges);
}

// BENCHMARK_CAPTURE of one spec.
#define MILLION_NODES(name, spec) \
  BENCHMARK_CAPTURE(million_nodes, name, spec)->Unit(benchmark::kSecond)->Iterations(3)
MILLION_NODES(ring, "ring:n=1000000");
MILLION_NODES(torus, "torus:rows=1000,cols=1000");
MILLION_NODES(random_regular, "random_regular:n=1000000,degree=4");
MILLION_NODES(watts_strogatz, "watts_strogatz:n=1000000,neighbours=6,rewire=0.1");
MILLION_NODES(barabasi_albert, "barabasi_albert:n=1000000,attachments=3");
MILLION_NODES(erdos_renyi, "erdos_renyi:n=1000000,probability=6e-6");
MILLION_NODES(random_geometric, "random_geometric:n=1000000,radius=1.4e-3");
MILLION_NODES(stochastic_block, "stochastic_block:n=1000000,blocks=100,within=5e-4,between=1e-6");

}  // namespace
}  // namespace consim::topologies
