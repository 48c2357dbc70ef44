// The empty result file: all groups, datasets, scales and attributes, as SWMR wants them before it
// starts.
#pragma once

#include <filesystem>

#include "sim/record/writer.h"
#include "sim/results/hdf5_handle.h"

namespace consim::record {

/// Bytes kept for the attribute `reason`.
inline constexpr std::size_t kReasonWidth = 256;

/// Creates (or replaces) the file `path`, writes all of the header into it and closes it. Throws
/// results::Hdf5Error.
void create_layout(const std::filesystem::path& path, const ResultHeader& header);

/// The descriptor that HDF5 writes an open file with.
int descriptor_of(const results::Handle& file);

}  // namespace consim::record
