// What a TOML file is meant to be, by its top-level keys: for a hint where the other kind is
// wanted.
//
//   file_kind("sweep.toml") == FileKind::kSweep
#pragma once

#include <cstdint>
#include <filesystem>

namespace consim::scenarios {

enum class FileKind : std::uint8_t {
  kScenario,  ///< has a topology or a workload, and no base
  kSweep,     ///< has a base, and neither of them
  kUnknown,
};

/// kUnknown too for what can't be read, isn't a regular file or isn't TOML.
FileKind file_kind(const std::filesystem::path& file);

}  // namespace consim::scenarios
