#include "sim/algorithms/dsgd.h"

#include "base/check.h"

namespace consim::sim {

Dsgd::Dsgd(const Config& config) : config_(config), neighbours_(config.mixing) {
  CONSIM_ASSERT(config.steps >= 1 && config.rounds >= 1, config.steps, config.rounds);
  nodes_.resize(static_cast<std::size_t>(neighbours_.nodes()));
  inbox_.assign(neighbours_.pairs(), kNoVersion);
}

void Dsgd::start(NodeId node, Outbox& outbox) {
  begin_step(node, outbox);
  mix_while_complete(node, outbox);
}

void Dsgd::on(NodeId node, const Payload& event, Outbox& outbox) {
  if (const auto* message = std::get_if<MessageReceived>(&event)) {
    receive(node, {message->tag, message->from, message->version});
  } else {
    CONSIM_ASSERT(std::holds_alternative<ComputeDone>(event), event.index());
    at(node).computing = false;
    if (config_.order == Order::kAdaptThenCombine) {
      outbox.apply();
      begin_exchange(node, outbox);
    } else if (!at(node).exchanging) {
      end_step(node, outbox);
    }
  }
  mix_while_complete(node, outbox);
}

void Dsgd::begin_step(NodeId node, Outbox& outbox) {
  NodeState& state = at(node);
  state.computing = true;
  outbox.compute(state.now.step);
  if (config_.order == Order::kCombineThenAdapt) begin_exchange(node, outbox);
}

void Dsgd::begin_exchange(NodeId node, Outbox& outbox) {
  at(node).exchanging = true;
  outbox.enter_mixing(at(node).now.step);
  send_to_all(node, outbox);
}

void Dsgd::send_to_all(NodeId node, Outbox& outbox) {
  for (const NodeId to : neighbours_.receivers(node))
    outbox.send(to, at(node).now, config_.message);
}

void Dsgd::receive(NodeId node, const Early& message) {
  NodeState& state = at(node);
  CONSIM_ASSERT(message.tag >= state.now, node, message.from, message.tag.step, message.tag.round);
  if (message.tag == state.now)
    keep(node, message.from, message.version);
  else
    state.early.push_back(message);
}

void Dsgd::keep(NodeId node, NodeId from, VersionId version) {
  ++at(node).received;
  if (version != kNoVersion) inbox_[neighbours_.pair(from, node)] = version;
}

void Dsgd::mix_while_complete(NodeId node, Outbox& outbox) {
  NodeState& state = at(node);
  while (state.exchanging && state.received == neighbours_.senders(node).size()) {
    mix(node, outbox);
    if (state.now.round + 1 < config_.rounds) {
      next_exchange(node, {state.now.step, state.now.round + 1});
      send_to_all(node, outbox);
      continue;
    }
    state.exchanging = false;
    if (!state.computing) end_step(node, outbox);
  }
}

void Dsgd::mix(NodeId node, Outbox& outbox) {
  if (!outbox.learning()) return;
  const auto row = neighbours_.senders(node);
  const auto versions = std::span(inbox_).subspan(neighbours_.first_pair(node), row.size());
  terms_.clear();
  for (std::size_t j = 0; j < row.size(); ++j) terms_.push_back({versions[j], row[j].weight});
  outbox.assign(neighbours_.self_weight(node), terms_);
}

void Dsgd::next_exchange(NodeId node, Tag tag) {
  NodeState& state = at(node);
  state.now = tag;
  state.received = 0;
  std::erase_if(state.early, [&](const Early& message) {
    if (message.tag != tag) return false;
    keep(node, message.from, message.version);
    return true;
  });
}

void Dsgd::end_step(NodeId node, Outbox& outbox) {
  NodeState& state = at(node);
  if (config_.order == Order::kCombineThenAdapt) outbox.apply();
  const std::uint32_t step = state.now.step;
  outbox.end_step(step, config_.rounds);
  next_exchange(node, {step + 1, 0});
  if (step + 1 < config_.steps) begin_step(node, outbox);
}

}  // namespace consim::sim
