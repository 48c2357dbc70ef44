#include "sim/learning/executor.h"

#include <algorithm>

#include "base/check.h"
#include "sim/learning/column_kernels.h"

namespace consim::sim {
namespace {

// What a group works on at a time. More than a second-level cache: rows are long, so that pages and
// prefetching matter as well (a ring of 32 × 1 M floats: 2 MiB is 10 to 20 % faster than 512 KiB).
constexpr std::size_t kCacheBytes = 2048 * 1024;

}  // namespace

Executor::Executor(int threads, TaskRunner& runner, std::int64_t columns,
                   std::size_t bytes_per_column)
    : runner_(runner), columns_(columns), bytes_per_column_(bytes_per_column) {
  CONSIM_ASSERT(threads >= 1 && columns >= 1, threads, columns);
  for (int thread = 1; thread < threads; ++thread)
    threads_.emplace_back(
        [this, thread](const std::stop_token& stop) { thread_main(stop, thread); });
}

Executor::~Executor() {
  for (std::jthread& thread : threads_) thread.request_stop();
  {
    const Lock guard(mutex_);
    work_or_progress_.notify_all();
  }
}

TaskRef Executor::submit(TensorTask work, std::span<const TaskRef> after) {
  std::uint32_t index = 0;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(tasks_.size());
    tasks_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  Task& task = tasks_[index];
  task.work = std::move(work);
  task.sequence = next_sequence_++;
  task.index = index;
  task.grouped = false;
  task.blockers = 1;  // itself, until all predecessors are known
  for (const TaskRef ref : after)
    if (is_pending(ref)) {
      tasks_[ref.index].dependents.push_back(&task);
      ++task.blockers;
    }
  ++pending_;
  if (works_on_columns(task.work)) waiting_columns_.push_back(&task);
  unblock(task);
  return {index, task.sequence};
}

void Executor::wake() {
  if (!threads_.empty()) work_or_progress_.notify_all();
}

void Executor::unblock(Task& task) {
  if (--task.blockers > 0) return;
  if (works_on_columns(task.work)) {
    ++ready_columns_;
  } else {
    ready_rows_.push_back(&task);
    std::push_heap(ready_rows_.begin(), ready_rows_.end(), LaterTask{});
  }
  wake();
}

void Executor::finish(Task& task) {
  runner_.finished(task.work);
  // Those in the same group aren't among them.
  for (Task* dependent : task.dependents) unblock(*dependent);
  task.dependents.clear();
  task.sequence = 0;
  free_.push_back(task.index);
  --pending_;
}

// Every column task that can run now, or after others of this group and nothing else: predecessors
// come first in issue order.
Executor::Group Executor::collect_group() {
  Group group;
  std::vector<Task*> left;
  for (Task* task : waiting_columns_) {
    task->grouped = task->blockers == task->grouped_blockers;
    (task->grouped ? group.tasks : left).push_back(task);
    if (!task->grouped) continue;
    for (Task* dependent : task->dependents) ++dependent->grouped_blockers;
  }
  waiting_columns_ = std::move(left);
  for (const Task* task : group.tasks)
    for (Task* dependent : task->dependents) dependent->grouped_blockers = 0;
  return group;
}

bool Executor::make_group() {
  if (ready_columns_ == 0) return false;
  Group group = collect_group();
  ready_columns_ = 0;
  for (Task* task : group.tasks) {
    task->blockers = 0;
    std::erase_if(task->dependents, [](const Task* dependent) { return dependent->grouped; });
  }
  group.block_columns = block_width(group.tasks.size());
  groups_.push_back(std::move(group));
  return true;
}

// Each task brings about one row of its own, and a step's accumulators stay as well.
std::int64_t Executor::block_width(std::size_t tasks) const {
  const auto columns = static_cast<std::int64_t>(kCacheBytes / (bytes_per_column_ * (tasks + 4)));
  return std::max<std::int64_t>(1, columns / kPiece) * kPiece;
}

template <class Work>
void Executor::guarded(Lock& lock, const Work& work) {
  ++running_;
  lock.unlock();
  std::exception_ptr error;
  try {
    work();
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  --running_;
  if (error) fail(error);
}

void Executor::fail(std::exception_ptr error) {
  if (!error_) error_ = std::move(error);
  wake();
}

// Tasks under way may still use what the caller is about to leave.
void Executor::throw_error(Lock& lock) {
  work_or_progress_.wait(lock, [&] { return running_ == 0; });
  std::rethrow_exception(error_);
}

bool Executor::run_block(Lock& lock) {
  const auto open = std::find_if(groups_.begin(), groups_.end(),
                                 [&](const Group& group) { return group.next_column < columns_; });
  if (open == groups_.end()) return false;
  Group& group = *open;
  const ColumnRange block{group.next_column,
                          std::min(columns_, group.next_column + group.block_columns)};
  group.next_column = block.end;
  ++group.running;
  if (block.end < columns_) wake();
  guarded(lock, [&] {
    for (const Task* task : group.tasks) runner_.run_columns(task->work, block);
  });
  --group.running;
  if (error_) wake();
  if (error_ || group.running > 0 || group.next_column < columns_) return true;
  for (Task* task : group.tasks) finish(*task);
  groups_.erase(open);
  wake();
  return true;
}

bool Executor::run_ready_row(Lock& lock, int thread) {
  if (ready_rows_.empty()) return false;
  std::pop_heap(ready_rows_.begin(), ready_rows_.end(), LaterTask{});
  Task& task = *ready_rows_.back();
  ready_rows_.pop_back();
  guarded(lock, [&] { runner_.run_row(task.work, thread); });
  if (!error_) finish(task);
  wake();
  return true;
}

bool Executor::run_one(Lock& lock, int thread) {
  if (error_) return false;
  if (run_block(lock) || run_ready_row(lock, thread)) return true;
  return make_group() && run_block(lock);
}

void Executor::thread_main(const std::stop_token& stop, int thread) {
  Lock guard(mutex_);
  while (!stop.stop_requested()) try {
      if (!run_one(guard, thread)) work_or_progress_.wait(guard);
    } catch (...) {  // wrong code outside of a task
      fail(std::current_exception());
    }
}

void Executor::help_until(Lock& guard, const std::function<bool()>& done) {
  while (!error_ && pending_ > 0 && !done()) {
    if (run_one(guard, 0)) continue;
    CONSIM_ASSERT(running_ > 0, pending_);
    work_or_progress_.wait(guard);
  }
  if (error_) throw_error(guard);
}

}  // namespace consim::sim
