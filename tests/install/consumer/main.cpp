// A user's program: a ring's spectral gap against its closed form, and a short run without
// learning.
#include <cmath>
#include <iostream>
#include <numbers>

#include "scenarios/execute.h"
#include "scenarios/load.h"
#include "topologies/report.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto report =
      consim::topologies::analyze(consim::topologies::parse_topology_spec("ring:n=32"));
  const double gap = 4.0 / 3.0 * std::pow(std::sin(std::numbers::pi / 32), 2);
  // The gap is below 0.02 and the eigenvalues are right to some 1e-15.
  if (!report.spectral_gap || std::abs(*report.spectral_gap - gap) > 1e-13) return 3;

  const auto scenario = consim::scenarios::load_scenario(argv[1], {"run.steps=5"});
  const auto summary = consim::scenarios::Run(scenario, {.output = argv[2]}).execute();
  std::cout << summary.steps_done << " steps, " << summary.simulated_seconds << " s\n";
  return summary.steps_done == 5 && summary.simulated_seconds > 0 ? 0 : 4;
}
