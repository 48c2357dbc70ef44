// Whether a run can go on from what an earlier one has left.
//
// Each throws InputError with what doesn't fit.
#pragma once

#include <filesystem>
#include <string>

#include "scenarios/assemble.h"
#include "sim/record/checkpoint_file.h"

namespace consim::scenarios {

/// This program. State is stored as it lies in memory, so only the same one can go on from it.
std::string program();

/// A stored scenario, by the keys that differ.
void require_same(const std::filesystem::path& file, const std::string& stored,
                  const Scenario& scenario);

/// A checkpoint of this program and scenario.
void require_own(const std::filesystem::path& file, const record::Checkpoint& checkpoint,
                 const Scenario& scenario);

/// One with the graphs and targets of then, too.
void require_resumable(const std::filesystem::path& file, const record::Checkpoint& checkpoint,
                       const Scenario& scenario, const Assembly& parts);

/// The first phase of a checkpoint's run that no node has begun; one beyond the last: none is left.
std::size_t next_phase(const record::Checkpoint& checkpoint);

/// The result that a checkpoint counts on.
void require_result(const std::filesystem::path& output, const std::filesystem::path& checkpoint);

}  // namespace consim::scenarios
