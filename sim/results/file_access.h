// Opening an existing HDF5 file: plainly where that is possible, else as a SWMR reader beside a
// writer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sim/results/hdf5_handle.h"

namespace consim::results {

/// kSwmr: a writer has the file open, or was killed before it could close it.
enum class Access : std::uint8_t { kPlain, kSwmr };

struct OpenFile {
  Handle file;
  Access access = Access::kPlain;
};

/// Whether a regular file begins as HDF5, whatever its name is.
bool is_hdf5(const std::filesystem::path& path);

/// What to do about a file whose contents can't be read: nothing beside a writer that is alive.
std::string advice_about(const std::filesystem::path& path);

/// Throws InputError for what isn't there, can't be read or doesn't begin as HDF5.
void require_hdf5(const std::filesystem::path& path);

/// Throws InputError for what isn't there, isn't HDF5 or is cut off.
OpenFile open_for_reading(const std::filesystem::path& path);

/// How a result file is created and repaired: newest format (SWMR needs it), locked where locks
/// work.
Handle file_access_properties();

}  // namespace consim::results
