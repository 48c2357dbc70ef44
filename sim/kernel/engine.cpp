#include "sim/kernel/engine.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "sim/learning/swarm.h"

namespace consim::sim {
namespace {

constexpr std::size_t kNodesInCache = 4096;

std::uint64_t digest(const Event& event) {
  const auto time = static_cast<std::uint64_t>(event.time.time_since_epoch().count());
  const auto nodes = (static_cast<std::uint64_t>(event.target) << 32) |
                     static_cast<std::uint64_t>(static_cast<std::uint32_t>(event.source));
  const std::uint64_t order = static_cast<std::uint64_t>(event.sequence) * 8 +
                              static_cast<std::uint64_t>(event.event_class);
  return time * 0x9e3779b97f4a7c15u ^ nodes * 0xc2b2ae3d27d4eb4fu ^ order * 0x165667b19e3779f9u;
}

bool is_modelled(base::Duration duration) {
  return duration.count() >= 0 && duration <= base::kLongestModelled;
}

}  // namespace

Engine::Engine(const Cluster& cluster, Parts parts)
    : cluster_(cluster),
      algorithm_(parts.algorithm),
      swarm_(parts.swarm),
      observer_(parts.observer),
      stop_(parts.stop),
      network_(cluster.link, cluster.nodes),
      nodes_(static_cast<std::size_t>(cluster.nodes)),
      outbox_(parts.swarm ? Outbox::For::kLearning : Outbox::For::kTimingOnly) {
  CONSIM_ASSERT(cluster.nodes >= 1 && !cluster.step_time.empty(), cluster.nodes);
  CONSIM_ASSERT(is_modelled(cluster.link.latency), cluster.link.latency.count());
  CONSIM_ASSERT(is_modelled(cluster.link.overhead), cluster.link.overhead.count());
}

void Engine::start() {
  for (NodeId node = 0; node < cluster_.nodes && !time_exhausted_; ++node) {
    algorithm_.start(node, outbox_);
    carry_out(node);
  }
}

Engine::Outcome Engine::run() {
  pause_ = time_exhausted_ || unreachable();
  while (!queue_.empty()) {
    if (pause_) return stopped();
    if (std::exchange(pause_requested_, false)) return Outcome::kPaused;
    if (stop_ != nullptr && stop_->load(std::memory_order_relaxed)) return Outcome::kPaused;
    const Event event = queue_.pop();
    if (nodes_.size() > kNodesInCache)
      for (const Event& next : queue_.coming()) prefetch(next);
    handle(event);
  }
  const Outcome outcome = stopped();
  return outcome == Outcome::kPaused ? Outcome::kFinished : outcome;
}

Engine::Outcome Engine::stopped() const {
  if (unreachable()) return Outcome::kTargetUnreachable;
  return time_exhausted_ ? Outcome::kTimeExhausted : Outcome::kPaused;
}

void Engine::prefetch(const Event& event) const {
  if (event.event_class != EventClass::kMessageReceived) network_.prefetch(event.target);
  if (event.event_class == EventClass::kPacketArrived) return;
  __builtin_prefetch(&nodes_[static_cast<std::size_t>(event.target)]);
  __builtin_prefetch(&nodes_[static_cast<std::size_t>(event.source)]);
  algorithm_.prefetch(event.target);
}

void Engine::handle(const Event& event) {
  now_ = event.time;
  ++events_;
  event_hash_.add(digest(event));
  switch (event.event_class) {
    case EventClass::kPacketArrived:
      packet_arrived(event);
      return;
    case EventClass::kMessageReceived:
      message_received(event);
      break;
    case EventClass::kCollectiveDone:
      at(event.target).end_traffic(now_);
      break;
    case EventClass::kComputeDone:
      at(event.target).end_compute(now_);
      break;
  }
  algorithm_.on(event.target, payload(event), outbox_);
  carry_out(event.target);
}

// False ends the run.
inline bool Engine::reaches(base::Time time) {
  if (EventQueue::reaches(time)) [[likely]]
    return true;
  time_exhausted_ = pause_ = true;
  return false;
}

void Engine::packet_arrived(const Event& event) {
  const base::Time time = network_.arrive(event.target, now_, event.size());
  if (!reaches(time)) return;
  queue_.push({.time = time,
               .target = event.target,
               .source = event.source,
               .sequence = event.sequence,
               .version = event.version,
               .tag = event.tag,
               .size_bytes = event.size_bytes,
               .event_class = EventClass::kMessageReceived});
}

void Engine::message_received(const Event& event) {
  NodeAccount& receiver = at(event.target);
  receiver.end_traffic(now_);
  receiver.bytes_received += event.size().count;
  at(event.source).end_traffic(now_);
}

// In a timing-only run the outbox drops the intents that need a Swarm.
struct Engine::Carry {
  Engine& engine;
  NodeId node;

