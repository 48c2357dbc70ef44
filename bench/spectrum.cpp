// Spectral gaps of large graphs, to 1e-4 relative: the whole of spectrum() on a matrix that is made
// already, two threads; all eigenvalues of one that is dense. Counters: gap, iterations, peak
// memory of the process so far.
//
// With CONSIM_EDGES=FOLDER each graph's edges are written there as pairs of 32-bit integers, for
// bench/spectrum_peers.py, which lets scipy find the same gaps.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "topologies/spec.h"
#include "topologies/spectrum.h"

namespace consim::topologies {
namespace {

struct Case {
  const char* name;
  const char* spec;
  double tolerance;
  SpectrumMethod method = SpectrumMethod::kAuto;
};
constexpr Case kCases[] = {
    {"ring", "ring:n=10000", 1e-8},
    {"ring_dense", "ring:n=4000", 1e-8, SpectrumMethod::kDense},
    {"torus", "torus:rows=1000,cols=1000", 1e-4},
    {"random_regular", "random_regular:n=1000000,degree=4,seed=1", 1e-4},
    {"watts_strogatz", "watts_strogatz:n=1000000,neighbours=6,rewire=0.1,seed=1", 1e-4},
    {"barabasi_albert", "barabasi_albert:n=1000000,attachments=3,seed=1", 1e-4},
};

void write_edges(const std::string& name, const Graph& graph) {
  const char* folder = std::getenv("CONSIM_EDGES");
  if (folder == nullptr) return;
  std::ofstream out(std::string(folder) + "/" + name + ".edges", std::ios::binary);
  for (const Edge& edge : graph.edge_list())
    out.write(reinterpret_cast<const char*>(&edge), sizeof(Edge));
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void gap(benchmark::State& state, const Case& of) {
  const Topology topology = make_topology(parse_topology_spec(of.spec));
  const MixingMatrix& w = topology.mixing.at(0);
  write_edges(of.name, topology.graph);
  const MixingCheck check = check_mixing(w);
  Spectrum found;
  for (auto _ : state) found = spectrum(w, check, {.method = of.method, .tolerance = of.tolerance});
  if (!found.converged) state.SkipWithError("not converged");
  state.counters["gap"] = *found.spectral_gap;
  state.counters["iterations"] = static_cast<double>(found.iterations.value_or(0));
  state.counters["peak_MiB"] = peak_mib();
}

const int kRegistered = [] {
  for (const Case& of : kCases)
    benchmark::RegisterBenchmark(of.name, [&of](benchmark::State& state) { gap(state, of); })
        ->Iterations(1)
        ->Unit(benchmark::kSecond)
        ->UseRealTime();
  return 0;
}();

}  // namespace
}  // namespace consim::topologies
