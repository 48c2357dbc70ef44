#include "sim/kernel/engine.h"

#include <algorithm>

#include "base/check.h"
#include "sim/learning/swarm.h"

namespace consim::sim {
namespace {

std::uint64_t digest(const Event& event) {
  const auto time = static_cast<std::uint64_t>(event.time.time_since_epoch().count());
  const auto pair = (static_cast<std::uint64_t>(event.target) << 32) |
                    static_cast<std::uint64_t>(static_cast<std::uint32_t>(event.source));
  const std::uint64_t order = event.sequence * 8 + event.payload.index();
  return time * 0x9e3779b97f4a7c15u ^ pair * 0xc2b2ae3d27d4eb4fu ^ order * 0x165667b19e3779f9u;
}

}  // namespace

Engine::Engine(const Cluster& cluster, Parts parts)
    : cluster_(cluster),
      algorithm_(parts.algorithm),
      swarm_(parts.swarm),
      observer_(parts.observer),
      network_(cluster.link, cluster.nodes),
      nodes_(static_cast<std::size_t>(cluster.nodes)) {
  CONSIM_ASSERT(cluster.nodes >= 1, cluster.nodes);
}

void Engine::start() {
  for (NodeId node = 0; node < cluster_.nodes; ++node) {
    algorithm_.start(node, outbox_);
    carry_out(node);
  }
}

Engine::Outcome Engine::run() {
  pause_ = false;
  while (!queue_.empty()) {
    if (pause_) return Outcome::kPaused;
    if (pause_requested_.load(std::memory_order_relaxed)) {
      pause_requested_.store(false, std::memory_order_relaxed);
      return Outcome::kPaused;
    }
    handle(queue_.pop());
  }
  return Outcome::kFinished;
}

void Engine::handle(const Event& event) {
  now_ = event.time;
  ++events_;
  event_hash_.add(digest(event));
  if (std::holds_alternative<PacketArrived>(event.payload)) {
    arrived(event);
    return;
  }
  NodeState& node = at(event.target);
  account(node);
  if (const auto* message = std::get_if<MessageReceived>(&event.payload)) {
    --node.under_way;
    node.bytes_received += message->size.count;
    NodeState& sender = at(event.source);
    account(sender);
    --sender.under_way;
  } else if (std::holds_alternative<ComputeDone>(event.payload)) {
    node.computing = false;
  } else {
    --node.under_way;
  }
  algorithm_.on(event.target, event.payload, outbox_);
  carry_out(event.target);
}

struct Engine::Carry {
  Engine& engine;
  NodeId node;

