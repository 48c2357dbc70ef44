#include "apps/batch/board.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "apps/progress.h"

namespace consim::apps {
namespace {

std::string numbers_text(const RunProgress& progress) {
  std::string text;
  if (std::isfinite(progress.distance)) text += fmt::format("  distance {:.3g}", progress.distance);
  if (std::isfinite(progress.accuracy))
    text += fmt::format("  accuracy {:.1f} %", 100 * progress.accuracy);
  return text;
}

std::string running_line(const RunningPoint& point) {
  const double fraction = fraction_done(point.progress);
  return fmt::format("{} {:3.0f} %  {}{}  {}", progress_bar(fraction), 100 * fraction, point.name,
                     numbers_text(point.progress), clock_text(point.seconds));
}

std::string total_line(const Overview& overview) {
  std::string text = fmt::format("{} of {} complete", overview.complete, overview.points);
  if (overview.failed > 0) text += fmt::format(", {} not", overview.failed);
  text += fmt::format(", {} running", overview.running.size());
  if (overview.stopping) return text + ", stopping with checkpoints";
  if (overview.seconds_left) text += ", " + clock_text(*overview.seconds_left) + " left";
  return text;
}

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

Board::Board() : live_(isatty(STDERR_FILENO) == 1) {}

Board::~Board() { clear(); }

void Board::clear() {
  if (drawn_ > 0) std::fputs(fmt::format("\r\033[{}A\033[J", drawn_).c_str(), stderr);
  drawn_ = 0;
}

void Board::ended(const BatchPoint& point, const RunProgress& progress) {
  clear();
  std::string line =
      fmt::format("{:<11} {:>6}  {}{}", to_string(point.state.status),
                  clock_text(point.wall_seconds), point.point.name, numbers_text(progress));
  if (!point.state.reason.empty()) line += ": " + point.state.reason;
  std::fputs((line + '\n').c_str(), stderr);
}

void Board::draw(const Overview& overview) {
  if (!live_) return;
  std::vector<std::string> lines;
  for (const RunningPoint& point : overview.running) lines.push_back(running_line(point));
  lines.push_back(total_line(overview));
  clear();
  const std::size_t width = terminal_width();
  for (const std::string& line : lines)
    std::fputs((line.substr(0, width - 1) + '\n').c_str(), stderr);
  std::fflush(stderr);
  drawn_ = static_cast<int>(lines.size());
}

}  // namespace consim::apps
