// A whole file as text.
//
//   std::string text = read_text_file("edges.csv", std::size_t{1} << 28);
//
// Throws InputError: a directory, a file that can't be read (and why), more bytes than allowed.
// Never reads further than that, so that devices and pipes are bounded too. O(size).
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace consim::base {

/// The bytes as they are. Requires most_bytes >= 1; named in the error in MiB if it is whole ones.
std::string read_text_file(const std::filesystem::path& file, std::size_t most_bytes);

}  // namespace consim::base
