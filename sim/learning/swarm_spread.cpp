// What evaluations measure beside scores: nodes and layers one by one, and the gradient of the
// averaged model.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "sim/learning/column_kernels.h"
#include "sim/learning/swarm.h"
#include "sim/learning/swarm_state.h"

namespace consim::sim {
namespace {

// Parts of the gradient sample whose gradients are held at a time.
constexpr std::int64_t kGradientsTogether = 16;

template <class T>
void add_row(const std::vector<std::byte>& row, std::vector<double>& sum) {
  const T* values = reinterpret_cast<const T*>(row.data());
  for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += static_cast<double>(values[c]);
}

}  // namespace

// Whether rows are kept is settled when the step's first node begins it, by what is open then.
void Swarm::prepare_spread(StepMoments& moments) {
  const auto n = static_cast<std::size_t>(n_);
  moments.after.by_segment.resize(segments_.size());
  const auto keeps = [](const auto& open) { return !open.second.deviation.empty(); };
  const auto others = static_cast<std::size_t>(std::ranges::count_if(open_steps_, keeps));
  if (others > 0 && (others + 1) * n * pool_.row_bytes() > kKeptBytes) return;
  moments.deviation.resize(n * static_cast<std::size_t>(pieces(dimension_)));
  moments.kept.assign(n, kNoVersion);
}

// Rows that the pool may have beyond what messages and local steps need. The last step's are the
// nodes' own for good.
std::size_t Swarm::kept_rows() const {
  std::size_t rows = 0;
  for (const auto& [step, moments] : open_steps_)
    if (!moments.deviation.empty() && !config_.plan.last(step))
      rows += static_cast<std::size_t>(n_);
  return rows;
}

void Swarm::keep_row(StepMoments& step, NodeId id) {
  pool_.use(at(id).x);
  step.kept[static_cast<std::size_t>(id)] = at(id).x;
  if (step.after.folded < n_) return;
  for (std::size_t i = 0; i < step.kept.size(); ++i) {
    const VersionId row = step.kept[i];
    ++step.pending;
    double* squares = step.deviation.data() + static_cast<std::int64_t>(i) * pieces(dimension_);
    executor_.submit(Deviation{row, &step, squares}, std::array{step.after.last, writer(row)});
  }
  step.kept.clear();
}

void Swarm::wait_for(Executor::Lock& guard, const std::vector<TaskRef>& tasks) {
  executor_.help_until(guard, [&] {
    return std::ranges::none_of(tasks, [&](TaskRef ref) { return executor_.is_pending(ref); });
  });
}

template <class T>
void Swarm::run(const Deviation& task, ColumnRange columns) {
  const std::vector<double>& mean = task.moments->after.mean;
  for (std::int64_t begin = columns.begin; begin < columns.end; begin += kPiece) {
    const ColumnRange piece{begin, std::min(columns.end, begin + kPiece)};
    const auto width = static_cast<std::size_t>(piece.end - piece.begin);
    task.squares[begin / kPiece] = squared_distance_to_mean<T>(
        {block<T>(task.row, piece), width}, {&mean[static_cast<std::size_t>(begin)], width});
  }
}

template void Swarm::run<float>(const Deviation&, ColumnRange);
template void Swarm::run<double>(const Deviation&, ColumnRange);

void Swarm::run(const SampleGradient& task, ThreadState& thread) {
  EvaluationState& state = *task.evaluation;
  state.gradient_samples[task.slot] =
      thread.worker->sample_gradient(task.part, {scalar_, state.parameters.data(), dimension_},
                                     {scalar_, state.buffers.data(), buffer_size_},
                                     {scalar_, state.gradients[task.slot].data(), dimension_});
}

// Parts are added in order, in double.
double Swarm::gradient_norm(Executor::Lock& guard, EvaluationState& state) {
  const std::int64_t parts = learner_.gradient_parts();
  if (parts == 0) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> sum(static_cast<std::size_t>(dimension_));
  std::int64_t samples = 0;
  const auto together = static_cast<std::size_t>(std::min(parts, kGradientsTogether));
  state.gradients.assign(together, std::vector<std::byte>(pool_.row_bytes()));
  state.gradient_samples.assign(together, 0);
  for (std::int64_t first = 0; first < parts; first += kGradientsTogether) {
    const auto count = static_cast<std::size_t>(std::min(kGradientsTogether, parts - first));
    std::vector<TaskRef> tasks;
    for (std::size_t slot = 0; slot < count; ++slot)
      tasks.push_back(executor_.submit(
          SampleGradient{&state, first + static_cast<std::int64_t>(slot), slot}, {}));
    wait_for(guard, tasks);
    for (std::size_t slot = 0; slot < count; ++slot) {
      samples += state.gradient_samples[slot];
      if (scalar_ == Scalar::kFloat)
        add_row<float>(state.gradients[slot], sum);
      else
        add_row<double>(state.gradients[slot], sum);
    }
  }
  double square = 0;
  for (const double value : sum) square += value * value;
  return std::sqrt(square) / static_cast<double>(samples);
}

}  // namespace consim::sim
