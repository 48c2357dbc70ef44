#include "sim/algorithms/dsgd.h"

#include <algorithm>

#include "base/check.h"

namespace consim::sim {

using topologies::MixingWeight;

Dsgd::Dsgd(const Config& config) : config_(config) {
  const int n = config.mixing.nodes();
  CONSIM_ASSERT(n >= 1 && config.steps >= 1 && config.rounds >= 1, n, config.steps, config.rounds);
  const auto size = static_cast<std::size_t>(n);
  nodes_.resize(size);
  self_weight_.resize(size);
  row_start_.assign(size + 1, 0);
  receivers_start_.assign(size + 1, 0);
  for (NodeId i = 0; i < n; ++i)
    for (const MixingWeight& entry : config.mixing.row(i)) {
      if (entry.column == i) {
        self_weight_[static_cast<std::size_t>(i)] = entry.weight;
        continue;
      }
      senders_.push_back(entry);
      ++row_start_[static_cast<std::size_t>(i) + 1];
      ++receivers_start_[static_cast<std::size_t>(entry.column) + 1];
    }
  for (std::size_t i = 0; i < size; ++i) {
    row_start_[i + 1] += row_start_[i];
    receivers_start_[i + 1] += receivers_start_[i];
  }
  inbox_.assign(senders_.size(), kNoVersion);

  receivers_.resize(senders_.size());
  std::vector<std::int64_t> next(receivers_start_.begin(), receivers_start_.end() - 1);
  for (NodeId i = 0; i < n; ++i)
    for (const MixingWeight& entry : senders(i))
      receivers_[static_cast<std::size_t>(next[static_cast<std::size_t>(entry.column)]++)] = i;
  for (NodeId i = 0; i < n; ++i) {
    const auto begin = receivers_.begin() + receivers_start_[static_cast<std::size_t>(i)];
    const auto end = receivers_.begin() + receivers_start_[static_cast<std::size_t>(i) + 1];
    const auto distance = [&](NodeId j) { return j > i ? j - i : j - i + n; };
    std::sort(begin, end, [&](NodeId a, NodeId b) { return distance(a) < distance(b); });
  }
}

std::span<const MixingWeight> Dsgd::senders(NodeId node) const {
  const auto i = static_cast<std::size_t>(node);
  return std::span(senders_).subspan(static_cast<std::size_t>(row_start_[i]),
                                     static_cast<std::size_t>(row_start_[i + 1] - row_start_[i]));
}

std::span<const NodeId> Dsgd::receivers(NodeId node) const {
  const auto i = static_cast<std::size_t>(node);
  return std::span(receivers_)
      .subspan(static_cast<std::size_t>(receivers_start_[i]),
               static_cast<std::size_t>(receivers_start_[i + 1] - receivers_start_[i]));
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
  for (const NodeId to : receivers(node)) outbox.send(to, at(node).now, config_.message);
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
  if (version == kNoVersion) return;
  const auto row = senders(node);
  const auto found = std::lower_bound(
      row.begin(), row.end(), from,
      [](const MixingWeight& entry, NodeId column) { return entry.column < column; });
  const auto place = row_start_[static_cast<std::size_t>(node)] + (found - row.begin());
  inbox_[static_cast<std::size_t>(place)] = version;
}

void Dsgd::mix_while_complete(NodeId node, Outbox& outbox) {
  NodeState& state = at(node);
  while (state.exchanging && state.received == senders(node).size()) {
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
  const auto row = senders(node);
  const auto first = static_cast<std::size_t>(row_start_[static_cast<std::size_t>(node)]);
  terms_.clear();
  for (std::size_t j = 0; j < row.size(); ++j) terms_.push_back({inbox_[first + j], row[j].weight});
  outbox.assign(self_weight_[static_cast<std::size_t>(node)], terms_);
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
