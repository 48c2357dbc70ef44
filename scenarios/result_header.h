// What a run writes into its result file once: who, which scenario, which topology, how much work.
#pragma once

#include <vector>

#include "scenarios/assemble.h"
#include "sim/record/run_recorder.h"
#include "sim/record/writer.h"

namespace consim::scenarios {

/// For `output`; the spectrum is computed for up to 2048 nodes (512 if W isn't symmetric), else it
/// stays empty.
record::ResultHeader result_header(const Scenario& scenario, const Assembly& parts, int threads);

/// What the recorder is to know of the phases.
std::vector<record::RunRecorder::Phase> recorded_phases(const Assembly& parts);

}  // namespace consim::scenarios
