#include "tests/sim/learning/task_graph.h"

#include <algorithm>
#include <numeric>

namespace consim::tests {
namespace {

std::uint64_t mixed(std::uint64_t sum, std::uint64_t value) {
  sum = (sum ^ value) * 0x9e3779b97f4a7c15u;
  return sum ^ (sum >> 29);
}

std::uint64_t begin_value(int task, std::int64_t column) {
  return mixed(static_cast<std::uint64_t>(task), static_cast<std::uint64_t>(column));
}

int task_of(const sim::TensorTask& task) {
  if (const auto* step = std::get_if<sim::LocalStep>(&task)) return step->node;
  return static_cast<int>(std::get<sim::Fold>(task).k);
}

std::vector<std::vector<std::uint64_t>> plain_loop(const TaskGraph& graph) {
  std::vector<std::vector<std::uint64_t>> values;
  for (std::size_t t = 0; t < graph.tasks.size(); ++t) {
    std::vector<std::uint64_t> row(static_cast<std::size_t>(graph.columns));
    for (std::size_t c = 0; c < row.size(); ++c) {
      row[c] = begin_value(static_cast<int>(t), static_cast<std::int64_t>(c));
      for (const int before : graph.tasks[t].after)
        row[c] = mixed(row[c], values[static_cast<std::size_t>(before)][c]);
    }
    values.push_back(std::move(row));
  }
  return values;
}

}  // namespace

TaskGraph random_graph(const GraphKind& kind, std::uint64_t seed) {
  base::RandomStream stream(seed, base::Purpose::kTest, {1, 0});
  const auto below = [&](int n) {
    return static_cast<int>(stream.below(static_cast<std::uint64_t>(n)));
  };
  TaskGraph graph{.columns = kind.columns, .tasks = {}};
  for (int t = 0; t < kind.tasks; ++t) {
    GraphTask task{.on_columns = below(3) > 0, .after = {}};
    const int predecessors = t == 0 ? 0 : below(kind.most_predecessors + 1);
    for (int p = 0; p < predecessors; ++p)
      task.after.push_back(t - 1 - below(std::min(t, kind.reach)));
    task.wait_before = t > 0 && below(12) == 0;
    task.wait_for = t > 0 ? below(t) : 0;
    graph.tasks.push_back(std::move(task));
  }
  return graph;
}

GraphRunner::GraphRunner(const TaskGraph& graph, int threads)
    : graph_(graph),
      values_(graph.tasks.size(),
              std::vector<std::uint64_t>(static_cast<std::size_t>(graph.columns))),
      runs_(graph.tasks.size(), std::vector<int>(static_cast<std::size_t>(graph.columns))),
      done_(graph.tasks.size()),
      on_thread_(static_cast<std::size_t>(threads)) {}

void GraphRunner::run_row(const sim::TensorTask& task, int thread) {
  ++on_thread_.at(static_cast<std::size_t>(thread));
  write(task_of(task), {0, graph_.columns});
}

void GraphRunner::run_columns(const sim::TensorTask& task, sim::ColumnRange columns) {
  write(task_of(task), columns);
}

void GraphRunner::write(int task, sim::ColumnRange columns) {
  struct Inside {
    explicit Inside(std::atomic<int>& counter) : count(counter) { ++count; }
    ~Inside() { --count; }
    std::atomic<int>& count;
  };
  const Inside inside(running_);
  on_run(task);
  const auto place = static_cast<std::size_t>(task);
  for (std::int64_t column = columns.begin; column < columns.end; ++column) {
    const auto c = static_cast<std::size_t>(column);
    std::uint64_t value = begin_value(task, column);
    for (const int before : graph_.tasks[place].after)
      value = mixed(value, values_[static_cast<std::size_t>(before)][c]);
    values_[place][c] = value;
    ++runs_[place][c];
  }
}

void GraphRunner::finished(const sim::TensorTask& task) {
  const auto place = static_cast<std::size_t>(task_of(task));
  for (const int before : graph_.tasks[place].after)
    if (!done_[static_cast<std::size_t>(before)]) ++early_;
  if (done_[place]) ++early_;
  done_[place] = 1;
  ++finished_;
}

std::vector<int> GraphRunner::wrong() const {
  const auto expected = plain_loop(graph_);
  std::vector<int> wrong;
  for (std::size_t t = 0; t < values_.size(); ++t) {
    const bool once = std::all_of(runs_[t].begin(), runs_[t].end(), [](int k) { return k == 1; });
    if (values_[t] != expected[t] || !once) wrong.push_back(static_cast<int>(t));
  }
  return wrong;
}

sim::TensorTask tensor_task(const TaskGraph& graph, int task) {
  if (graph.tasks[static_cast<std::size_t>(task)].on_columns) return sim::Fold{.k = task};
  return sim::LocalStep{.node = task};
}

void run_all(const TaskGraph& graph, sim::Executor& executor) {
  auto lock = executor.lock();
  std::vector<sim::TaskRef> refs;
  for (std::size_t t = 0; t < graph.tasks.size(); ++t) {
    const GraphTask& task = graph.tasks[t];
    if (task.wait_before)
      executor.help_until(lock, [&] {
        return !executor.is_pending(refs[static_cast<std::size_t>(task.wait_for)]);
      });
    std::vector<sim::TaskRef> after;
    for (const int before : task.after) after.push_back(refs[static_cast<std::size_t>(before)]);
    refs.push_back(executor.submit(tensor_task(graph, static_cast<int>(t)), after));
  }
  executor.help_until(lock, [] { return false; });
}

}  // namespace consim::tests