  void operator()(const Compute& intent) const { engine.compute(node, intent); }
  void operator()(const Send& intent) const { engine.send(node, intent); }
  void operator()(const Join& intent) const { engine.join(node, intent); }
  void operator()(const EndStep& intent) const { engine.end_step(node, intent); }
  void operator()(Apply) const { engine.swarm_->apply(node); }
  void operator()(const Assign& intent) const {
    engine.swarm_->assign(node, intent.self_weight, engine.outbox_.terms(intent));
  }
  void operator()(const EnterMixing& intent) const {
    engine.swarm_->enter_mixing(node, intent.step);
  }
};

void Engine::carry_out(NodeId node) {
  for (const Intent& intent : outbox_.intents()) {
    std::visit(Carry{*this, node}, intent);
    if (time_exhausted_) break;  // nothing more may be added to the time at which a port is free
  }
  outbox_.clear();
}

NodeTotals Engine::totals(NodeId node) const {
  return nodes_[static_cast<std::size_t>(node)].totals(now_);
}

void Engine::compute(NodeId id, Compute intent) {
  NodeAccount& node = at(id);
  CONSIM_ASSERT(!node.computing, id, intent.step);
  const base::Time time = now_ + compute_time(cluster_, id, intent.step);
  if (!reaches(time)) return;
  node.begin_compute(now_);
  queue_.push({.time = time,
               .target = id,
               .source = id,
               .sequence = node.sequence++,
               .tag = {intent.step, 0},
               .event_class = EventClass::kComputeDone});
  if (swarm_) swarm_->compute(id, intent.step);
}

void Engine::send(NodeId id, const Send& intent) {
  const auto size_bytes = static_cast<std::uint64_t>(intent.size.count);
  CONSIM_ASSERT(size_bytes >> kSizeBits == 0, id, intent.to, intent.size.count);
  const bool direct = cluster_.link.sharing == Sharing::kNone;
  const base::Time time = direct ? network_.deliver_directly(now_, intent.size)
                                 : network_.depart(id, now_, intent.size);
  if (!reaches(time)) return;
  NodeAccount& node = at(id);
  node.begin_traffic(now_);
  at(intent.to).begin_traffic(now_);
  node.bytes_sent += intent.size.count;
  bytes_sent_ += intent.size.count;
  ++messages_;
  const VersionId version = swarm_ ? swarm_->share(id) : kNoVersion;
  queue_.push({.time = time,
               .target = intent.to,
               .source = id,
               .sequence = node.sequence++,
               .version = version,
               .tag = intent.tag,
               .size_bytes = size_bytes,
               .event_class = direct ? EventClass::kMessageReceived : EventClass::kPacketArrived});
}

void Engine::join(NodeId id, const Join& intent) {
  auto found = std::find_if(collectives_.begin(), collectives_.end(), [&](const Collective& c) {
    return c.tag == intent.tag && c.operand == intent.operand;
  });
  if (found == collectives_.end()) {
    const auto n = static_cast<std::size_t>(cluster_.nodes);
    collectives_.push_back(
        {intent.tag, intent.size, intent.operand, 0, std::vector<VersionId>(n, kNoVersion)});
    found = std::prev(collectives_.end());
  }
  if (swarm_ && intent.operand != Operand::kScalars)
    found->versions[static_cast<std::size_t>(id)] = swarm_->share(id);
  if (++found->joined < cluster_.nodes) return;
  finish_collective(*found);
  collectives_.erase(found);
}

// False ends the run.
bool Engine::decide(const Collective& collective) {
  CONSIM_ASSERT(swarm_ != nullptr, collective.tag.step);
  const Measurement measured = swarm_->measure_all(collective.tag.step, collective.versions);
  decided_ = {true, collective.tag.step, algorithm_.decide(collective.tag, measured)};
  pause_ |= !decided_.decision.reached;
  return decided_.decision.reached;
}

CollectiveCost Engine::cost_of(const Collective& collective) const {
  const bool averages = collective.operand == Operand::kAverage;
  if (!averages && collective.size.count == 0) return {};
  return all_reduce_cost(averages ? cluster_.all_reduce : AllReduce::kRecursiveDoubling,
                         {cluster_.nodes, collective.size}, cluster_.link, cluster_.reduction);
}

// The last node has joined: the collective is charged from now on, to all nodes at once.
void Engine::finish_collective(Collective& collective) {
  const CollectiveCost cost = cost_of(collective);
  CONSIM_ASSERT(is_modelled(cost.duration), cost.duration.count());
  const base::Time end = now_ + cost.duration;
  if (!reaches(end)) return;
  if (collective.operand == Operand::kMeasure && !decide(collective)) return;
  const bool averages = swarm_ && collective.operand == Operand::kAverage;
  const VersionId mean = averages ? swarm_->average(collective.versions) : kNoVersion;
  for (NodeId id = 0; id < cluster_.nodes; ++id) {
    NodeAccount& node = at(id);
    node.begin_traffic(now_);
    const std::int64_t bytes = cost.bytes_of(id).count;
    node.bytes_sent += bytes;
    node.bytes_received += bytes;
    bytes_sent_ += bytes;
    queue_.push({.time = end,
                 .target = id,
                 .source = id,
                 .sequence = node.sequence++,
                 .version = mean,
                 .tag = collective.tag,
                 .event_class = EventClass::kCollectiveDone});
  }
}

void Engine::end_step(NodeId id, EndStep intent) {
  if (swarm_) swarm_->end_step(id, intent.step);
  NodeAccount& node = at(id);
  CONSIM_ASSERT(intent.step == node.steps, id, intent.step, node.steps);
  ++node.steps;
  const std::size_t place = intent.step - first_open_step_;
  if (place >= open_steps_.size()) open_steps_.resize(place + 1);
  if (++open_steps_[place] < cluster_.nodes) return;
  open_steps_.erase(open_steps_.begin());
  ++first_open_step_;
  StepEnd end{intent.step, intent.rounds, intent.tests, now_, bytes_sent_};
  if (decided_.any && decided_.step == intent.step) end.target = decided_.decision.target;
  pause_ |= observer_.on_step_end(end);
}

}  // namespace consim::sim
