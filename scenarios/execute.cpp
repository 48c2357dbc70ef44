#include "scenarios/execute.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/archive.h"
#include "base/check.h"
#include "base/errors.h"
#include "scenarios/assemble_phases.h"
#include "scenarios/branch_checkpoint.h"
#include "scenarios/branching.h"
#include "scenarios/ending.h"
#include "scenarios/result_header.h"
#include "scenarios/resumable.h"
#include "scenarios/save.h"
#include "sim/learning/swarm.h"
#include "sim/record/checkpoint_file.h"
#include "sim/record/writer.h"
#include "sim/results/lock_file.h"
#include "sim/results/reader.h"

namespace consim::scenarios {
namespace {

namespace fs = std::filesystem;
using HostClock = std::chrono::steady_clock;
using results::Status;

/// How far the run was, beside the states of its parts.
struct Progress {
  record::ResumePoint position;
  double host_seconds = 0;
  template <class Archive>
  void persist(Archive& archive) {
    archive(position, host_seconds);
  }
};

}  // namespace

fs::path output_path(const Scenario& scenario, const std::string& given) {
  if (!given.empty()) return given;
  if (scenario.output.path) return *scenario.output.path;
  return scenario.name + ".h5";
}

/// One execution: the parts with state, and where their rows go.
class Run::Session final : public record::RowSink {
 public:
  Session(Run& run, record::RowSink* watcher)
      : run_(run),
        parts_(run.parts_),
        watcher_(watcher),
        swarm_(make_swarm(run.scenario_, parts_, run.options_.threads)),
        algorithm_(make_algorithm(parts_)),
        keeper_(run.scenario_, parts_,
                {.output = run.options_.output, .phases = run.options_.keep_phases}),
        recorder_({.plan = parts_.plan,
                   .steps_per_epoch = parts_.steps_per_epoch,
                   .checkpoint_every = parts_.checkpoint_every,
                   .branch_at = keeper_.steps(),
                   .phases = recorded_phases(parts_),
                   .nodes = parts_.cluster.nodes},
                  swarm_.get(), *this),
        engine_(parts_.cluster, {*algorithm_, swarm_.get(), recorder_, run.options_.stop}) {}

  void begin(bool overwrite) {
    open(overwrite);
    engine_.start();
  }

  void resume(const record::Checkpoint& checkpoint) {
    const Progress progress =
        load_state(record::find_section(checkpoint, "state"),
                   record::checkpoint_path(run_.options_.output), "start over without --resume");
    if (keeper_.wanted()) keeper_.begin_with(stored_rows(run_.options_.output, progress.position));
    writer_.emplace(record::ResultWriter::resume(make_header(), progress.position));
  }

  void branch(const BranchStart& start, bool overwrite) {
    const Progress progress = load_state(start.state, start.file, "run without --branch-from");
    open(overwrite);
    append_rows(*writer_, start.rows);
    writer_->set_totals(progress.position.totals);
    keeper_.begin_with(start.rows);
    branched_seconds_ = progress.host_seconds;
    branched_from_ = start.from;
    try {
      keep_branch_of(start, run_.options_);
    } catch (const base::InputError& error) {
      checkpoint_failure_ = error.what();
    }
    save_checkpoint();
  }

  RunSummary run() {
    try {
      const Status status = simulate();
      recorder_.finish();
      return finish(status);
    } catch (const std::exception& error) {
      record::Closing end = closing(Status::kFailed);
      end.reason = fmt::format("internal error: {}", error.what());
      writer_->close(end);
      throw;
    }
  }

  void append(const results::StepRow& row) override {
    keeper_.append(row);
    writer_->set_totals({.steps_done = row.step,
                         .simulated_seconds = row.simulated_time,
                         .host_seconds = host_seconds(),
                         .trajectory_hash = 0});
    if (!writer_->append(row)) engine_.request_pause();
    if (watcher_ != nullptr) watcher_->append(row);
  }
  void append(const results::EvaluationRow& row) override {
    keeper_.append(row);
    if (!writer_->append(row)) engine_.request_pause();
    if (watcher_ != nullptr) watcher_->append(row);
  }
  void append_spread(const results::LayerRow& layers,
                     const results::NodeEvaluationRow& nodes) override {
    keeper_.append_spread(layers, nodes);
    if (!writer_->append(layers) || !writer_->append(nodes)) engine_.request_pause();
  }
  void on_step_end() override {
    if (!writer_->flush_if_due()) engine_.request_pause();
  }
  void flush() override {
    if (!writer_->flush()) engine_.request_pause();
  }

