// Issuing: versions, dependencies and waiting. What tasks do stands in swarm_tasks.cpp
// and swarm_spread.cpp.
#include "sim/learning/swarm.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/check.h"
#include "sim/learning/column_kernels.h"
#include "sim/learning/swarm_state.h"

namespace consim::sim {

// Uses of a row in the pool: one for the node whose x it is, one for a pending gradient's point,
// one for each message and for each task that reads it. A task has no use of the row that it
// writes: who gives up a row either is ordered after its writer or (in assign) sees that another
// use is left.

Swarm::Swarm(const Learner& learner, const Config& config)
    : learner_(learner),
      config_(config),
      scalar_(learner.layout().scalar),
      dimension_(learner.layout().dimension),
      buffer_size_(learner.layout().buffers),
      n_(learner.nodes()),
      segments_(learner.layout()),
      pool_(static_cast<std::size_t>(dimension_) * size_of(scalar_)),
      nodes_(static_cast<std::size_t>(n_)),
      last_step_(static_cast<std::size_t>(n_)),
      last_buffer_reader_(static_cast<std::size_t>(n_)),
      last_evaluation_(static_cast<std::size_t>(n_)),
      executor_(config.threads, *this, dimension_, size_of(scalar_)) {
  const auto n = static_cast<std::size_t>(n_);
  threads_.resize(static_cast<std::size_t>(config.threads));
  const bool has_momentum =
      config.sgd.momentum != 0 ||
      std::ranges::any_of(config.changes, [](const auto& change) { return change.sgd.momentum; });
  if (has_momentum) momentum_.resize(n * pool_.row_bytes());
  buffers_.resize(n * static_cast<std::size_t>(buffer_size_) * size_of(scalar_));
  StepMoments initial;
  auto guard = lock();
  for (NodeId i = 0; i < n_; ++i) {
    at(i).x = take(guard);
    learner.initial_point(i, row(at(i).x), buffers(i));
  }
  for (NodeId i = 0; i < n_; ++i) fold(initial, initial.after, {at(i).x});
  executor_.help_until(guard, [] { return false; });
  mean_ = std::move(initial.after.mean);
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
  const auto limit = 3 * static_cast<std::size_t>(n_) + kept_rows();
  const auto enough = limit - (static_cast<std::size_t>(n_) + 1) / 2;
  if (pool_.in_use() >= limit)
    executor_.help_until(guard, [&] { return pool_.in_use() <= enough; });
  const VersionId id = pool_.take();
  writers_.resize(pool_.rows());
  writer(id) = {};
  return id;
}

WatchedGradients Swarm::watched(std::int64_t step) const {
  WatchedGradients result;
  for (const WatchedGradients& from : config_.gradients)
    if (from.start <= step) result = from;
  return result;
}

// -1 in steps that aren't probed.
NodeId Swarm::probing_node(std::int64_t step) const {
  const auto [start, gradients] = watched(step);
  if (gradients != Gradients::kSpread || (step - start) % kProbeEvery != 0) return -1;
  return static_cast<NodeId>((step - start) / kProbeEvery % n_);
}

StepMoments& Swarm::moments(std::uint32_t step) {
  const auto [found, created] = open_steps_.try_emplace(step);
  StepMoments& result = found->second;
  if (created) {
    const auto n = static_cast<std::size_t>(n_);
    result.loss.resize(n);
    const bool recorded = config_.plan.recorded(step);
    result.recorded = recorded;
    result.probed = probing_node(step) >= 0;
    if (recorded || watched(step).gradients != Gradients::kRecorded)
      result.gradient_square.resize(n, std::numeric_limits<double>::quiet_NaN());
    if (recorded || config_.plan.evaluated(step)) {
      result.displacement.resize(n * static_cast<std::size_t>(pieces(dimension_)));
    }
    if (config_.plan.evaluated_locally(step)) result.local_test.resize(n);
    if (config_.plan.evaluated(step)) prepare_spread(result);
  }
  return result;
}

void Swarm::fold(StepMoments& step, StageMoments& stage, Folded folded) {
  if (stage.mean.empty()) {
    stage.mean.resize(static_cast<std::size_t>(dimension_));
    stage.squares.resize(static_cast<std::size_t>(pieces(dimension_)));
  }
  const bool with_buffers = folded.buffers_of >= 0;
  if (with_buffers && stage.buffers.empty())
    stage.buffers.resize(static_cast<std::size_t>(buffer_size_));
  const auto place = static_cast<std::size_t>(folded.buffers_of);
  pool_.use(folded.row);
  ++step.pending;
  const std::array after = {stage.last, writer(folded.row),
                            with_buffers ? last_step_[place] : TaskRef{}};
  stage.last =
      executor_.submit(Fold{folded.row, &step, &stage, ++stage.folded, folded.buffers_of}, after);
  if (with_buffers) last_buffer_reader_[place] = stage.last;
}

// The score follows from the row and the buffers as they are now, so the task is issued now and
// lets go of the row when it is done; the node's next local step, which changes the buffers, waits.
void Swarm::evaluate_node(StepMoments& step, NodeId id) {
  const VersionId x = at(id).x;
  const auto place = static_cast<std::size_t>(id);
  pool_.use(x);
  ++step.pending;
  const std::array after = {writer(x), last_step_[place]};
  last_evaluation_[place] = executor_.submit(EvaluateNode{id, x, &step}, after);
}

void Swarm::compute(NodeId id, std::uint32_t step) {
  auto guard = lock();
  Node& node = at(id);
  CONSIM_ASSERT(node.point == kNoVersion, id, step);
  node.point = node.x;
  node.point_step = step;
  pool_.use(node.x);
}

bool Swarm::is_sole_use(const Node& node) {
  return pool_.uses(node.x) == (node.point == node.x ? 2 : 1);
}

// Gradient and update are one task, so a gradient lives only as long as a thread works on it.
void Swarm::apply(NodeId id) {
  auto guard = lock();
  Node& node = at(id);
  CONSIM_ASSERT(node.point != kNoVersion, id);
  const auto step = static_cast<std::uint32_t>(node.point_step);
  StepMoments& step_moments = moments(step);
  const bool probes = probing_node(step) == id;
  const bool writes_in_place = is_sole_use(node) && !probes;
  // Combining first: the update comes after the mixing, which leaves x as it is now. It waits for x
  // to be folded in, so that it may still write over it.
  TaskRef folded;
  if (node.entered_step == node.point_step) {
    fold(step_moments, step_moments.after_mixing, {node.x});
    folded = step_moments.after_mixing.last;
  }
  LocalStep task{.node = id,
                 .step = step,
                 .learning_rate = learning_rate(step),
                 .point = node.point,
                 .x = node.x,
                 .out = node.x,
                 .moments = &step_moments};
  task.probes = probes;
  if (!writes_in_place) task.out = take(guard);
  const bool measured = step_moments.probed || step_moments.recorded;
  if (measured) task.gradient_copy = take(guard);
  node.x = task.out;
  node.point = kNoVersion;

  ++step_moments.pending;
  const auto place = static_cast<std::size_t>(id);
  const std::array after = {writer(task.point),         writer(task.x),          last_step_[place],
                            last_buffer_reader_[place], last_evaluation_[place], folded};
  const TaskRef ref = executor_.submit(task, after);
  last_step_[place] = ref;
  writer(task.out) = ref;
  if (!measured) return;
  writer(task.gradient_copy) = ref;
  fold(step_moments, step_moments.gradient, {task.gradient_copy});
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
  const bool measures =
      measured >= 0 && (config_.plan.recorded(measured) || config_.plan.evaluated(measured));
  const bool renames = self_weight == 0 && terms.size() == 1 && terms[0].weight == 1;
  if (renames && !measures && pool_.uses(node.x) > 1) {
    pool_.release(node.x);
    node.x = terms[0].version;
    return;
  }
  Combine task{.own = node.x, .self_weight = self_weight, .terms = {terms.begin(), terms.end()}};
  task.out = take(guard);
  if (measures) {
    task.moments = &moments(static_cast<std::uint32_t>(measured));
    task.displacement =
        task.moments->displacement.data() + static_cast<std::int64_t>(id) * pieces(dimension_);
    ++task.moments->pending;
  }
  after_ = {writer(task.own)};
  for (const Term& term : terms) after_.push_back(writer(term.version));
  node.x = task.out;
  writer(node.x) = executor_.submit(std::move(task), after_);
}

VersionId Swarm::average(std::span<const VersionId> versions) {
  auto guard = lock();
  Average task{{versions.begin(), versions.end()}, take(guard)};
  const VersionId out = task.out;
  pool_.use(out, n_ - 1);
  after_.clear();
  for (const VersionId version : versions) after_.push_back(writer(version));
  writer(out) = executor_.submit(std::move(task), after_);
  return out;
}

void Swarm::enter_mixing(NodeId id, std::uint32_t step) {
  auto guard = lock();
  at(id).mixing_step = step;
  at(id).entered_step = step;
  StepMoments& to = moments(step);
  fold(to, to.before_mixing, {at(id).x});
}

void Swarm::end_step(NodeId id, std::uint32_t step) {
  auto guard = lock();
  at(id).mixing_step = -1;
  StepMoments& to = moments(step);
  fold(to, to.after, {at(id).x, config_.plan.evaluated(step) ? id : -1});
  if (config_.plan.evaluated_locally(step)) evaluate_node(to, id);
  if (!to.kept.empty()) keep_row(to, id);
}

StepMeasurement Swarm::measure(std::uint32_t step) {
  auto guard = lock();
  const auto found = open_steps_.find(step);
  CONSIM_ASSERT(found == open_steps_.begin() && found != open_steps_.end(), step);
  StepMoments& moments = found->second;
  CONSIM_ASSERT(moments.after.folded == n_, step, moments.after.folded);
  executor_.help_until(guard, [&] { return moments.pending == 0; });
  const StepMeasurement result = sim::measure(moments, mean_);
  spread_ = config_.plan.evaluated(step) ? measure_spread(moments, segments_) : Spread{};
  mean_ = std::move(moments.after.mean);
  mean_buffers_ = std::move(moments.after.buffers);
  local_test_ = std::move(moments.local_test);
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
  archive(pool_, nodes_, momentum_, buffers_, mean_, mean_buffers_, local_test_, spread_);
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
  const std::size_t nodes = nodes_.size(), momentum = momentum_.size(), buffers = buffers_.size();
  persist(loader);
  if (nodes_.size() != nodes || momentum_.size() != momentum || buffers_.size() != buffers)
    throw base::ArchiveError("the saved state is of other nodes or of another optimizer");
  writers_.assign(pool_.rows(), {});
}

}  // namespace consim::sim
