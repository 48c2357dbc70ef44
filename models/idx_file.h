// The IDX format of MNIST and its relatives: an array of unsigned bytes, plain or gzipped.
//
//   offset 0   bytes 0, 0, 8 (unsigned byte), rank
//   offset 4   rank sizes, 32-bit big-endian, then the bytes
//
// Guarantees: the content of an IdxArray has exactly the size its header says; what comes short, is
// left over or is no gzip is an InputError with the byte offset (for a gzipped file: of the packed
// data where the packing is broken, of the unpacked data otherwise). Memory grows with data that is
// there, never with what a header promises.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace consim::models {

struct IdxArray {
  std::vector<std::int64_t> sizes;
  std::vector<std::uint8_t> values;  ///< row-major
};

/// Reads an array with `rank` sizes; throws InputError.
IdxArray read_idx(const std::string& file, int rank);

}  // namespace consim::models
