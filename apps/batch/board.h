// What a batch shows on stderr: a line for each point that has ended and, on a terminal, below them
// the runs that go on and how long it will take.
//
//   complete     0:12  ring,seed=1  distance 0.0636  accuracy 87.5 %
//   [=========>          ]  45 %  ring,seed=2  distance 0.063  0:05
//   12 of 100 complete, 1 failed, 2 running, 0:42 left
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/batch/parent_link.h"
#include "apps/batch/plan.h"

namespace consim::apps {

struct RunningPoint {
  std::string name;
  RunProgress progress;
  double seconds = 0;
};

struct Overview {
  std::vector<RunningPoint> running;
  std::size_t points = 0, complete = 0, failed = 0;
  std::optional<double> seconds_left;
  bool stopping = false;
};

class Board {
 public:
  Board();
  ~Board();
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  /// Whether stderr is a terminal.
  bool live() const { return live_; }
  void ended(const BatchPoint& point, const RunProgress& progress);
  /// Redraws the lower part; nothing where stderr isn't a terminal.
  void draw(const Overview& overview);

 private:
  void clear();

  bool live_;
  int drawn_ = 0;  ///< lines of the lower part
};

}  // namespace consim::apps
