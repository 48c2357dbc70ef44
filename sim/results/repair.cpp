#include "sim/results/repair.h"

#include <fmt/format.h>
#include <hdf5.h>
#include <unistd.h>

#include "base/errors.h"
#include "sim/results/file_access.h"
#include "sim/results/hdf5_attribute.h"
#include "sim/results/lock_file.h"
#include "sim/results/reader.h"
#include "sim/results/table_reader.h"

namespace consim::results {

namespace {

// The property that HDF5's own h5clear sets; 1.10 has no function for it.
Handle open_clearing_the_mark(const std::filesystem::path& path) {
  const Handle properties = file_access_properties();
  const hbool_t clear = true;
  require(H5Pset(properties.id(), "clear_status_flags", &clear), "clear the mark of writing");
  return own(H5Fopen(path.c_str(), H5F_ACC_RDWR, properties.id()), H5Fclose, "open the copy");
}

template <class Row>
std::int64_t cut_to_complete_rows(Inspection& inspection) {
  const Table<Row> table = table_of<Row>();
  const auto columns = columns_of(inspection, table);
  const hsize_t rows = complete_rows(inspection, table, columns);
  inspection.finish("move it away, and run its scenario again");
  std::int64_t cut = 0;
  for (const Column<Row>& column : columns) {
    const std::string name = name_of(table, column);
    const std::vector<std::uint64_t> shape = DatasetReader(inspection.file(), name).shape();
    std::vector<hsize_t> extent(shape.begin(), shape.end());
    if (extent.front() == rows) continue;
    extent.front() = rows;
    const Handle dataset =
        own(H5Dopen2(inspection.file(), name.c_str(), H5P_DEFAULT), H5Dclose, "open a column");
    require(H5Dset_extent(dataset.id(), extent.data()), "cut a column");
    ++cut;
  }
  return cut;
}

void mend(const std::filesystem::path& copy, RepairReport& report) {
  Handle file = open_clearing_the_mark(copy);
  // The end of the file that the superblock knows may lie before what was written later.
  require(H5Fincrement_filesize(file.id(), 0), "correct the file's length");
  Inspection inspection(file.id(), report.path.string(), Access::kSwmr);
  report.cut_columns =
      cut_to_complete_rows<StepRow>(inspection) + cut_to_complete_rows<EvaluationRow>(inspection) +
      cut_to_complete_rows<LayerRow>(inspection) +
      cut_to_complete_rows<NodeEvaluationRow>(inspection) +
      cut_to_complete_rows<EventRow>(inspection) + cut_to_complete_rows<PhaseRow>(inspection) +
      cut_to_complete_rows<NodeRow>(inspection);
  renew_text(file.id(), "status", to_string(report.after));
  if (report.before != report.after) {
    renew_text(file.id(), "reason", "the run was killed; the file was repaired");
  }
  file.close("close the copy");
}

// The copy is gone if it couldn't be made whole.
class TemporaryCopy {
 public:
  explicit TemporaryCopy(const std::filesystem::path& original)
      : path_(original.string() + ".repaired") {
    std::error_code error;
    std::filesystem::copy_file(original, path_, std::filesystem::copy_options::overwrite_existing,
                               error);
    if (error) {
      remove();
      throw base::InputError(
          {.file = path_.string(), .what = fmt::format("cannot copy to it: {}", error.message())});
    }
  }
  ~TemporaryCopy() { remove(); }
  TemporaryCopy(const TemporaryCopy&) = delete;
  TemporaryCopy& operator=(const TemporaryCopy&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  void remove() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  std::filesystem::path path_;
};

void replace(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  if (error) {
    throw base::InputError(
        {.file = to.string(), .what = fmt::format("cannot replace it: {}", error.message())});
  }
}

RepairReport repair_locked(const std::filesystem::path& path) {
  const ResultFile killed = read_result(path);
  RepairReport report{.path = path,
                      .cleared_mark = killed.summary.access == Access::kSwmr,
                      .before = killed.summary.status,
                      .after = killed.summary.status,
                      .steps = static_cast<std::int64_t>(killed.steps.size()),
                      .evaluations = static_cast<std::int64_t>(killed.evaluations.size())};
  if (report.after == Status::kRunning) report.after = Status::kInterrupted;
  report.changed = report.cleared_mark || report.before != report.after;
  if (!report.changed) return report;
  const TemporaryCopy copy(path);
  mend(copy.path(), report);
  const ResultFile mended = read_result(copy.path());
  if (mended.summary.access != Access::kPlain || mended.steps.size() != killed.steps.size()) {
    throw base::InputError({.file = path.string(),
                            .what = "is too damaged to be repaired",
                            .allowed = "move it away, and run its scenario again"});
  }
  replace(copy.path(), path);
  return report;
}

}  // namespace

RepairReport repair(const std::filesystem::path& path) {
  const QuietErrors quiet;
  require_hdf5(path);
  const std::optional<LockFile> lock = LockFile::acquire(path);
  if (!lock) {
    throw base::InputError({.file = path.string(), .what = "a run is still writing this file"});
  }
  try {
    return repair_locked(path);
  } catch (const Hdf5Error& reason) {
    throw base::InputError({.file = path.string(), .what = reason.what()});
  }
}

std::string to_string(const RepairReport& report) {
  const std::string rows =
      fmt::format("{} step rows, {} evaluations", report.steps, report.evaluations);
  if (!report.changed) {
    return fmt::format("{}: in order ({}, {}), nothing done", report.path.string(),
                       to_string(report.before), rows);
  }
  std::string text = fmt::format("{}:", report.path.string());
  if (report.cleared_mark) text += " cleared the mark of a killed writer;";
  if (report.cut_columns > 0)
    text += fmt::format(" cut {} incomplete columns;", report.cut_columns);
  if (report.before != report.after) {
    text += fmt::format(" status {} is now {};", to_string(report.before), to_string(report.after));
  }
  return text + " it has " + rows;
}

}  // namespace consim::results
