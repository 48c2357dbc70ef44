#include "sim/learning/executor.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "base/check.h"
#include "sim/learning/column_kernels.h"
#include "tests/sim/learning/task_graph.h"

using namespace consim;
using tests::GraphRunner;
using tests::TaskGraph;

namespace {

constexpr std::size_t kBytes = 64;  // blocks of one piece for all groups used here

// Writes down the calls, for one thread.
class Log final : public sim::TaskRunner {
 public:
  void run_row(const sim::TensorTask& task, int thread) override {
    text += fmt::format("r{}@{} ", std::get<sim::LocalStep>(task).node, thread);
  }
  void run_columns(const sim::TensorTask& task, sim::ColumnRange columns) override {
    text += fmt::format("c{}:{} ", std::get<sim::Fold>(task).k, columns.begin / sim::kPiece);
  }
  void finished(const sim::TensorTask&) override { text += ". "; }
  std::string text;
};

sim::TensorTask row(int id) { return sim::LocalStep{.node = id}; }
sim::TensorTask column(int id) { return sim::Fold{.k = id}; }

struct Boom : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(executor)

BOOST_AUTO_TEST_CASE(one_thread_runs_row_tasks_in_issue_order_when_it_waits) {
  Log log;
  sim::Executor executor(1, log, 10, kBytes);
  auto lock = executor.lock();
  const auto first = executor.submit(row(1), {});
  const auto second = executor.submit(row(2), {});
  executor.submit(row(3), {});
  BOOST_TEST(log.text == "");
  executor.help_until(lock, [&] { return !executor.is_pending(second); });
  BOOST_TEST(log.text == "r1@0 . r2@0 . ");
  BOOST_TEST(!executor.is_pending(first));
  BOOST_TEST(!executor.is_pending({}));
  executor.help_until(lock, [] { return false; });
  BOOST_TEST(log.text == "r1@0 . r2@0 . r3@0 . ");
}

// A chain of column tasks, and one that follows a row task, run together, block by block.
BOOST_AUTO_TEST_CASE(column_tasks_run_as_one_group_block_by_block) {
  Log log;
  sim::Executor executor(1, log, 2 * sim::kPiece + 5, std::size_t{1} << 16);
  auto lock = executor.lock();
  const auto first = executor.submit(column(1), {});
  const auto second = executor.submit(column(2), std::array{first});
  const auto local = executor.submit(row(3), {});
  executor.submit(column(4), std::array{second, local, first});
  executor.submit(row(5), std::array{second});
  executor.help_until(lock, [] { return false; });
  BOOST_TEST(log.text == "r3@0 . c1:0 c2:0 c4:0 c1:1 c2:1 c4:1 c1:2 c2:2 c4:2 . . . r5@0 . ");
}

BOOST_AUTO_TEST_CASE(a_column_task_behind_a_row_task_waits_for_the_next_group) {
  Log log;
  sim::Executor executor(1, log, 5, kBytes);
  auto lock = executor.lock();
  const auto first = executor.submit(column(1), {});
  const auto local = executor.submit(row(2), std::array{first});
  executor.submit(column(3), std::array{local});
  executor.submit(column(4), {});
  executor.help_until(lock, [] { return false; });
  BOOST_TEST(log.text == "c1:0 c4:0 . . r2@0 . c3:0 . ");
}

BOOST_AUTO_TEST_CASE(a_name_of_a_finished_task_stays_finished_when_its_place_is_reused) {
  Log log;
  sim::Executor executor(1, log, 5, kBytes);
  auto lock = executor.lock();
  const auto old = executor.submit(row(1), {});
  executor.help_until(lock, [] { return false; });
  const auto fresh = executor.submit(row(2), std::array{old});
  BOOST_TEST(fresh.index == old.index);
  BOOST_TEST(!executor.is_pending(old));
  BOOST_TEST(executor.is_pending(fresh));
}

BOOST_AUTO_TEST_CASE(generated_graphs_give_the_plain_loops_numbers_on_1_2_and_4_threads) {
  for (const int threads : {1, 2, 4})
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const tests::GraphKind kind{.tasks = 5 + static_cast<int>(seed) * 4,
                                  .columns = 1 + static_cast<std::int64_t>(seed) * 97,
                                  .most_predecessors = 1 + static_cast<int>(seed % 5),
                                  .reach = 1 + static_cast<int>(seed % 7) * 8};
      const TaskGraph graph = tests::random_graph(kind, seed);
      GraphRunner runner(graph, threads);
      sim::Executor executor(threads, runner, graph.columns, kBytes);
      run_all(graph, executor);
      BOOST_TEST(runner.wrong() == std::vector<int>{}, boost::test_tools::per_element());
      BOOST_TEST(runner.finished_tasks() == kind.tasks);
      BOOST_TEST(runner.unfinished_predecessors() == 0, "seed " << seed);
    }
}

// Many small tasks, so that threads meet at the queue all the time.
BOOST_AUTO_TEST_CASE(a_long_run_of_tiny_tasks_neither_hangs_nor_loses_one) {
  for (const int threads : {2, 4}) {
    const TaskGraph graph =
        tests::random_graph({.tasks = 5000, .columns = 3, .most_predecessors = 3, .reach = 50}, 99);
    GraphRunner runner(graph, threads);
    sim::Executor executor(threads, runner, graph.columns, kBytes);
    run_all(graph, executor);
    BOOST_TEST(runner.wrong().empty());
    BOOST_TEST(runner.finished_tasks() == 5000);
  }
}

// Whatever thread the task ran on: the error comes out of the wait, every time, when no task is
// running any more, and nothing hangs.
BOOST_AUTO_TEST_CASE(an_exception_in_a_task_stops_all_and_comes_out_of_the_wait) {
  for (const int threads : {1, 2, 4})
    for (int thrower = 0; thrower < 60; thrower += 7) {
      const TaskGraph graph = tests::random_graph({.tasks = 60, .columns = 2100}, 5);
      GraphRunner runner(graph, threads);
      sim::Executor executor(threads, runner, graph.columns, kBytes);
      runner.on_run = [&](int task) {
        if (task == thrower) throw Boom(fmt::format("task {}", task));
      };
      BOOST_CHECK_EXCEPTION(run_all(graph, executor), Boom, [&](const Boom& boom) {
        return boom.what() == fmt::format("task {}", thrower);
      });
      BOOST_TEST(runner.running() == 0);
      auto lock = executor.lock();
      const int before = runner.finished_tasks();
      BOOST_CHECK_THROW(executor.help_until(lock, [] { return true; }), Boom);
      BOOST_TEST(runner.finished_tasks() == before);
    }
}

BOOST_AUTO_TEST_CASE(an_executor_may_end_with_work_left) {
  for (const int threads : {1, 2, 4}) {
    const TaskGraph graph = tests::random_graph({.tasks = 50, .columns = 3000}, 8);
    GraphRunner runner(graph, threads);
    sim::Executor executor(threads, runner, graph.columns, kBytes);
    auto lock = executor.lock();
    for (int t = 0; t < 50; ++t) executor.submit(tensor_task(graph, t), {});
  }
}

BOOST_AUTO_TEST_CASE(no_threads_or_no_columns_are_wrong_code) {
  Log log;
  BOOST_CHECK_THROW(sim::Executor(0, log, 5, 8), base::LogicError);
  BOOST_CHECK_THROW(sim::Executor(1, log, 0, 8), base::LogicError);
}

BOOST_AUTO_TEST_SUITE_END()
