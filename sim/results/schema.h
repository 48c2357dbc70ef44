// The names, units and descriptions of everything in a result file, in one place: the writer
// creates what stands here, the reader asks for it, and docs/result-file.md is compared with it by
// a test.
//
//   for (const Column<StepRow>& column : table_of<StepRow>().columns) {
//     fmt::print("{} [{}]: {}\n", column.name, column.units, column.description);
//   }
//
// A table is a group of datasets of equal length. Its first column is the group's dimension scale:
// it is written last, so while a file grows its length, or the least of all columns' lengths,
// counts complete rows. A column whose member is a vector has a second dimension, of fixed extent,
// whose scale `across` is a dataset of the same group.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/results/rows.h"

namespace consim::results {

inline constexpr std::string_view kFormat = "consim";
inline constexpr std::int64_t kFormatVersion = 1;

/// Bytes of a text column; a longer text is the caller's mistake.
inline constexpr std::size_t kTextWidth = 64;
inline constexpr std::size_t kEventKindWidth = 16;

/// Columns that only some runs have, or (kAdded) that all have but files of earlier programs. Where
/// they are absent a row keeps NaN, or kNotCounted.
enum class Presence : std::uint8_t { kAlways, kWithEstimates, kWithTranslation, kAdded };

template <class Row>
struct Column {
  std::string_view name;
  std::string_view units;  ///< "s", "ns", "B" or "1"
  std::string_view description;
  std::variant<double Row::*, std::int64_t Row::*, std::string Row::*, std::vector<double> Row::*>
      member;
  Presence presence = Presence::kAlways;
  std::size_t width = kTextWidth;  ///< of text
};

template <class Row>
struct Table {
  std::string_view group;
  std::string_view description;
  std::size_t chunk_rows = 0;  ///< rows that are stored together
  bool optional = false;       ///< the whole group may be absent
  std::span<const Column<Row>> columns;
  std::string_view across = {};  ///< scale of the second dimension, where there is one
};

/// Numbers of a row of a second dimension that are stored together, at most.
inline constexpr std::size_t kChunkAcross = 1024;

template <class Row>
Table<Row> table_of();
template <>
Table<StepRow> table_of<StepRow>();
template <>
Table<EvaluationRow> table_of<EvaluationRow>();
template <>
Table<LayerRow> table_of<LayerRow>();
template <>
Table<NodeEvaluationRow> table_of<NodeEvaluationRow>();
template <>
Table<EventRow> table_of<EventRow>();
template <>
Table<PhaseRow> table_of<PhaseRow>();
template <>
Table<NodeRow> table_of<NodeRow>();

/// A dataset that is written once. Its dimensions are named by `scales`, blank-separated ("" for a
/// single value).
struct DatasetText {
  std::string_view group;
  std::string_view name;
  std::string_view units;
  std::string_view scales;
  std::string_view description;
  bool optional = false;
};

/// Datasets that are written once, in the order in which they are: the scenario, and those of
/// /topology, /work, /layers and /node_evaluations.
std::span<const DatasetText> fixed_datasets();
/// Requires that there is one.
const DatasetText& fixed_dataset(std::string_view group, std::string_view name);

struct AttributeText {
  std::string_view name;
  std::string_view type;
  std::string_view description;
};

/// Attributes of the root.
std::span<const AttributeText> root_attributes();

/// "running", "complete", "interrupted", "diverged", "failed".
std::string_view to_string(Status status);
std::optional<Status> parse_status(std::string_view text);

}  // namespace consim::results
