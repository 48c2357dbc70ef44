// Issuing: versions, dependencies and waiting. What tasks do stands in swarm_tasks.cpp.
#include "sim/learning/swarm.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "sim/learning/column_kernels.h"
#include "sim/learning/swarm_state.h"

namespace consim::sim {

Swarm::Swarm(const Learner& learner, const Config& config)
    : learner_(learner),
      config_(config),
      scalar_(learner.layout().scalar),
      dimension_(learner.layout().dimension),
      buffer_size_(learner.layout().buffers),
      n_(learner.nodes()),
      pool_(static_cast<std::size_t>(dimension_) * size_of(scalar_)),
      nodes_(static_cast<std::size_t>(n_)),
      last_step_(static_cast<std::size_t>(n_)),
      last_buffer_reader_(static_cast<std::size_t>(n_)),
      threads_(static_cast<std::size_t>(config.threads)),
      executor_(config.threads, *this, dimension_, size_of(scalar_)) {
  const auto n = static_cast<std::size_t>(n_);
  if (config.sgd.momentum != 0) momentum_.resize(n * pool_.row_bytes());
  buffers_.resize(n * static_cast<std::size_t>(buffer_size_) * size_of(scalar_));
  StageMoments initial;
  auto guard = lock();
  for (NodeId i = 0; i < n_; ++i) {
    at(i).x = take(guard);
    learner.initial_point(i, row(at(i).x), buffers(i));
    fold(initial, at(i).x, -1);
  }
  executor_.help_until(guard, [] { return false; });
  mean_ = std::move(initial.mean);
}

Swarm::~Swarm() = default;

Row Swarm::momentum(NodeId node) {
  if (momentum_.empty()) return {scalar_, nullptr, 0};
  return {scalar_, momentum_.data() + static_cast<std::size_t>(node) * pool_.row_bytes(),
          dimension_};
}

Row Swarm::buffers(NodeId node) {
  const std::size_t bytes = static_cast<std::size_t>(buffer_size_) * size_of(scalar_);
  return {scalar_, buffers_.data() + static_cast<std::size_t>(node) * bytes, buffer_size_};
}

TaskRef& Swarm::writer(VersionId id) { return writers_[static_cast<std::size_t>(id)]; }

// A row for a new version. At 3·n rows this waits until work has freed a good part of them, which
// also bounds how far issuing runs ahead; if messages under way hold more, the pool grows.
VersionId Swarm::take(Executor::Lock& guard) {
  const auto limit = static_cast<std::size_t>(3 * n_);
  const auto enough = limit - static_cast<std::size_t>((n_ + 1) / 2);
  if (pool_.in_use() >= limit)
    executor_.help_until(guard, [&] { return pool_.in_use() <= enough; });
  const VersionId id = pool_.take();
  writers_.resize(pool_.rows());
  writer(id) = {};
  return id;
}

TaskRef Swarm::submit(TensorTask task, std::vector<TaskRef> after, VersionId written) {
  const TaskRef ref = executor_.submit(std::move(task), after);
  if (written != kNoVersion) writer(written) = ref;
  return ref;
}

StepMoments& Swarm::moments(std::uint32_t step) {
  const auto [found, created] = open_steps_.try_emplace(step);
  StepMoments& result = found->second;
  if (created) {
    const auto n = static_cast<std::size_t>(n_);
    result.loss.resize(n);
    if (config_.plan.recorded(step)) {
      result.gradient_square.resize(n);
      result.displacement.resize(n * static_cast<std::size_t>(pieces(dimension_)));
    }
  }
  return result;
}

void Swarm::fold(StageMoments& stage, VersionId id, NodeId buffers_of) {
  if (stage.mean.empty()) {
    stage.mean.resize(static_cast<std::size_t>(dimension_));
    stage.squares.resize(static_cast<std::size_t>(pieces(dimension_)));
  }
  if (buffers_of >= 0 && stage.buffers.empty())
    stage.buffers.resize(static_cast<std::size_t>(buffer_size_));
  pool_.use(id);
  std::vector<TaskRef> after = {stage.last, writer(id)};
  if (buffers_of >= 0) after.push_back(last_step_[static_cast<std::size_t>(buffers_of)]);
  stage.last = submit(Fold{id, &stage, ++stage.folded, buffers_of}, std::move(after), kNoVersion);
  if (buffers_of >= 0) last_buffer_reader_[static_cast<std::size_t>(buffers_of)] = stage.last;
}

void Swarm::compute(NodeId id, std::uint32_t step) {
  auto guard = lock();
  Node& node = at(id);
  CONSIM_ASSERT(node.point == kNoVersion, id, step);
  node.point = node.x;
  node.point_step = step;
  pool_.use(node.x);
}

// Gradient and update are one task, so a gradient lives only as long as a thread works on it.
void Swarm::apply(NodeId id) {
  auto guard = lock();
  Node& node = at(id);
  CONSIM_ASSERT(node.point != kNoVersion, id);
  LocalStep task{.node = id,
                 .step = node.point_step,
                 .learning_rate = learning_rate(node.point_step),
                 .point = node.point,
                 .x = node.x};
  task.moments = &moments(task.step);
  const std::int32_t own_uses = node.point == node.x ? 2 : 1;
  const bool in_place = pool_.uses(node.x) == own_uses;
  task.out = in_place ? node.x : take(guard);
  pool_.use(task.out);
  const bool recorded = config_.plan.recorded(task.step);
  if (recorded) task.gradient_copy = take(guard);

  const auto place = static_cast<std::size_t>(id);
  const TaskRef ref = submit(
      task, {writer(task.point), writer(task.x), last_step_[place], last_buffer_reader_[place]},
      task.out);
  last_step_[place] = ref;
  if (in_place) pool_.use(node.x);  // the task's use of x, beside the node's
  node.x = task.out;
  node.point = kNoVersion;
  if (!recorded) return;
  writer(task.gradient_copy) = ref;
  pool_.use(task.gradient_copy);
  fold(task.moments->gradient, task.gradient_copy, -1);
  pool_.release(task.gradient_copy);
}

VersionId Swarm::share(NodeId id) {
  auto guard = lock();
  pool_.use(at(id).x);
  return at(id).x;
}

void Swarm::assign(NodeId id, double self_weight, std::span<const Term> terms) {
  auto guard = lock();
  Node& node = at(id);
  const std::int64_t measured = std::exchange(node.mixing_step, -1);
  if (terms.empty() && self_weight == 1) return;
  const bool measures = measured >= 0 && config_.plan.recorded(measured);
  if (!measures && self_weight == 0 && terms.size() == 1 && terms[0].weight == 1) {
    pool_.release(node.x);
    node.x = terms[0].version;
    return;
  }
  Combine task;
  task.terms.push_back({node.x, self_weight});
  task.terms.insert(task.terms.end(), terms.begin(), terms.end());
  task.out = take(guard);
  pool_.use(task.out);
  if (measures)
    task.displacement = moments(static_cast<std::uint32_t>(measured)).displacement.data() +
                        static_cast<std::int64_t>(id) * pieces(dimension_);
  std::vector<TaskRef> after;
  for (const Term& term : task.terms) after.push_back(writer(term.version));
  node.x = task.out;
  submit(std::move(task), std::move(after), node.x);
}

VersionId Swarm::average(std::span<const VersionId> versions) {
  auto guard = lock();
  Average task{{versions.begin(), versions.end()}, take(guard)};
  pool_.use(task.out, n_);  // one a node; the first use is the task's
  std::vector<TaskRef> after;
  for (const VersionId version : versions) after.push_back(writer(version));
  const VersionId out = task.out;
  submit(std::move(task), std::move(after), out);
  return out;
}

void Swarm::enter_mixing(NodeId id, std::uint32_t step) {
  auto guard = lock();
  at(id).mixing_step = step;
  fold(moments(step).before_mixing, at(id).x, -1);
}

void Swarm::end_step(NodeId id, std::uint32_t step) {
  auto guard = lock();
  at(id).mixing_step = -1;
  fold(moments(step).after, at(id).x, config_.plan.evaluated(step) ? id : -1);
}

StepMeasurement Swarm::measure(std::uint32_t step) {
  auto guard = lock();
  const auto found = open_steps_.find(step);
  CONSIM_ASSERT(found == open_steps_.begin() && found != open_steps_.end(), step);
  StepMoments& moments = found->second;
  CONSIM_ASSERT(moments.after.folded == n_, step, moments.after.folded);
  const std::array stages = {&moments.before_mixing, &moments.after, &moments.gradient};
  executor_.help_until(guard, [&] {
    return std::none_of(stages.begin(), stages.end(), [&](const StageMoments* stage) {
      return executor_.is_pending(stage->last);
    });
  });
  const StepMeasurement result = sim::measure(moments, mean_);
  mean_ = std::move(moments.after.mean);
  mean_buffers_ = std::move(moments.after.buffers);
  open_steps_.erase(found);
  return result;
}

void Swarm::drain() {
  auto guard = lock();
  executor_.help_until(guard, [] { return false; });
}

std::vector<double> Swarm::parameters(NodeId id) {
  drain();
  const ConstRow values = row(at(id).x);
  if (scalar_ == Scalar::kDouble) {
    const auto span = values.as<double>();
    return {span.begin(), span.end()};
  }
  const auto span = values.as<float>();
  return {span.begin(), span.end()};
}

base::Hash64 Swarm::hash() {
  drain();
  base::Hash64 result;
  for (const Node& node : nodes_) result.add_bytes(pool_.data(node.x), pool_.row_bytes());
  result.add_bytes(momentum_.data(), momentum_.size());
  result.add_bytes(buffers_.data(), buffers_.size());
  return result;
}

template <class Archive>
void Swarm::persist(Archive& archive) {
  archive(pool_, nodes_, momentum_, buffers_, mean_, mean_buffers_);
  std::vector<std::uint32_t> steps;
  for (const auto& [step, moments] : open_steps_) steps.push_back(step);
  archive(steps);
  for (const std::uint32_t step : steps) archive(open_steps_[step]);
}

void Swarm::save(base::Saver& saver) {
  drain();
  persist(saver);
}

// All tasks are done in a saved state, so nothing of the executor is in it.
void Swarm::load(base::Loader& loader) {
  drain();
  open_steps_.clear();
  persist(loader);
  writers_.assign(pool_.rows(), {});
}

}  // namespace consim::sim
