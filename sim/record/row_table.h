// A growing table of an open result file: rows are kept until a flush appends them to all columns,
// the scale last.
#pragma once

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/check.h"
#include "sim/results/hdf5_attribute.h"
#include "sim/results/hdf5_handle.h"
#include "sim/results/schema.h"

namespace consim::record {

template <class Row>
class RowTable {
 public:
  /// Opens the columns that the file has. No file: a table that takes no rows.
  RowTable() = default;
  explicit RowTable(results::Hdf5Id file) : table_(results::table_of<Row>()) {
    const results::Handle group =
        results::own(H5Gopen2(file, std::string(table_.group).c_str(), H5P_DEFAULT), H5Gclose,
                     fmt::format("open group {}", table_.group));
    for (const results::Column<Row>& column : table_.columns) {
      const std::string name(column.name);
      if (H5Lexists(group.id(), name.c_str(), H5P_DEFAULT) <= 0) continue;
      results::Handle dataset =
          results::own(H5Dopen2(group.id(), name.c_str(), H5P_DEFAULT), H5Dclose, "open " + name);
      columns_.push_back({column, std::move(dataset), 1});
      if (std::holds_alternative<std::vector<double> Row::*>(column.member))
        columns_.back().across = across_of(columns_.back().dataset);
    }
    std::rotate(columns_.begin(), columns_.begin() + 1, columns_.end());
  }

  /// Whether the row is the first of a chunk: flushed at once, it makes the file's layout
  /// independent of later flushes.
  bool push(const Row& row) {
    CONSIM_ASSERT(!columns_.empty());
    pending_.push_back(row);
    return (rows() - 1) % table_.chunk_rows == 0;
  }
  std::uint64_t rows() const { return written_ + pending_.size(); }

  /// Appends the kept rows; throws Hdf5Error, and then keeps them.
  void write() {
    if (pending_.empty()) return;
    for (const OpenColumn& column : columns_) {
      std::visit([&](auto member) { write_column(column, member); }, column.text.member);
    }
    written_ += pending_.size();
    pending_.clear();
  }

  /// Nothing is written any more; rows() stays.
  void close() { columns_.clear(); }
  void leak() {
    for (OpenColumn& column : columns_) column.dataset.leak();
    columns_.clear();
  }

 private:
  struct OpenColumn {
    results::Column<Row> text;
    results::Handle dataset;
    hsize_t across = 1;  // numbers a row
  };

  static hsize_t across_of(const results::Handle& dataset) {
    const results::Handle space =
        results::own(H5Dget_space(dataset.id()), H5Sclose, "read an extent");
    hsize_t extent[2] = {0, 0};
    CONSIM_ASSERT(H5Sget_simple_extent_ndims(space.id()) == 2);
    results::require(H5Sget_simple_extent_dims(space.id(), extent, nullptr), "read an extent");
    return extent[1];
  }

  void write_column(const OpenColumn& column, double Row::* member) {
    std::vector<double> values;
    for (const Row& row : pending_) values.push_back(row.*member);
    append(column, H5T_NATIVE_DOUBLE, values.data());
  }
  void write_column(const OpenColumn& column, std::int64_t Row::* member) {
    std::vector<std::int64_t> values;
    for (const Row& row : pending_) values.push_back(row.*member);
    append(column, H5T_NATIVE_INT64, values.data());
  }
  void write_column(const OpenColumn& column, std::string Row::* member) {
    std::string padded;
    for (const Row& row : pending_) {
      const std::string& text = row.*member;
      CONSIM_ASSERT(text.size() <= column.text.width, text, column.text.width);
      padded += text;
      padded.append(column.text.width - text.size(), '\0');
    }
    append(column, results::text_type(column.text.width).id(), padded.data());
  }

  void write_column(const OpenColumn& column, std::vector<double> Row::* member) {
    std::vector<double> values;
    for (const Row& row : pending_) {
      const std::vector<double>& numbers = row.*member;
      CONSIM_ASSERT(numbers.size() == column.across, numbers.size(), column.across);
      values.insert(values.end(), numbers.begin(), numbers.end());
    }
    append(column, H5T_NATIVE_DOUBLE, values.data());
  }

  // HDF5 takes as many dimensions of these as the dataset has.
  void append(const OpenColumn& column, results::Hdf5Id type, const void* values) {
    const std::string what = fmt::format("append to {}/{}", table_.group, column.text.name);
    const hsize_t start[2] = {written_, 0};
    const hsize_t count[2] = {pending_.size(), column.across};
    const hsize_t total[2] = {written_ + pending_.size(), column.across};
    const hsize_t numbers = count[0] * count[1];
    using results::require;
    require(H5Dset_extent(column.dataset.id(), total), what);
    const results::Handle space = results::own(H5Dget_space(column.dataset.id()), H5Sclose, what);
    require(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start, nullptr, count, nullptr), what);
    const results::Handle memory =
        results::own(H5Screate_simple(1, &numbers, nullptr), H5Sclose, what);
    require(H5Dwrite(column.dataset.id(), type, memory.id(), space.id(), H5P_DEFAULT, values),
            what);
  }

  results::Table<Row> table_;
  std::vector<OpenColumn> columns_;  // the scale last
  std::vector<Row> pending_;
  std::uint64_t written_ = 0;
};

/// Bytes that so many rows of a table take at most, in whole chunks; `across` numbers a row in
/// columns with a second dimension.
template <class Row>
std::int64_t stored_bytes(std::int64_t rows, std::int64_t across = 0) {
  constexpr auto kAcross = static_cast<std::int64_t>(results::kChunkAcross);
  const std::int64_t stored_across =
      across <= kAcross ? across : (across + kAcross - 1) / kAcross * kAcross;
  const results::Table<Row> table = results::table_of<Row>();
  std::int64_t width = 0;
  for (const results::Column<Row>& column : table.columns) {
    if (column.member.index() == 3)
      width += 8 * stored_across;
    else
      width += column.member.index() == 2 ? static_cast<std::int64_t>(column.width) : 8;
  }
  const auto chunk = static_cast<std::int64_t>(table.chunk_rows);
  return (rows + chunk - 1) / chunk * chunk * width;
}

}  // namespace consim::record