 private:
  Status simulate() {
    for (;;) {
      const sim::Engine::Outcome outcome = engine_.run();
      if (recorder_.diverged()) return Status::kDiverged;
      if (failure()) return Status::kFailed;
      if (outcome == sim::Engine::Outcome::kFinished) {
        CONSIM_ASSERT(recorder_.steps_done() == parts_.plan.steps, recorder_.steps_done());
        return Status::kComplete;
      }
      if (outcome == sim::Engine::Outcome::kTimeExhausted) return Status::kFailed;
      if (outcome == sim::Engine::Outcome::kTargetUnreachable) {
        unreachable_ = true;
        return Status::kFailed;
      }
      const bool stopped = stop_requested();
      if (stopped || recorder_.checkpoint_due()) save_checkpoint();
      if (recorder_.branch_due()) keep_branch();
      if (failure()) return Status::kFailed;
      if (stopped) return Status::kInterrupted;
    }
  }

  bool stop_requested() const { return run_.options_.stop && *run_.options_.stop; }

  record::ResultHeader make_header() const {
    record::ResultHeader header = result_header(run_.scenario_, parts_, run_.options_.threads);
    header.output = run_.options_.output;
    return header;
  }

  double host_seconds() const {
    return host_seconds_before_ + std::chrono::duration<double>(HostClock::now() - begin_).count();
  }

  // The rows that the checkpoint counts are in the file before the checkpoint is.
  void save_checkpoint() {
    if (!writer_->flush()) return;
    try {
      write_state();
    } catch (const base::InputError& error) {
      checkpoint_failure_ = error.what();
    }
  }

  void write_state() {
    base::Saver next;
    std::uint64_t phase = next_phase();
    next(phase);
    record::write_checkpoint(record::checkpoint_path(run_.options_.output),
                             {{"program", program()},
                              {"scenario", to_toml(run_.scenario_)},
                              {"gossip", gossip_fingerprint(parts_)},
                              {"next_phase", next.take()},
                              {"state", state()}});
  }

  // The first that no node has begun.
  std::uint64_t next_phase() const {
    const std::int64_t steps = furthest_step(engine_, parts_.cluster.nodes);
    return static_cast<std::uint64_t>(std::ranges::count_if(
        parts_.phases, [&](const PhaseParts& phase) { return phase.start <= steps; }));
  }

  std::string state() {
    Progress progress{writer_->position(), host_seconds()};
    base::Saver saver;
    saver(progress, engine_, recorder_);
    algorithm_->save(saver);
    if (swarm_) swarm_->save(saver);
    return saver.take();
  }

  // A new result, beside which no checkpoint of an older one stays.
  void open(bool overwrite) {
    record::ResultHeader header = make_header();
    header.overwrite = overwrite;
    writer_.emplace(header);
    std::error_code ignored;  // what can't be removed will be told when it can't be written
    fs::remove(record::checkpoint_path(run_.options_.output), ignored);
  }

  Progress load_state(const std::string& state, const fs::path& file, const char* allowed) {
    Progress progress;
    try {
      base::Loader loader(state);
      loader(progress, engine_, recorder_);
      algorithm_->load(loader);
      if (swarm_) swarm_->load(loader);
      if (!loader.at_end()) throw base::ArchiveError("the saved state is longer than it should be");
    } catch (const base::ArchiveError& error) {
      throw base::InputError(
          base::Problem{.file = file.string(), .what = error.what(), .allowed = allowed});
    }
    host_seconds_before_ = progress.host_seconds;
    steps_before_ = recorder_.steps_done();
    return progress;
  }

  void keep_branch() {
    try {
      keeper_.offer(recorder_.steps_done(), furthest_step(engine_, parts_.cluster.nodes),
                    [this] { return state(); });
    } catch (const base::InputError& error) {
      checkpoint_failure_ = error.what();
    }
  }

  std::uint64_t trajectory_hash() {
    base::Hash64 hash = engine_.event_hash();
    hash.add(recorder_.hash().value());
    if (swarm_) hash.add(swarm_->hash().value());
    return hash.value();
  }

  /// What keeps the run from going on, beside its own numbers.
  std::optional<std::string> failure() const {
    return writer_->failure() ? writer_->failure() : checkpoint_failure_;
  }

  std::string reason(Status status) const {
    if (failure()) return *failure();
    if (status == Status::kDiverged)
      return "the training loss or the consensus distance isn't finite";
    if (unreachable_) return unreachable_reason(engine_);
    if (status == Status::kFailed)
      return "simulated time has come to the end of the clock, 2^62 ns (146 years)";
    return status == Status::kInterrupted ? "stopped by a signal" : "";
  }

