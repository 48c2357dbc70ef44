// Reads a table of the schema from an open file, and collects what is wrong with it.
#pragma once

#include <algorithm>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "sim/results/dataset_reader.h"
#include "sim/results/file_access.h"
#include "sim/results/schema.h"

namespace consim::results {

/// An open file and the problems found in it so far.
class Inspection {
 public:
  Inspection(Hdf5Id file, std::string path, Access access)
      : file_(file), path_(std::move(path)), access_(access) {}

  Hdf5Id file() const { return file_; }
  /// The file was closed, so all that it names must be in it.
  bool is_closed() const { return access_ == Access::kPlain; }
  void add(std::string key, std::string what) {
    problems_.push_back({.file = path_, .key = std::move(key), .what = std::move(what)});
  }
  /// Calls `read()`; its failure becomes a problem of `key`.
  template <class Read>
  void attempt(const std::string& key, Read&& read) {
    try {
      read();
    } catch (const Hdf5Error& error) {
      add(key, error.what());
    } catch (const std::bad_alloc&) {
      add(key, "is larger than the memory");
    }
  }
  /// Throws InputError if there are problems, the last one with what to do about the file.
  void finish(const std::string& advice) const {
    if (problems_.empty()) return;
    std::vector<base::Problem> problems = problems_;
    problems.back().allowed = advice;
    throw base::InputError(std::move(problems));
  }

 private:
  Hdf5Id file_;
  std::string path_;
  Access access_;
  std::vector<base::Problem> problems_;
};

/// The table's columns that the file has; those it must have and doesn't are problems.
template <class Row>
std::vector<Column<Row>> columns_of(Inspection& inspection, const Table<Row>& table) {
  std::vector<Column<Row>> columns;
  const std::string group(table.group);
  if (!exists(inspection.file(), group)) {
    if (!table.optional) inspection.add(group, "the group /" + group + " is missing");
    return columns;
  }
  for (const Column<Row>& column : table.columns) {
    const std::string name = group + '/' + std::string(column.name);
    if (exists(inspection.file(), name)) {
      columns.push_back(column);
    } else if (column.presence == Presence::kAlways) {
      inspection.add(name, "the column /" + name + " is missing");
    }
  }
  return columns;
}

template <class Row>
std::string name_of(const Table<Row>& table, const Column<Row>& column) {
  return std::string(table.group) + '/' + std::string(column.name);
}

/// Throws Hdf5Error unless the dataset has the dimensions of a column, the second that of its
/// scale.
template <class Row>
void require_form(Inspection& inspection, const Table<Row>& table, const Column<Row>& column,
                  const DatasetReader& reader) {
  const bool has_two = std::holds_alternative<std::vector<double> Row::*>(column.member);
  if (reader.shape().size() != (has_two ? 2 : 1)) throw Hdf5Error("isn't a column");
  if (!has_two) return;
  const std::string scale = std::string(table.group) + '/' + std::string(table.across);
  const DatasetReader across(inspection.file(), scale);
  if (across.shape() != std::vector{reader.shape()[1]})
    throw Hdf5Error("doesn't have the extent of " + scale);
}

/// The number of rows that all of these columns have.
template <class Row>
std::uint64_t complete_rows(Inspection& inspection, const Table<Row>& table,
                            const std::vector<Column<Row>>& columns) {
  std::uint64_t rows = columns.empty() ? 0 : std::uint64_t(-1);
  for (const Column<Row>& column : columns) {
    const std::string name = name_of(table, column);
    inspection.attempt(name, [&] {
      const DatasetReader reader(inspection.file(), name);
      require_form(inspection, table, column, reader);
      const std::uint64_t held =
          inspection.is_closed() ? reader.shape().front() : reader.held_rows();
      rows = std::min(rows, held);
    });
  }
  return rows;
}

template <class Row, class Value>
void read_column(const DatasetReader& reader, std::vector<Row>& rows, Value Row::* member) {
  std::vector<Value> values;
  reader.read(values, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*member = std::move(values[i]);
}

template <class Row>
std::vector<Row> read_table(Inspection& inspection) {
  const Table<Row> table = table_of<Row>();
  const std::vector<Column<Row>> columns = columns_of(inspection, table);
  const std::uint64_t count = complete_rows(inspection, table, columns);
  std::vector<Row> rows;
  for (const Column<Row>& column : columns) {
    const std::string name = name_of(table, column);
    inspection.attempt(name, [&] {
      const DatasetReader reader(inspection.file(), name);
      reader.require_stored(count);
      rows.resize(count);
      std::visit([&](auto member) { read_column(reader, rows, member); }, column.member);
    });
  }
  return rows;
}

}  // namespace consim::results
