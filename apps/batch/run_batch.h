// Runs the points of a batch, each in a process of its own, as many at a time as there are jobs.
//
//   BatchReport report = run_batch(points, {.jobs = 2, .cores = 2, .runs_lock = lock.runs()});
//   report.overhead()          // 1 - seconds of the runs / (jobs * seconds of the batch)
//
// A point is started when those that it reads are complete and its trunk (trunks.h) has kept the
// checkpoint that it begins from or has ended, else in the order of `points`; where
// one of them isn't complete and won't run, it is blocked. The cores are divided among the runs
// that can start, what is left over to the first of them. Nothing is polled: the batch sleeps till
// a run ends, says something, or a signal comes.
//
// At SIGINT, SIGTERM or SIGHUP the runs are asked to stop, which they do with a checkpoint, and are
// waited for; at another one after a second they end at once.
#pragma once

#include <vector>

#include "apps/batch/plan.h"

namespace consim::apps {

struct BatchOptions {
  int jobs = 1;
  int cores = 1;
  int runs_lock = -1;  ///< what a run keeps open (folder_lock.h)
};

struct BatchReport {
  int jobs = 1;
  double wall_seconds = 0;   ///< of the batch, from the beginning of its program
  double saved_seconds = 0;  ///< host seconds of training that points had from their trunks
  double child_seconds = 0;  ///< wall time of the runs, added up
  int signal = 0;            ///< that ended it; 0: none

  double overhead() const { return 1 - child_seconds / (jobs * wall_seconds); }
};

/// The points' states become those after their runs.
BatchReport run_batch(std::vector<BatchPoint>& points, const BatchOptions& options);

}  // namespace consim::apps
