// One run of a batch: a process of this program, what it says, and how it ended.
//
//   Child child({.scenario = "r/a.toml", .output = "r/a.h5", .threads = 1, .held_open = lock});
//   poll({child.output(), child.errors(), signals});   child.read();
//   if (auto end = child.ended()) …
//
// The process is in a group of its own, so that a signal from the terminal reaches the batch alone,
// and stops cleanly when the batch dies (parent_link.h). Its descriptors are those of its pipes and
// `held_open`; its standard input is empty.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/batch/parent_link.h"

namespace consim::apps {

struct Launch {
  std::filesystem::path scenario, output;
  int threads = 1;
  bool overwrite = false;                     ///< start over, not go on
  std::vector<std::size_t> keep_phases = {};  ///< before which it keeps a checkpoint
  std::filesystem::path branch_from = {};     ///< another run's output; empty: none
  int held_open = -1;                         ///< a descriptor that the process keeps till it ends
};

class Child {
 public:
  /// Throws InputError where the system has no room for another process or pipe.
  explicit Child(const Launch& launch);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int output() const { return output_; }
  int errors() const { return errors_; }
  /// What has come through the pipes; never waits.
  void read();
  const RunProgress& progress() const { return progress_; }
  /// The last lines of its standard error.
  const std::string& complaint() const { return complaint_; }

  void signal(int number) const;
  /// The status of waitpid(2), once it has ended; never waits.
  std::optional<int> ended();
  double seconds() const;  ///< of wall time, till now or till it ended
  int threads() const { return threads_; }

 private:
  using Clock = std::chrono::steady_clock;
  void take_lines();

  pid_t pid_ = -1;
  int threads_;
  int output_ = -1, errors_ = -1;
  std::string pending_, complaint_;
  RunProgress progress_;
  std::optional<int> status_;
  Clock::time_point begin_ = Clock::now(), end_{};
};

}  // namespace consim::apps
