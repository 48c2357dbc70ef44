// Room on the disk, reserved behind the end of a growing file before it is needed: a full disk is
// noticed while everything that is on its way can still be written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace consim::record {

/// Reserves `bytes` behind the end of the open file. The reason if there is no room (or the process
/// may not write such long files); nothing if there is, or if the file system can't reserve.
std::optional<std::string> reserve_space(int descriptor, std::int64_t bytes);

/// Gives back what is reserved behind the file's end. Never fails: what stays reserved is only
/// room.
void release_space(const std::filesystem::path& path);

}  // namespace consim::record
