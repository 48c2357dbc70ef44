// What the Swarm's tasks do, on any thread.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "sim/learning/column_kernels.h"
#include "sim/learning/gram.h"
#include "sim/learning/swarm.h"
#include "sim/learning/swarm_state.h"

namespace consim::sim {
namespace {

template <class T>
std::vector<std::byte> narrow(const std::vector<double>& values) {
  std::vector<std::byte> bytes(values.size() * sizeof(T));
  std::transform(values.begin(), values.end(), reinterpret_cast<T*>(bytes.data()),
                 [](double value) { return static_cast<T>(value); });
  return bytes;
}

Score total(const std::vector<Score>& scores) {
  Score sum;
  for (const Score& score : scores) {
    sum.loss += score.loss;
    sum.correct += score.correct;
    sum.samples += score.samples;
  }
  return sum;
}

// 0/0 is NaN: a split without samples has no loss.
double mean_loss(const Score& score) { return score.loss / static_cast<double>(score.samples); }
double accuracy(const Score& score) { return score.correct / static_cast<double>(score.samples); }

// Of one score a node.
LocalAccuracy local_accuracy(const std::vector<Score>& scores) {
  LocalAccuracy result;
  if (scores.empty()) return result;
  result = {0, accuracy(scores.front()), accuracy(scores.front())};
  for (const Score& score : scores) {
    result.mean += accuracy(score) / static_cast<double>(scores.size());
    result.least = std::min(result.least, accuracy(score));
    result.greatest = std::max(result.greatest, accuracy(score));
  }
  return result;
}

// As many parts as keep threads busy, fewer where the matrices would be large; of n and d alone.
std::vector<ColumnRange> gram_parts(std::int64_t dimension, std::int64_t nodes) {
  constexpr std::int64_t kMostParts = 16, kMostNumbers = std::int64_t{1} << 22;
  const std::int64_t all = pieces(dimension);
  const std::int64_t count =
      std::clamp<std::int64_t>(kMostNumbers / (nodes * nodes), 1, std::min(kMostParts, all));
  std::vector<ColumnRange> parts;
  for (std::int64_t k = 0; k < count; ++k)
    parts.push_back(
        {all * k / count * kPiece, std::min(dimension, all * (k + 1) / count * kPiece)});
  return parts;
}

// Gives up what a finished task had.
struct Finish {
  RowPool& pool;

