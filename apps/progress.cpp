#include "apps/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace consim::apps {
namespace {

constexpr int kBarWidth = 20;
constexpr std::chrono::milliseconds kRedraw{100};

}  // namespace

std::string progress_bar(double fraction) {
  const int filled = static_cast<int>(fraction * kBarWidth);
  std::string text(static_cast<std::size_t>(filled), '=');
  if (filled < kBarWidth) text += '>';
  text.resize(kBarWidth, ' ');
  return "[" + text + "]";
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  const std::int64_t hours = whole / 3600;
  const std::int64_t minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
  return fmt::format("{}:{:02}", minutes, whole % 60);
}

Progress::Progress(std::int64_t steps, bool wanted)
    : steps_(steps), visible_(wanted && isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::append(const results::EvaluationRow& row) {
  if (std::isfinite(row.test_accuracy)) accuracy_ = row.test_accuracy;
}

void Progress::append(const results::StepRow& row) {
  if (!first_step_) {
    first_step_ = row.step;
    begin_ = Clock::now();
  }
  if (!visible_ || Clock::now() - last_draw_ < kRedraw) return;
  last_draw_ = Clock::now();
  draw(row);
}

void Progress::draw(const results::StepRow& row) {
  const double fraction = static_cast<double>(row.step) / static_cast<double>(steps_);
  std::string line =
      fmt::format("{} {:3.0f} %  epoch {:.1f}  simulated {:.4g} s", progress_bar(fraction),
                  100 * fraction, row.epoch, row.simulated_time);
  if (std::isfinite(row.train_loss)) line += fmt::format("  loss {:.4g}", row.train_loss);
  if (std::isfinite(row.consensus_distance))
    line += fmt::format("  distance {:.3g}", row.consensus_distance);
  if (accuracy_) line += fmt::format("  accuracy {:.1f} %", 100 * *accuracy_);
  const double passed = std::chrono::duration<double>(Clock::now() - begin_).count();
  const std::int64_t done = row.step - *first_step_;
  if (done > 0) {
    const auto left = static_cast<double>(steps_ - row.step);
    line += fmt::format("  {} left", clock_text(passed * left / static_cast<double>(done)));
  }
  std::fputs(("\r\033[K" + line).c_str(), stderr);
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace consim::apps