  void operator()(const Compute& intent) const { engine.compute(node, intent); }
  void operator()(const Send& intent) const { engine.send(node, intent); }
  void operator()(const Join& intent) const { engine.join(node, intent); }
  void operator()(const EndStep& intent) const { engine.end_step(node, intent); }
  void operator()(Apply) const {
    if (engine.swarm_) engine.swarm_->apply(node);
  }
  void operator()(const Assign& intent) const {
    if (engine.swarm_)
      engine.swarm_->assign(node, intent.self_weight, engine.outbox_.terms(intent));
  }
  void operator()(const EnterMixing& intent) const {
    if (engine.swarm_) engine.swarm_->enter_mixing(node, intent.step);
  }
};

void Engine::carry_out(NodeId node) {
  for (const Intent& intent : outbox_.intents()) std::visit(Carry{*this, node}, intent);
  outbox_.clear();
}

void Engine::account(NodeState& node) {
  const base::Duration passed = now_ - node.accounted;
  if (node.computing)
    node.compute += passed;
  else if (node.under_way > 0)
    node.communication += passed;
  node.accounted = now_;
}

NodeTotals Engine::totals(NodeId id) const {
  NodeState node = nodes_[static_cast<std::size_t>(id)];
  const base::Duration open = now_ - node.accounted;
  if (node.computing)
    node.compute += open;
  else if (node.under_way > 0)
    node.communication += open;
  const base::Duration idle = (now_ - base::kStart) - node.compute - node.communication;
  return {node.compute, node.communication, idle, node.bytes_sent, node.bytes_received, node.steps};
}

void Engine::compute(NodeId id, Compute intent) {
  NodeState& node = at(id);
  CONSIM_ASSERT(!node.computing, id, intent.step);
  account(node);
  node.computing = true;
  const base::Time end = now_ + compute_time(cluster_, id, intent.step);
  queue_.push({end, id, id, node.sequence++, ComputeDone{intent.step}});
  if (swarm_) swarm_->compute(id, intent.step);
}

void Engine::send(NodeId id, const Send& intent) {
  NodeState& node = at(id);
  NodeState& receiver = at(intent.to);
  account(node);
  account(receiver);
  ++node.under_way;
  ++receiver.under_way;
  node.bytes_sent += intent.size.count;
  bytes_sent_ += intent.size.count;
  ++messages_;
  const VersionId version = swarm_ ? swarm_->share(id) : kNoVersion;
  if (cluster_.link.sharing == Sharing::kNone) {
    const base::Time end = network_.deliver_directly(now_, intent.size);
    queue_.push({end, intent.to, id, node.sequence++,
                 MessageReceived{intent.tag, intent.size, version, id}});
  } else {
    const base::Time head = network_.depart(id, now_, intent.size);
    queue_.push(
        {head, intent.to, id, node.sequence++, PacketArrived{intent.tag, intent.size, version}});
  }
}

void Engine::arrived(const Event& event) {
  const auto& packet = std::get<PacketArrived>(event.payload);
  const base::Time end = network_.arrive(event.target, now_, packet.size);
  queue_.push({end, event.target, event.source, event.sequence,
               MessageReceived{packet.tag, packet.size, packet.version, event.source}});
}

void Engine::join(NodeId id, const Join& intent) {
  auto found = std::find_if(collectives_.begin(), collectives_.end(),
                            [&](const Collective& c) { return c.tag == intent.tag; });
  if (found == collectives_.end()) {
    const auto n = static_cast<std::size_t>(cluster_.nodes);
    collectives_.push_back({intent.tag, intent.size, 0, std::vector<VersionId>(n, kNoVersion)});
    found = std::prev(collectives_.end());
  }
  if (swarm_) found->versions[static_cast<std::size_t>(id)] = swarm_->share(id);
  if (++found->joined < cluster_.nodes) return;
  finish_collective(*found);
  collectives_.erase(found);
}

// The last node has joined: the average is charged from now on, to all nodes at once.
void Engine::finish_collective(Collective& collective) {
  const CollectiveCost cost = all_reduce_cost(
      cluster_.all_reduce, {cluster_.nodes, collective.size}, cluster_.link, cluster_.reduction);
  const VersionId mean = swarm_ ? swarm_->average(collective.versions) : kNoVersion;
  for (NodeId id = 0; id < cluster_.nodes; ++id) {
    NodeState& node = at(id);
    account(node);
    ++node.under_way;
    node.bytes_sent += cost.bytes_sent.count;
    node.bytes_received += cost.bytes_sent.count;
    queue_.push(
        {now_ + cost.duration, id, id, node.sequence++, CollectiveDone{collective.tag, mean}});
  }
  bytes_sent_ += cost.bytes_sent.count * cluster_.nodes;
}

void Engine::end_step(NodeId id, EndStep intent) {
  if (swarm_) swarm_->end_step(id, intent.step);
  NodeState& node = at(id);
  CONSIM_ASSERT(intent.step == node.steps, id, intent.step, node.steps);
  ++node.steps;
  const std::size_t place = intent.step - first_open_step_;
  if (place >= open_steps_.size()) open_steps_.resize(place + 1);
  if (++open_steps_[place] < cluster_.nodes) return;
  open_steps_.erase(open_steps_.begin());
  ++first_open_step_;
  pause_ |= observer_.on_step_end({intent.step, intent.rounds, now_, bytes_sent_});
}

}  // namespace consim::sim