  void operator()(const LocalStep& task) const {
    pool.release(task.point);
    if (task.out != task.x) pool.release(task.x);
    --task.moments->pending;
  }
  void operator()(const Evaluate&) const {}
  void operator()(const Statistics&) const {}
  void operator()(const EvaluateNode& task) const {
    pool.release(task.row);
    --task.moments->pending;
  }
  void operator()(const SampleGradient&) const {}
  void operator()(const GramPart&) const {}
  void operator()(const Combine& task) const {
    pool.release(task.own);
    for (const Term& term : task.terms) pool.release(term.version);
    if (task.moments != nullptr) --task.moments->pending;
  }
  void operator()(const Average& task) const {
    for (const VersionId version : task.versions) pool.release(version);
  }
  void operator()(const Fold& task) const {
    pool.release(task.row);
    --task.moments->pending;
  }
  void operator()(const Deviation& task) const {
    pool.release(task.row);
    --task.moments->pending;
  }
};

}  // namespace

void Swarm::finished(const TensorTask& task) { std::visit(Finish{pool_}, task); }

void Swarm::run_row(const TensorTask& task, int thread) {
  auto& state = threads_[static_cast<std::size_t>(thread)];
  if (!state) state = std::make_unique<ThreadState>(learner_.make_worker());
  if (const auto* step = std::get_if<LocalStep>(&task))
    run(*step, *state);
  else if (const auto* own = std::get_if<EvaluateNode>(&task))
    run(*own, *state);
  else if (const auto* statistics = std::get_if<Statistics>(&task))
    run(*statistics, *state);
  else if (const auto* part = std::get_if<GramPart>(&task))
    run(*part);
  else if (const auto* sample = std::get_if<SampleGradient>(&task))
    run(*sample, *state);
  else
    run(std::get<Evaluate>(task), *state);
}

void Swarm::run(const LocalStep& task, ThreadState& thread) {
  thread.gradient.resize(pool_.row_bytes());
  const Row gradient = task.gradient_copy != kNoVersion
                           ? row(task.gradient_copy)
                           : Row{scalar_, thread.gradient.data(), dimension_};
  const double loss = thread.worker->loss_and_gradient({task.node, task.step}, row(task.point),
                                                       buffers(task.node), gradient);
  task.moments->loss[static_cast<std::size_t>(task.node)] = loss;
  const auto update = [&]<class T>(T) {
    local_update<T>(task, gradient);
    if (task.probes) task.moments->probe = probe<T>(task, thread, gradient.as<T>());
  };
  if (scalar_ == Scalar::kFloat)
    update(float{});
  else
    update(double{});
}

// Both gradients are of the step's own mini-batch; what they make of its buffers is thrown away.
template <class T>
Probe Swarm::probe(const LocalStep& task, ThreadState& thread, std::span<const T> gradient) {
  const BatchPlace place{task.node, task.step};
  thread.other_gradient.resize(pool_.row_bytes());
  const Row other{scalar_, thread.other_gradient.data(), dimension_};
  const auto scratch_buffers = [&] {
    const Row own = buffers(task.node);
    const auto* from = static_cast<const std::byte*>(own.data());
    thread.other_buffers.assign(from, from + static_cast<std::size_t>(own.size()) * sizeof(T));
    return Row{scalar_, thread.other_buffers.data(), buffer_size_};
  };
  const ConstRow point = row(task.point), out = row(task.out);
  Probe result;
  thread.worker->loss_and_gradient(place, out, scratch_buffers(), other);
  result.secant = std::sqrt(squared_distance<T>(ConstRow(other).as<T>(), gradient) /
                            squared_distance<T>(out.as<T>(), point.as<T>()));
  if (const double share = learner_.half_batch_share(); share > 0) {
    thread.worker->half_gradient(place, point, scratch_buffers(), other);
    result.noise = squared_distance<T>(ConstRow(other).as<T>(), gradient) * share / (1 - share);
  }
  return result;
}

template <class T>
void Swarm::local_update(const LocalStep& task, Row gradient) {
  const std::span<const T> g = gradient.as<T>();
  if (!task.moments->gradient_square.empty()) {
    double square = 0;
    for (const T value : g) square += static_cast<double>(value) * static_cast<double>(value);
    task.moments->gradient_square[static_cast<std::size_t>(task.node)] = square;
  }
  sgd_update<T>(sgd(task.step), task.learning_rate,
                {.point = ConstRow(row(task.point)).as<T>(),
                 .x = ConstRow(row(task.x)).as<T>(),
                 .gradient = g,
                 .u = momentum(task.node).as<T>(),
                 .out = row(task.out).as<T>()});
}

void Swarm::run(const Evaluate& task, ThreadState& thread) {
  EvaluationState& evaluation = *task.evaluation;
  evaluation.scores(task.split)[static_cast<std::size_t>(task.part)] = thread.worker->evaluate(
      task.split, task.part, {scalar_, evaluation.parameters.data(), dimension_},
      {scalar_, evaluation.buffers.data(), buffer_size_});
}

void Swarm::run(const Statistics& task, ThreadState& thread) {
  EvaluationState& evaluation = *task.evaluation;
  std::vector<std::byte>& out = evaluation.statistics[static_cast<std::size_t>(task.part)];
  thread.worker->statistics(task.part, {scalar_, evaluation.parameters.data(), dimension_},
                            {scalar_, out.data(), buffer_size_});
}

void Swarm::run(const EvaluateNode& task, ThreadState& thread) {
  std::vector<Score> scores(static_cast<std::size_t>(learner_.evaluation_parts(Split::kLocalTest)));
  for (std::size_t part = 0; part < scores.size(); ++part)
    scores[part] = thread.worker->evaluate(Split::kLocalTest, static_cast<std::int64_t>(part),
                                           row(task.row), buffers(task.node));
  task.moments->local_test[static_cast<std::size_t>(task.node)] = total(scores);
}

void Swarm::run(const GramPart& task) {
  GramState& state = *task.state;
  std::vector<double>& out = state.parts[task.part];
  const ColumnRange columns = state.columns[task.part];
  const auto add = [&]<class T>(T) {
    std::vector<const T*> rows;
    for (const std::byte* row : state.rows) rows.push_back(reinterpret_cast<const T*>(row));
    out.back() = add_gram<T>(rows, columns, std::span(out).first(rows.size() * rows.size()));
  };
  if (scalar_ == Scalar::kFloat)
    add(float{});
  else
    add(double{});
}

void Swarm::run_columns(const TensorTask& task, ColumnRange columns) {
  const auto visit = [&](const auto& work) {
    if constexpr (requires { this->run<float>(work, columns); }) {
      if (scalar_ == Scalar::kFloat)
        run<float>(work, columns);
      else
        run<double>(work, columns);
    }
  };
  std::visit(visit, task);
}

// A weight 0 takes no part: 0·x would carry over what isn't finite, and the sign of zeros.
template <class T>
void Swarm::run(const Combine& task, ColumnRange columns) {
  const auto size = static_cast<std::size_t>(columns.end - columns.begin);
  const std::span<const T> own(block<T>(task.own, columns), size);
  std::vector<WeightedRow<T>> terms;
  terms.reserve(task.terms.size() + 1);
  if (task.self_weight != 0) terms.push_back({static_cast<T>(task.self_weight), own.data()});
  for (const Term& term : task.terms)
    if (term.weight != 0)
      terms.push_back({static_cast<T>(term.weight), block<T>(term.version, columns)});
  const std::span<T> out(block<T>(task.out, columns), size);
  combine<T>(out, terms);
  if (task.displacement == nullptr) return;
  for (std::size_t begin = 0; begin < size; begin += kPiece) {
    const std::size_t width = std::min<std::size_t>(kPiece, size - begin);
    task.displacement[(columns.begin + static_cast<std::int64_t>(begin)) / kPiece] =
        squared_distance<T>(out.subspan(begin, width), own.subspan(begin, width));
  }
}

template <class T>
void Swarm::run(const Average& task, ColumnRange columns) {
  std::vector<const T*> rows;
  rows.reserve(task.versions.size());
  for (const VersionId version : task.versions) rows.push_back(block<T>(version, columns));
  sim::average<T>(
      {block<T>(task.out, columns), static_cast<std::size_t>(columns.end - columns.begin)}, rows);
}

template <class T>
void Swarm::run(const Fold& task, ColumnRange columns) {
  for (std::int64_t begin = columns.begin; begin < columns.end; begin += kPiece)
    fold_piece<T>(*task.stage, task, {begin, std::min(columns.end, begin + kPiece)});
  if (columns.begin == 0 && task.buffers_of >= 0) fold_buffers<T>(task);
}

// Where layers meet inside a piece, each layer's part is added up once more by itself, from the
// mean as it was before: the piece's own sum keeps its order.
template <class T>
void Swarm::fold_piece(StageMoments& stage, const Fold& task, ColumnRange piece) {
  const std::int64_t number = piece.begin / kPiece;
  const double reciprocal = 1.0 / static_cast<double>(task.k);
  const std::span<const T> x(block<T>(task.row, piece),
                             static_cast<std::size_t>(piece.end - piece.begin));
  const std::span<double> mean(stage.mean.data() + piece.begin, x.size());
  const auto add = [&] {
    const double square = sim::fold<T>(x, mean, reciprocal);
    stage.squares[static_cast<std::size_t>(number)] += square;
    return square;
  };
  if (stage.by_segment.empty()) {
    add();
    return;
  }
  const auto segments = segments_.of_piece(number);
  if (segments.size() == 1) {
    stage.by_segment[segments.front()] += add();
    return;
  }
  std::array<double, kPiece> before;
  std::ranges::copy(mean, before.begin());
  add();
  for (const std::size_t segment : segments) {
    const ColumnRange part = segments_.columns(segment);
    const auto begin = static_cast<std::size_t>(part.begin - piece.begin);
    const auto width = static_cast<std::size_t>(part.end - part.begin);
    stage.by_segment[segment] +=
        sim::fold<T>(x.subspan(begin, width), std::span(before).subspan(begin, width), reciprocal);
  }
}

template <class T>
void Swarm::fold_buffers(const Fold& task) {
  const std::span<const T> values = ConstRow(buffers(task.buffers_of)).as<T>();
  std::vector<double>& mean = task.stage->buffers;
  for (std::size_t i = 0; i < values.size(); ++i)
    mean[i] += (static_cast<double>(values[i]) - mean[i]) / static_cast<double>(task.k);
}

Measurement Swarm::measure_all(std::uint32_t step, std::span<const VersionId> versions) {
  auto guard = lock();
  const auto n = static_cast<std::size_t>(n_);
  CONSIM_ASSERT(versions.size() == n, versions.size(), n_);
  GramState state{{}, gram_parts(dimension_, n_), {}};
  after_.clear();
  for (const VersionId version : versions) {
    state.rows.push_back(pool_.data(version));
    after_.push_back(writer(version));
  }
  state.parts.assign(state.columns.size(), std::vector<double>(n * n + 1));
  std::vector<TaskRef> tasks;
  for (std::size_t part = 0; part < state.parts.size(); ++part)
    tasks.push_back(executor_.submit(GramPart{&state, part}, after_));
  StepMoments& of_step = moments(step);
  const bool spread = of_step.probed && of_step.gradient.folded == n_;
  if (spread) tasks.push_back(of_step.gradient.last);
  wait_for(guard, tasks);
  for (const VersionId version : versions) pool_.release(version);
  Measurement result;
  result.nodes = n;
  result.gram.resize(n * n);
  result.rounding = std::ldexp(1.0, scalar_ == Scalar::kFloat ? -24 : -53);
  if (spread) result.gradients = gradient_spread(of_step);
  const std::vector<double>& squares = of_step.gradient_square;
  result.local_gradient_norm =
      squares.empty() ? std::numeric_limits<double>::quiet_NaN()
                      : std::sqrt(std::accumulate(squares.begin(), squares.end(), 0.0) /
                                  static_cast<double>(n));
  for (const std::vector<double>& part : state.parts) {
    for (std::size_t k = 0; k < n * n; ++k) result.gram[k] += part[k];
    result.mean_norm += part.back();
  }
  for (std::size_t i = 0; i < n; ++i)  // the parts are lower triangles
    for (std::size_t j = 0; j < i; ++j) result.gram[j * n + i] = result.gram[i * n + j];
  result.mean_norm = std::sqrt(result.mean_norm);
  return result;
}

void Swarm::recompute_buffers(Executor::Lock& guard, EvaluationState& state) {
  const std::int64_t parts = learner_.statistics_parts();
  if (parts == 0) return;
  state.statistics.assign(static_cast<std::size_t>(parts),
                          std::vector<std::byte>(state.buffers.size()));
  std::vector<TaskRef> tasks;
  for (std::int64_t part = 0; part < parts; ++part)
    tasks.push_back(executor_.submit(Statistics{&state, part}, {}));
  wait_for(guard, tasks);
  const auto mean = [&]<class T>(T) {
    std::vector<double> sum(static_cast<std::size_t>(buffer_size_));
    for (const std::vector<std::byte>& one : state.statistics)
      for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += static_cast<double>(reinterpret_cast<const T*>(one.data())[i]);
    for (double& value : sum) value /= static_cast<double>(parts);
    return narrow<T>(sum);
  };
  state.buffers = scalar_ == Scalar::kFloat ? mean(float{}) : mean(double{});
}

Evaluation Swarm::evaluate() {
  auto guard = lock();
  CONSIM_ASSERT(static_cast<std::int64_t>(mean_buffers_.size()) == buffer_size_,
                mean_buffers_.size(), buffer_size_);
  const bool is_float = scalar_ == Scalar::kFloat;
  EvaluationState state{is_float ? narrow<float>(mean_) : narrow<double>(mean_),
                        is_float ? narrow<float>(mean_buffers_) : narrow<double>(mean_buffers_),
                        {},
                        {},
                        {}};
  recompute_buffers(guard, state);
  std::vector<TaskRef> tasks;
  for (const Split split : {Split::kTrain, Split::kTest}) {
    const std::int64_t parts = learner_.evaluation_parts(split);
    state.scores(split).resize(static_cast<std::size_t>(parts));
    for (std::int64_t part = 0; part < parts; ++part)
      tasks.push_back(executor_.submit(Evaluate{&state, split, part}, {}));
  }
  wait_for(guard, tasks);
  const Score train = total(state.train);
  const Score test = total(state.test);
  return {mean_loss(train),
          accuracy(train),
          mean_loss(test),
          accuracy(test),
          local_accuracy(local_test_),
          gradient_norm(guard, state)};
}

}  // namespace consim::sim
