#include "sim/record/writer.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <chrono>
#include <span>
#include <utility>

#include "base/check.h"
#include "base/errors.h"
#include "sim/record/disk_space.h"
#include "sim/record/layout.h"
#include "sim/record/new_file.h"
#include "sim/record/row_table.h"
#include "sim/record/run_order.h"
#include "sim/results/hdf5_attribute.h"
#include "sim/results/lock_file.h"
#include "sim/results/open_file.h"

namespace consim::record {

using results::Handle;
using results::Hdf5Error;
using results::KeptFile;
using results::require;

namespace {

constexpr const char* kLost = "the result file was removed or replaced while it was written";

// Twice what one flush and the closing can add at most, and room for HDF5's own structures.
std::int64_t space_to_reserve(const ResultHeader& header) {
  constexpr std::int64_t kStructures = std::int64_t{1} << 19;
  const std::int64_t growing = stored_bytes<StepRow>(1) + stored_bytes<EvaluationRow>(1) +
                               stored_bytes<LayerRow>(1, std::ssize(header.layers)) +
                               stored_bytes<NodeEvaluationRow>(1, header.evaluated_nodes) +
                               (header.parts.trace ? stored_bytes<EventRow>(1) : 0);
  const std::int64_t closing =
      stored_bytes<PhaseRow>(header.phases) + stored_bytes<NodeRow>(header.nodes);
  return 2 * (growing + closing) + kStructures;
}

}  // namespace

class ResultWriter::Output {
  using Clock = std::chrono::steady_clock;

  std::filesystem::path path_;
  std::int64_t reserve_ = 0;
  std::int64_t most_phases_ = 0, most_nodes_ = 0;
  Clock::duration flush_interval_{};
  Clock::time_point flushed_ = Clock::now();
  bool appeared_ = false;  // under its name
  bool closed_ = false;
  // In this order: the tables are closed first, the lock is dropped last.
  std::optional<results::LockFile> lock_;
  Handle file_;
  RowTable<PhaseRow> phases_;
  RowTable<NodeRow> nodes_;

 public:
  Output(const ResultHeader& header, const ResumePoint* point);
  ~Output();

  template <class Row>
  bool append(RowTable<Row>& table, const Row& row, bool flush_now);
  /// Leaves the flush to a row that follows.
  template <class Row>
  bool keep(RowTable<Row>& table, const Row& row);
  bool append(const StepRow& row) { return append(steps, row, false); }
  bool append(const EvaluationRow& row) { return append(evaluations, row, true); }
  bool append(const EventRow& row) { return append(events, row, false); }
  bool append(const LayerRow& row) { return keep(layers, row); }
  bool append(const NodeEvaluationRow& row) { return keep(node_evaluations, row); }
  bool flush();
  bool flush_is_due() const { return Clock::now() - flushed_ >= flush_interval_; }
  bool close(const Closing& closing);
  ResumePoint position() const;
  /// Somebody removed or replaced the file.
  bool is_lost() const {
    return appeared_ && file_ && !results::is_named(descriptor_of(file_), path_);
  }

  RowTable<StepRow> steps;
  RowTable<EvaluationRow> evaluations;
  RowTable<EventRow> events;
  RowTable<LayerRow> layers;
  RowTable<NodeEvaluationRow> node_evaluations;
  Totals totals;
  std::optional<std::string> failure;

