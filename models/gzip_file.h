// A whole file in memory, unpacked if it is gzipped.
//
// Guarantees: the checksum of every gzip member was right and nothing follows the last one, else
// InputError with the file and the offset in it. At most `limit` unpacked bytes are produced: the
// answer is cut there without an error. Memory: the file plus what was unpacked; gzip unpacks to at
// most 1032 times its size.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace consim::models {

std::vector<std::uint8_t> read_file_unpacked(const std::string& file, std::size_t limit);

}  // namespace consim::models
