// Datasets as vectors. Before memory is asked for, the file must hold what its headers promise:
// HDF5 itself reads zeros from beyond the end of a file that was cut off. Errors are Hdf5Error.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/hdf5_handle.h"

namespace consim::results {

/// A dataset of an open file.
class DatasetReader {
 public:
  /// `name` from the root: "steps/epoch".
  DatasetReader(Hdf5Id file, const std::string& name);

  /// The extent; empty for a single value.
  const std::vector<std::uint64_t>& shape() const { return shape_; }

  /// Throws where the file doesn't hold that many of the first rows (a single value is one).
  void require_stored(std::uint64_t rows) const;
  /// How many of the first rows of a column the file holds. A writer whose disk was full may have
  /// told the extent of a column but not have stored its last chunk.
  std::uint64_t held_rows() const;
  /// The first `count` rows of a dataset of one dimension; of two for vectors.
  void read(std::vector<double>& values, std::uint64_t count) const;
  void read(std::vector<std::int64_t>& values, std::uint64_t count) const;
  void read(std::vector<std::string>& values, std::uint64_t count) const;
  void read(std::vector<std::vector<double>>& values, std::uint64_t count) const;
  /// All numbers of any shape, row by row.
  std::vector<std::int64_t> integers() const;
  std::int64_t integer() const;
  std::string text() const;

 private:
  std::uint64_t stored_bytes(std::uint64_t rows) const;
  struct Chunks {
    std::uint64_t rows = 0, bytes = 0;
  };
  Chunks stored_chunks(Hdf5Id properties, std::uint64_t rows) const;
  std::optional<std::uint64_t> chunk_bytes(const std::array<std::uint64_t, 2>& place) const;
  void read_rows(Hdf5Id memory_type, void* values, std::uint64_t count) const;
  void require_class(int type_class, const char* expected) const;
  /// Values in so many rows.
  std::uint64_t elements(std::uint64_t rows) const;

  Hdf5Id file_;
  Handle dataset_, type_;
  std::vector<std::uint64_t> shape_;
};

/// Whether the root has that group, or that dataset of a group ("steps", "steps/epoch").
bool exists(Hdf5Id file, const std::string& name);

}  // namespace consim::results
