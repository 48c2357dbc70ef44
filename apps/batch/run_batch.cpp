#include "apps/batch/run_batch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <list>
#include <memory>

#include "apps/batch/board.h"
#include "apps/batch/child.h"
#include "apps/batch/trunks.h"
#include "apps/command.h"
#include "apps/stop_request.h"
#include "base/errors.h"
#include "sim/results/reader.h"

namespace consim::apps {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kRedrawMilliseconds = 200;

// A signal handler reaches nothing but globals.
int g_signal_pipe = -1;

void pass_on(int signal) {
  const int kept = errno;
  const auto number = static_cast<unsigned char>(signal);
  [[maybe_unused]] const ssize_t ignored = write(g_signal_pipe, &number, 1);
  errno = kept;
}

/// Signals as something to wait for: whichever thread gets one (libraries have theirs), its number
/// comes through a pipe.
class Signals {
 public:
  Signals() {
    const int error = pipe2(ends_.data(), O_NONBLOCK | O_CLOEXEC);
    if (error != 0)
      throw base::InputError(
          base::Problem{.what = fmt::format("cannot make a pipe: {}", std::strerror(errno))});
    g_signal_pipe = ends_[1];
    struct sigaction action{};
    action.sa_handler = pass_on;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < kCaught.size(); ++i) sigaction(kCaught[i], &action, &before_[i]);
  }
  ~Signals() {
    for (std::size_t i = 0; i < kCaught.size(); ++i) sigaction(kCaught[i], &before_[i], nullptr);
    close(ends_[0]);
    close(ends_[1]);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int descriptor() const { return ends_[0]; }
  /// The last one that has come but SIGCHLD; 0: none.
  int take() const {
    int last = 0;
    unsigned char number = 0;
    while (read(ends_[0], &number, 1) == 1)
      if (number != SIGCHLD) last = number;
    return last;
  }

 private:
  static constexpr std::array kCaught = {SIGCHLD, SIGINT, SIGTERM, SIGHUP};
  std::array<int, 2> ends_{};
  std::array<struct sigaction, kCaught.size()> before_{};
};

struct Running {
  std::size_t point;
  std::unique_ptr<Child> child;
};

// Without the program's name in front of it.
std::string last_line(std::string text) {
  constexpr std::string_view kName = "consim: ";
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::size_t begin = text.rfind('\n');
  if (begin != std::string::npos) text.erase(0, begin + 1);
  return text.starts_with(kName) ? text.substr(kName.size()) : text;
}

std::string ending_text(int status, const std::string& complaint) {
  if (WIFSIGNALED(status))
    return fmt::format("ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  if (!complaint.empty()) return last_line(complaint);
  return fmt::format("ended with exit code {}", WEXITSTATUS(status));
}

// Exit codes of runs whose files tell how they ended.
bool closes_file(int code) {
  constexpr std::array<int, 5> kCodes = {kDone, kEndedEarly, 128 + SIGINT, 128 + SIGTERM,
                                         128 + SIGHUP};
  return std::ranges::find(kCodes, code) != kCodes.end();
}

class Batch {
 public:
  Batch(std::vector<BatchPoint>& points, const BatchOptions& options)
      : points_(points), options_(options) {
    for (const BatchPoint& point : points) waiting_.push_back(point.runs());
  }

  BatchReport run() {
    remove_unfit_checkpoints(points_);
    start_ready();
    while (!running_.empty()) {
      board_.draw(overview());
      wait();
      stop_if_asked();
      collect();
      start_ready();
    }
    const bool all = std::ranges::all_of(
        points_, [](const auto& point) { return point.state.status == PointStatus::kComplete; });
    if (all) remove_kept_checkpoints(points_);
    BatchReport report;
    report.jobs = options_.jobs;
    report.child_seconds = child_seconds_;
    report.signal = signal_;
    for (const BatchPoint& point : points_) report.saved_seconds += point.saved_seconds;
    report.wall_seconds = seconds_since(begin_);
    return report;
  }

 private:
  static double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
  }

  bool complete(std::size_t i) const { return points_[i].state.status == PointStatus::kComplete; }

  // A trunk may still keep the checkpoint that a point begins from.
  bool awaits_trunk(std::size_t i) const {
    const std::optional<std::size_t> trunk = points_[i].trunk;
    return trunk && (waiting_[*trunk] || runs_now(*trunk)) &&
           !std::filesystem::exists(trunk_checkpoint(points_, i));
  }

  bool ready(std::size_t i) const {
    return waiting_[i] && !awaits_trunk(i) &&
           std::ranges::all_of(points_[i].point.needs, [&](std::size_t j) { return complete(j); });
  }

  bool runs_now(std::size_t i) const {
    return std::ranges::find(running_, i, &Running::point) != running_.end();
  }

  // What waits for a point that won't be complete is given up, and so on.
  void block_hopeless() {
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < points_.size(); ++i) {
        if (!waiting_[i]) continue;
        for (const std::size_t j : points_[i].point.needs)
          if (!complete(j) && !waiting_[j] && !runs_now(j)) {
            waiting_[i] = false;
            changed = true;
            block(points_[i], points_[j]);
            board_.ended(points_[i], {});
            break;
          }
      }
    }
  }

  void start_ready() {
    if (signal_ != 0) return;
    block_hopeless();
    std::vector<std::size_t> next;
    for (std::size_t i = 0; i < points_.size(); ++i)
      if (ready(i)) next.push_back(i);
    int slots =
        std::min(options_.jobs - static_cast<int>(running_.size()), static_cast<int>(next.size()));
    int cores = std::max(options_.cores, options_.jobs);
    for (const Running& one : running_) cores -= one.child->threads();
    for (std::size_t k = 0; slots > 0 && cores > 0; ++k, --slots) {
      const int threads = (cores + slots - 1) / slots;
      cores -= threads;
      start(next[k], threads);
    }
  }

  void start(std::size_t i, int threads) {
    const BatchPoint& point = points_[i];
    std::filesystem::path scenario = point.file;
    scenario.replace_extension(".toml");
    waiting_[i] = false;
    if (point.state.status == PointStatus::kDiverged)
      remove_diverged_pilots(point.file, point.point.scenario);
    running_.push_back({i, std::make_unique<Child>(
                               Launch{.scenario = std::move(scenario),
                                      .output = point.file,
                                      .threads = threads,
                                      .overwrite = point.state.status == PointStatus::kDiverged,
                                      .keep_phases = point.keep_phases,
                                      .branch_from = branch_from(i),
                                      .held_open = options_.runs_lock})});
    points_[i].state = {.status = PointStatus::kRunning, .reason = {}, .totals = {}};
  }

  std::filesystem::path branch_from(std::size_t i) const {
    const bool there = points_[i].trunk && std::filesystem::exists(trunk_checkpoint(points_, i));
    return there ? points_[*points_[i].trunk].file : std::filesystem::path();
  }

  void wait() {
    std::vector<pollfd> watched = {{signals_.descriptor(), POLLIN, 0}};
    for (const Running& one : running_)
      for (const int descriptor : {one.child->output(), one.child->errors()})
        if (descriptor >= 0) watched.push_back({descriptor, POLLIN, 0});
    poll(watched.data(), watched.size(), board_.live() ? kRedrawMilliseconds : -1);
    for (const Running& one : running_) one.child->read();
  }

  void stop_if_asked() {
    const int number = signals_.take();
    if (number == 0) return;
    const std::int64_t now = monotonic_nanoseconds();
    const bool again = signal_ != 0;
    if (again && !is_second_request(stopped_, now)) return;
    if (!again) {
      signal_ = number;
      stopped_ = now;
    }
    // A run got the first one a moment later, so to it a second one might be the same request.
    for (const Running& one : running_) one.child->signal(again ? SIGKILL : SIGTERM);
  }

  void collect() {
    for (auto one = running_.begin(); one != running_.end();) {
      if (const std::optional<int> status = one->child->ended()) {
        take_end(*one, *status);
        one = running_.erase(one);
      } else {
        ++one;
      }
    }
  }

  void take_end(const Running& one, int status) {
    BatchPoint& point = points_[one.point];
    point.wall_seconds = one.child->seconds();
    child_seconds_ += point.wall_seconds;
    done_ += 1;
    point.state = {.status = PointStatus::kFailed,
                   .reason = ending_text(status, one.child->complaint()),
                   .totals = {}};
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (closes_file(code))
      read_end(point, code);
    else if (signal_ != 0 && WIFSIGNALED(status))
      point.state.status = PointStatus::kInterrupted;
    point.saved_seconds = one.child->progress().branched_seconds;
    board_.ended(point, one.child->progress());
  }

  static void read_end(BatchPoint& point, int code) {
    try {
      const PointState found = stored_state(point.file, point.point.scenario);
      // Stopped in a pilot: its own file isn't there, or an earlier run's still.
      if (code > 128 && found.status != PointStatus::kInterrupted)
        point.state = {.status = PointStatus::kInterrupted, .reason = {}, .totals = {}};
      else if (found.status != PointStatus::kNew)
        point.state = found;
    } catch (const base::InputError& error) {
      point.state.reason = error.what();
    }
  }

  Overview overview() const {
    Overview result;
    result.points = points_.size();
    result.stopping = signal_ != 0;
    double done = done_;
    for (const Running& one : running_) {
      const RunProgress progress = one.child->progress();
      result.running.push_back({points_[one.point].point.name, progress, one.child->seconds()});
      done += fraction_done(progress);
    }
    double left = static_cast<double>(result.running.size()) + done_ - done;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      left += waiting_[i] ? 1 : 0;
      if (complete(i))
        ++result.complete;
      else if (!waiting_[i] && !runs_now(i))
        ++result.failed;
    }
    if (done > 0) result.seconds_left = seconds_since(begin_) * left / done;
    return result;
  }

  std::vector<BatchPoint>& points_;
  BatchOptions options_;
  Clock::time_point begin_ = Clock::now();
  Signals signals_;
  Board board_;
  std::vector<bool> waiting_;
  std::list<Running> running_;
  double child_seconds_ = 0;
  double done_ = 0;  ///< runs that have ended
  int signal_ = 0;
  std::int64_t stopped_ = 0;  ///< by monotonic_nanoseconds()
};

}  // namespace

BatchReport run_batch(std::vector<BatchPoint>& points, const BatchOptions& options) {
  return Batch(points, options).run();
}

}  // namespace consim::apps
