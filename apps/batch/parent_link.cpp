#include "apps/batch/parent_link.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <sstream>

namespace consim::apps {
namespace {

constexpr std::chrono::milliseconds kBetweenLines{200};

}  // namespace

double fraction_done(const RunProgress& progress) {
  if (progress.steps <= 0) return 0;
  return static_cast<double>(progress.step) / static_cast<double>(progress.steps);
}

std::string to_line(const RunProgress& progress) {
  return fmt::format("{} {} {:.6g} {:.6g} {:.6g}\n", progress.step, progress.steps,
                     progress.branched_seconds, progress.distance, progress.accuracy);
}

std::optional<RunProgress> parse_progress(const std::string& line) {
  RunProgress progress;
  std::istringstream words(line);
  std::string distance, accuracy;
  if (!(words >> progress.step >> progress.steps >> progress.branched_seconds >> distance >>
        accuracy))
    return std::nullopt;
  progress.distance = std::strtod(distance.c_str(), nullptr);
  progress.accuracy = std::strtod(accuracy.c_str(), nullptr);
  return progress;
}

void follow_parent(pid_t parent) {
  std::signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) std::raise(SIGTERM);
}

void ProgressLines::append(const results::EvaluationRow& row) {
  if (std::isfinite(row.test_accuracy)) progress_.accuracy = row.test_accuracy;
  tell_parent();
}

void ProgressLines::append(const results::StepRow& row) {
  progress_.step = row.step;
  progress_.distance = row.consensus_distance;
  tell_parent();
}

void ProgressLines::tell_branched(double seconds) {
  progress_.branched_seconds = seconds;
  last_ = {};
  tell_parent();
}

// The pipe doesn't block: a line for which it has no room is lost.
void ProgressLines::tell_parent() {
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < kBetweenLines && progress_.step < progress_.steps) return;
  last_ = now;
  const std::string line = to_line(progress_);
  [[maybe_unused]] const ssize_t ignored = write(STDOUT_FILENO, line.data(), line.size());
}

}  // namespace consim::apps
