// Generated graphs of row and column tasks whose right answer a plain loop knows: each task writes
// a row of numbers made from the rows of the tasks that it follows.
//
//   value(t, c) = mix(t, c, value(p_1, c), value(p_2, c), …)     p_i: what t follows
//
//   GraphRunner runner(graph);  Executor executor(threads, runner, graph.columns, 64);
//   submit_all(…);  runner.check();
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "base/random.h"
#include "sim/learning/executor.h"

namespace consim::tests {

struct GraphTask {
  bool on_columns = false;
  std::vector<int> after;    ///< earlier tasks, perhaps named twice
  bool wait_before = false;  ///< the submitting thread waits for `wait_for` before submitting it
  int wait_for = 0;
};

struct TaskGraph {
  std::int64_t columns = 1;
  std::vector<GraphTask> tasks;
};

struct GraphKind {
  int tasks = 100;
  std::int64_t columns = 5000;
  int most_predecessors = 4;
  int reach = 20;  ///< how far back predecessors lie
};

TaskGraph random_graph(const GraphKind& kind, std::uint64_t seed);

class GraphRunner final : public sim::TaskRunner {
 public:
  GraphRunner(const TaskGraph& graph, int threads);

  void run_row(const sim::TensorTask& task, int thread) override;
  void run_columns(const sim::TensorTask& task, sim::ColumnRange columns) override;
  void finished(const sim::TensorTask& task) override;

  /// Called inside each task, before its work.
  std::function<void(int task)> on_run = [](int) {};
  /// Tasks, or blocks of columns of them, that threads are working on now.
  int running() const { return running_; }
  int finished_tasks() const { return finished_; }
  int unfinished_predecessors() const { return early_; }
  /// The tasks whose numbers differ from the plain loop's.
  std::vector<int> wrong() const;

 private:
  void write(int task, sim::ColumnRange columns);

  const TaskGraph& graph_;
  std::vector<std::vector<std::uint64_t>> values_;
  std::vector<std::vector<int>> runs_;  ///< by task and column
  std::vector<char> done_;
  std::vector<std::uint64_t>
      on_thread_;  ///< plain numbers: a thread number used twice at once is a race
  std::atomic<int> early_ = 0;
  std::atomic<int> running_ = 0;
  int finished_ = 0;
};

sim::TensorTask tensor_task(const TaskGraph& graph, int task);

/// Submits all tasks, waiting where the graph says, and waits for all.
void run_all(const TaskGraph& graph, sim::Executor& executor);

}  // namespace consim::tests