 private:
  void create(const ResultHeader& header, const results::ResultFile* old, const ResumePoint* point);
  void open_tables(const ResultHeader& header);
  void copy(const results::ResultFile& old, const ResumePoint& point);
  void write_tables();
  void write_totals();
  void write_closing(const Closing& closing);
  void fail(const Hdf5Error& error);
  bool put_back(const KeptFile& kept);
  template <class Visit>
  void for_each_table(Visit visit);
};

ResultWriter::Output::Output(const ResultHeader& header, const ResumePoint* point)
    : path_(header.output),
      reserve_(space_to_reserve(header)),
      most_phases_(header.phases),
      most_nodes_(header.nodes),
      flush_interval_(std::chrono::duration_cast<Clock::duration>(
          std::chrono::duration<double>(header.flush_seconds))),
      lock_((require_writable(header.output, header.overwrite), lock_output(header.output))) {
  const results::QuietErrors quiet;
  try {
    if (point == nullptr) {
      create(header, nullptr, nullptr);
    } else {
      const results::ResultFile old = results::read_result(path_);
      create(header, &old, point);
    }
  } catch (const Hdf5Error& error) {
    throw base::InputError({.file = path_.string(), .what = error.what()});
  }
}

ResultWriter::Output::~Output() {
  if (closed_ || !file_) return;
  try {
    close({.status = Status::kInterrupted, .totals = totals});
  } catch (...) {
    // The file stays as a killed run's: nothing is told from a destructor.
  }
}

void ResultWriter::Output::create(const ResultHeader& header, const results::ResultFile* old,
                                  const ResumePoint* point) {
  require_writable(path_, header.overwrite);
  UnnamedFile unnamed(path_);
  create_layout(unnamed.path(), header);
  const Handle access = results::file_access_properties();
  file_ =
      results::own(H5Fopen(unnamed.path().c_str(), H5F_ACC_RDWR | H5F_ACC_SWMR_WRITE, access.id()),
                   H5Fclose, "open the file for SWMR");
  open_tables(header);
  if (const auto reason = reserve_space(descriptor_of(file_), reserve_)) {
    throw Hdf5Error(fmt::format("no room for it: {}", *reason));
  }
  if (old != nullptr) copy(*old, *point);
  if (!flush()) throw Hdf5Error(*failure);
  unnamed.rename(path_);
  appeared_ = true;
}

void ResultWriter::Output::open_tables(const ResultHeader& header) {
  steps = RowTable<StepRow>(file_.id());
  evaluations = RowTable<EvaluationRow>(file_.id());
  if (!header.layers.empty()) layers = RowTable<LayerRow>(file_.id());
  if (header.evaluated_nodes > 0) node_evaluations = RowTable<NodeEvaluationRow>(file_.id());
  if (header.parts.trace) events = RowTable<EventRow>(file_.id());
  phases_ = RowTable<PhaseRow>(file_.id());
  nodes_ = RowTable<NodeRow>(file_.id());
}

void ResultWriter::Output::copy(const results::ResultFile& old, const ResumePoint& point) {
  const auto require_rows = [&](std::size_t found, std::int64_t wanted, const char* table) {
    CONSIM_ASSERT(wanted >= 0, wanted);
    if (found >= static_cast<std::size_t>(wanted)) return;
    throw base::InputError({.file = path_.string(),
                            .key = table,
                            .what = fmt::format("has {} rows, the checkpoint {}", found, wanted)});
  };
  require_rows(old.steps.size(), point.steps, "steps");
  require_rows(old.evaluations.size(), point.evaluations, "evaluations");
  require_rows(old.events.size(), point.events, "events");
  require_rows(old.layer_rows.size(), point.layers, "layers");
  require_rows(old.node_evaluations.size(), point.node_evaluations, "node_evaluations");
  totals = point.totals;
  const auto first = [](const auto& rows, std::int64_t count) {
    return std::span(rows).first(static_cast<std::size_t>(count));
  };
  in_run_order(
      {first(old.steps, point.steps), first(old.evaluations, point.evaluations),
       first(old.layer_rows, point.layers), first(old.node_evaluations, point.node_evaluations)},
      [&](const auto& row) { append(row); });
  for (std::int64_t i = 0; i < point.events; ++i) {
    append(old.events[static_cast<std::size_t>(i)]);
  }
}

template <class Row>
bool ResultWriter::Output::keep(RowTable<Row>& table, const Row& row) {
  CONSIM_ASSERT(!closed_);
  if (failure) return false;
  table.push(row);
  return true;
}

template <class Row>
bool ResultWriter::Output::append(RowTable<Row>& table, const Row& row, bool flush_now) {
  CONSIM_ASSERT(!closed_);
  if (failure) return false;
  const bool starts_chunk = table.push(row);
  if (flush_now || starts_chunk || flush_is_due()) flush();
  return !failure;
}

bool ResultWriter::Output::flush() {
  CONSIM_ASSERT(!closed_);
  if (failure) return false;
  const results::QuietErrors quiet;
  try {
    write_tables();
    write_totals();
    require(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "flush the file");
    failure = is_lost() ? kLost : reserve_space(descriptor_of(file_), reserve_);
  } catch (const Hdf5Error& error) {
    fail(error);
  }
  flushed_ = Clock::now();
  return !failure;
}

void ResultWriter::Output::write_tables() {
  steps.write();
  layers.write();
  node_evaluations.write();
  evaluations.write();
  events.write();
}

void ResultWriter::Output::write_totals() {
  results::renew_integer(file_.id(), "steps_done", totals.steps_done);
  results::renew_number(file_.id(), "simulated_seconds", totals.simulated_seconds);
  results::renew_number(file_.id(), "host_seconds", totals.host_seconds);
  results::renew_text(file_.id(), "trajectory_hash",
                      fmt::format("{:016x}", totals.trajectory_hash));
}

template <class Visit>
void ResultWriter::Output::for_each_table(Visit visit) {
  visit(steps);
  visit(evaluations);
  visit(events);
  visit(layers);
  visit(node_evaluations);
  visit(phases_);
  visit(nodes_);
}

// The file stays as a killed run's. HDF5 1.10 can't close a file that it couldn't write.
void ResultWriter::Output::fail(const Hdf5Error& error) {
  if (!failure) failure = error.what();
  for_each_table([](auto& table) { table.leak(); });
  file_.leak();
}

bool ResultWriter::Output::close(const Closing& closing) {
  CONSIM_ASSERT(!closed_ && closing.status != Status::kRunning);
  const results::QuietErrors quiet;
  closed_ = true;
  bool written = static_cast<bool>(file_);
  std::optional<KeptFile> kept;
  if (is_lost()) {
    failure = kLost;
    kept.emplace(descriptor_of(file_));
  }
  try {
    if (file_) write_closing(closing);
    for_each_table([](auto& table) { table.close(); });
    file_.close("close the file");
    if (kept) written = put_back(*kept);
    release_space(path_);
  } catch (const Hdf5Error& error) {
    written = false;
    fail(error);
  }
  // Now, since the writer may live on.
  lock_.reset();
  return written;
}

bool ResultWriter::Output::put_back(const KeptFile& kept) {
  try {
    failure = fmt::format("{}; put back as {}", kLost, kept.put_back(path_).string());
    return true;
  } catch (const std::filesystem::filesystem_error& error) {
    failure = fmt::format("{} and can't be put back: {}", kLost, error.code().message());
    return false;
  }
}

void ResultWriter::Output::write_closing(const Closing& closing) {
  CONSIM_ASSERT(std::ssize(closing.phases) <= most_phases_, closing.phases.size(), most_phases_);
  CONSIM_ASSERT(std::ssize(closing.nodes) <= most_nodes_, closing.nodes.size(), most_nodes_);
  const bool failed = failure && closing.status == Status::kComplete;
  totals = closing.totals;
  write_tables();
  for (const PhaseRow& row : closing.phases) phases_.push(row);
  for (const NodeRow& row : closing.nodes) nodes_.push(row);
  phases_.write();
  nodes_.write();
  write_totals();
  results::renew_integer(file_.id(), "unreached_step", closing.unreached.step);
  results::renew_integer(file_.id(), "unreached_rounds", closing.unreached.rounds);
  results::renew_number(file_.id(), "unreached_distance", closing.unreached.distance);
  results::renew_number(file_.id(), "unreached_target", closing.unreached.target);
  results::renew_text(file_.id(), "status", to_string(failed ? Status::kFailed : closing.status));
  results::renew_text(file_.id(), "reason", failed ? *failure : closing.reason);
  require(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "flush the file");
}

ResumePoint ResultWriter::Output::position() const {
  return {.steps = static_cast<std::int64_t>(steps.rows()),
          .evaluations = static_cast<std::int64_t>(evaluations.rows()),
          .events = static_cast<std::int64_t>(events.rows()),
          .layers = static_cast<std::int64_t>(layers.rows()),
          .node_evaluations = static_cast<std::int64_t>(node_evaluations.rows()),
          .totals = totals};
}

ResultWriter::ResultWriter(const ResultHeader& header)
    : output_(std::make_unique<Output>(header, nullptr)) {}

ResultWriter::ResultWriter(std::unique_ptr<Output> output) : output_(std::move(output)) {}

ResultWriter ResultWriter::resume(const ResultHeader& header, const ResumePoint& point) {
  ResultHeader replacing = header;
  replacing.overwrite = true;
  return ResultWriter(std::make_unique<Output>(replacing, &point));
}

ResultWriter::ResultWriter(ResultWriter&&) noexcept = default;
ResultWriter& ResultWriter::operator=(ResultWriter&&) noexcept = default;
ResultWriter::~ResultWriter() = default;

bool ResultWriter::append(const StepRow& row) { return output_->append(row); }
bool ResultWriter::append(const EvaluationRow& row) { return output_->append(row); }
bool ResultWriter::append(const EventRow& row) { return output_->append(row); }
bool ResultWriter::append(const LayerRow& row) { return output_->append(row); }
bool ResultWriter::append(const NodeEvaluationRow& row) { return output_->append(row); }

void ResultWriter::set_totals(const Totals& totals) { output_->totals = totals; }
bool ResultWriter::flush_if_due() { return output_->flush_is_due() ? flush() : !failure(); }

bool ResultWriter::flush() { return output_->flush(); }
ResumePoint ResultWriter::position() const { return output_->position(); }
const std::optional<std::string>& ResultWriter::failure() const { return output_->failure; }
bool ResultWriter::close(const Closing& closing) { return output_->close(closing); }

}  // namespace consim::record