  record::Closing closing(Status status) {
    record::Closing result{.status = status, .reason = reason(status)};
    result.totals = {.steps_done = recorder_.steps_done(),
                     .simulated_seconds = base::seconds(engine_.now()),
                     .host_seconds = host_seconds(),
                     .trajectory_hash = 0};
    if (unreachable_) result.unreached = unreached_of(engine_);
    result.phases = recorder_.phases();
    result.nodes = node_rows(engine_, parts_.cluster.nodes);
    return result;
  }

  RunSummary finish(Status status) {
    record::Closing end = closing(status);
    end.totals.trajectory_hash = trajectory_hash();
    writer_->close(end);
    if (failure() && status != Status::kDiverged) status = Status::kFailed;
    std::error_code ignored;  // the file is closed: nothing may throw any more
    if (has_ended(status)) fs::remove(record::checkpoint_path(run_.options_.output), ignored);
    const std::int64_t samples_a_step =
        parts_.learner ? parts_.learner->batch_size() * parts_.cluster.nodes : 0;
    const double trained =
        static_cast<double>((end.totals.steps_done - steps_before_) * samples_a_step);
    RunSummary summary;
    summary.status = status;
    summary.reason = failure().value_or(end.reason);
    summary.output = run_.options_.output;
    summary.nodes = parts_.cluster.nodes;
    summary.steps_done = end.totals.steps_done;
    summary.steps_planned = parts_.plan.steps;
    summary.simulated_seconds = end.totals.simulated_seconds;
    summary.host_seconds = end.totals.host_seconds;
    if (swarm_) summary.samples_per_second = trained / (host_seconds() - host_seconds_before_);
    summary.events = engine_.events();
    summary.messages = engine_.messages();
    summary.trajectory_hash = end.totals.trajectory_hash;
    summary.branched_seconds = branched_seconds_;
    summary.branched_from = branched_from_;
    summary.last_step = recorder_.last_step();
    summary.last_evaluation = recorder_.last_evaluation();
    PhaseTargets targets;
    for (const PhaseParts& phase : parts_.phases) targets.push_back(phase.target);
    summary.phases = phase_summaries(run_.scenario_, end.phases,
                                     static_cast<double>(parts_.steps_per_epoch), targets);
    summary.unreached = end.unreached;
    return summary;
  }

  Run& run_;
  const Assembly& parts_;
  record::RowSink* watcher_;
  std::unique_ptr<sim::Swarm> swarm_;
  std::unique_ptr<sim::Algorithm> algorithm_;
  BranchKeeper keeper_;
  record::RunRecorder recorder_;
  sim::Engine engine_;
  std::optional<record::ResultWriter> writer_;
  std::optional<std::string> checkpoint_failure_;
  bool unreachable_ = false;  ///< the target of a step
  HostClock::time_point begin_ = HostClock::now();
  double host_seconds_before_ = 0;
  std::optional<double> branched_seconds_;
  fs::path branched_from_;
  std::int64_t steps_before_ = 0;
};

Run::Run(Scenario scenario, RunOptions options)
    : scenario_(std::move(scenario)),
      options_(std::move(options)),
      parts_(
          assemble(scenario_, options_.pilots_of.empty() ? options_.output : options_.pilots_of)) {}

Run::~Run() = default;

std::optional<results::ResultFile> Run::ended_result() const {
  if (!options_.resume || !fs::exists(options_.output)) return std::nullopt;
  results::ResultFile file = results::read_result(options_.output);
  require_same(options_.output, file.scenario, scenario_);
  if (!has_ended(file.summary.status)) return std::nullopt;
  return file;
}

bool Run::resumes_from_nothing() const {
  return options_.resume && !fs::exists(record::checkpoint_path(options_.output)) &&
         !results::writer_lives(options_.output) && !ended_result() &&
         !branch_start(scenario_, parts_, options_);
}

RunSummary Run::execute(record::RowSink* watcher) {
  if (const auto ended = ended_result()) return summary_of(*ended, scenario_, parts_);
  Session session(*this, watcher);
  const fs::path checkpoint = record::checkpoint_path(options_.output);
  const auto stored = options_.resume ? record::read_checkpoint(checkpoint) : std::nullopt;
  if (stored) {
    require_resumable(checkpoint, *stored, scenario_, parts_);
    require_result(options_.output, checkpoint);
    session.resume(*stored);
  } else if (const auto start = branch_start(scenario_, parts_, options_)) {
    session.branch(*start, options_.overwrite || options_.resume);
  } else {
    session.begin(options_.overwrite || options_.resume);
  }
  return session.run();
}

}  // namespace consim::scenarios
