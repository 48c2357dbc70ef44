// Runs tensor tasks as soon as what they depend on is done, on a fixed set of threads.
//
// Tasks are submitted by one thread, in issue order, each with the earlier tasks that it must
// follow. A thread that looks for work takes, first, a block of columns of a group that is being
// worked on; else the earliest ready row task; else it makes a group: all column tasks that are
// ready or wait only for column tasks of the same group, in issue order. A group is run block of
// columns by block of columns, so rows stay in cache through rounds of mixing and the folds after
// them.
//
// The submitting thread is one of the threads: it works while it waits (`help_until`), so `threads`
// = 1 starts none, and the order of tasks differs with threads but no result does, since every task
// is a pure function of what it follows.
//
//   Executor executor(2, runner, columns, sizeof(float));
//   auto lock = executor.lock();
//   TaskRef a = executor.submit(LocalStep{…}, {});
//   TaskRef b = executor.submit(Combine{…}, std::array{a});
//   executor.help_until(lock, [&] { return !executor.is_pending(b); });
//
// Errors: after an exception in a task no further task is begun; when those under way have ended,
// it is thrown by help_until, and by every later call.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <list>
#include <mutex>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

#include "sim/learning/tensor_task.h"

namespace consim::sim {

struct ColumnRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// What tasks do; implemented by the Swarm.
class TaskRunner {
 public:
  virtual ~TaskRunner() = default;
  /// A row task, on thread `thread` (0, …, threads − 1; 0 is the submitting thread). Called without
  /// any lock.
  virtual void run_row(const TensorTask& task, int thread) = 0;
  /// A column task on some columns. Called without any lock.
  virtual void run_columns(const TensorTask& task, ColumnRange columns) = 0;
  /// All of the task is done. Called under the executor's lock.
  virtual void finished(const TensorTask& task) = 0;
};

/// Names a submitted task; stays valid, and means "done" once the task is done.
struct TaskRef {
  std::uint32_t index = 0;
  std::uint64_t sequence = 0;  ///< 0: no task
};

class Executor {
 public:
  /// `columns`: the width of all rows; `bytes_per_column` of one row.
  Executor(int threads, TaskRunner& runner, std::int64_t columns, std::size_t bytes_per_column);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  using Lock = std::unique_lock<std::mutex>;
  Lock lock() { return Lock(mutex_); }

  /// Requires the lock.
  TaskRef submit(TensorTask task, std::span<const TaskRef> after);
  /// Requires the lock.
  bool is_pending(TaskRef ref) const {
    return ref.sequence != 0 && tasks_[ref.index].sequence == ref.sequence;
  }

  /// Works, or waits for the other threads, until `done()` holds or nothing is pending. Requires
  /// the lock, which is held again when `done` is called and at return.
  void help_until(Lock& lock, const std::function<bool()>& done);

 private:
  struct Task {
    TensorTask work;
    std::uint64_t sequence = 0;
    int blockers = 0;          ///< tasks it follows that aren't done
    int grouped_blockers = 0;  ///< those of them in the group that is being made
    bool grouped = false;      ///< in a group
    std::uint32_t index = 0;   ///< its place in tasks_
    std::vector<Task*> dependents;
  };
  struct Group {
    std::vector<Task*> tasks;  ///< in issue order
    std::int64_t block_columns = 0;
    std::int64_t next_column = 0;
    int running = 0;
  };
  struct LaterTask {
    bool operator()(const Task* a, const Task* b) const { return a->sequence > b->sequence; }
  };

  void thread_main(const std::stop_token& stop, int thread);
  bool run_one(Lock& lock, int thread);
  bool run_block(Lock& lock);
  bool run_ready_row(Lock& lock, int thread);
  bool make_group();
  Group collect_group();
  std::int64_t block_width(std::size_t tasks) const;
  void unblock(Task& task);
  void wake();
  void finish(Task& task);
  template <class Work>
  void guarded(Lock& lock, const Work& work);
  void fail(std::exception_ptr error);
  void throw_error(Lock& lock);

  TaskRunner& runner_;
  std::int64_t columns_;
  std::size_t bytes_per_column_;

  std::mutex mutex_;
  std::condition_variable work_or_progress_;
  std::deque<Task> tasks_;              ///< a deque, since threads hold references
  std::vector<std::uint32_t> free_;     ///< places in tasks_
  std::vector<Task*> ready_rows_;       ///< heap, earliest first
  std::vector<Task*> waiting_columns_;  ///< column tasks not yet in a group, in issue order
  std::size_t ready_columns_ = 0;       ///< those of them with no blockers
  std::list<Group> groups_;             ///< being worked on; a list, since threads hold references
  std::uint64_t next_sequence_ = 1;
  std::size_t pending_ = 0;
  int running_ = 0;  ///< threads inside a task
  std::exception_ptr error_;
  std::vector<std::jthread> threads_;  ///< last, so that they end first
};

}  // namespace consim::sim
