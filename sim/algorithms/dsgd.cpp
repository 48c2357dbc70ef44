#include "sim/algorithms/dsgd.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace consim::sim {

Dsgd::Dsgd(std::span<const MixingPhase> phases, const Config& config)
    : config_(config), schedule_(phases, config.rounds) {
  CONSIM_ASSERT(config.steps >= 1, config.steps);
  const Agreement usual{config.order, FixedRounds{config.rounds}};
  for (const MixingPhase& phase : phases)
    phases_.push_back({phase.start, phase.agreement.value_or(usual)});
  nodes_.resize(static_cast<std::size_t>(schedule_.nodes()));
}

Dsgd::Dsgd(const topologies::MixingSequence& mixing, const Config& config)
    : Dsgd(std::array{MixingPhase{0, mixing}}, config) {}

void Dsgd::start(NodeId node, Outbox& outbox) {
  begin_step(node, outbox);
  mix_while_complete(node, outbox);
}

void Dsgd::on(NodeId node, const Payload& event, Outbox& outbox) {
  if (const auto* message = std::get_if<MessageReceived>(&event)) {
    receive(node, {message->tag, message->from, message->version});
  } else if (const auto* done = std::get_if<CollectiveDone>(&event)) {
    collective_done(node, *done, outbox);
  } else {
    NodeState& state = at(node);
    state.computing = false;
    if (agreement(state.now.step).order == Order::kAdaptThenCombine) {
      outbox.apply();
      begin_exchange(node, outbox);
    } else if (!state.exchanging) {
      end_step(node, outbox);
    }
  }
  mix_while_complete(node, outbox);
}

void Dsgd::begin_step(NodeId node, Outbox& outbox) {
  NodeState& state = at(node);
  state.computing = true;
  outbox.compute(state.now.step);
  if (agreement(state.now.step).order == Order::kCombineThenAdapt) begin_exchange(node, outbox);
}

void Dsgd::begin_exchange(NodeId node, Outbox& outbox) {
  NodeState& state = at(node);
  state.exchanging = true;
  outbox.enter_mixing(state.now.step);
  const auto& by = agreement(state.now.step).by;
  state.joined = !std::holds_alternative<FixedRounds>(by);
  if (std::holds_alternative<ExactAverage>(by))
    outbox.join(state.now, config_.message);
  else if (state.joined)
    outbox.join(state.now, base::Bytes{0}, Operand::kMeasure);
  else
    send_to_all(node, outbox);
}

TargetDistance Dsgd::target_in(std::uint32_t step, const Measurement& measured) {
  const Phase& now = phase(step);
  if (const auto* fixed = std::get_if<TargetDistance>(&now.agreement.by)) return *fixed;
  if (const auto* points = std::get_if<TargetSchedule>(&now.agreement.by))
    return {points->at(step), points->least_rounds, points->most_rounds};
  const auto& adaptive = std::get<AdaptiveTarget>(now.agreement.by);
  const double norm = measured.local_gradient_norm;
  gradient_norm_ =
      step == now.start ? norm : adaptive.decay * gradient_norm_ + (1 - adaptive.decay) * norm;
  // A target of 0 is out of reach, and told as such.
  const double distance = adaptive.fraction * gradient_norm_;
  return {std::max(distance, std::numeric_limits<double>::min()), adaptive.least_rounds,
          adaptive.most_rounds};
}

// The rounds are of the exchange that all nodes are about to enter.
Decision Dsgd::decide(Tag tag, const Measurement& measured) {
  const TargetDistance target = target_in(tag.step, measured);
  if (tag.step != phase(tag.step).start) schedule_.advance(tag.step, decided_rounds_);
  const RoundsToCome rounds{
      [&](std::uint32_t k) -> const Neighbours& { return schedule_.at({tag.step, k}); },
      scale_at(agreement(tag.step).scale, tag.step)};
  const RoundsNeeded found = rounds_needed(measured, target, rounds);
  // What isn't finite is told by the step that ends with it.
  const bool finite = std::isfinite(found.distance);
  decided_rounds_ = finite ? found.rounds : target.least_rounds;
  return {target.distance, found.distance, found.reached || !finite, found.resolved || !finite};
}

void Dsgd::collective_done(NodeId node, const CollectiveDone& done, Outbox& outbox) {
  NodeState& state = at(node);
  CONSIM_ASSERT(state.joined, node, done.tag.step);
  state.joined = false;
  if (!std::holds_alternative<ExactAverage>(agreement(state.now.step).by)) {
    send_to_all(node, outbox);
    return;
  }
  outbox.assign(0.0, {{done.version, 1.0}});
  state.exchanging = false;
  if (!state.computing) end_step(node, outbox);
}

std::uint32_t Dsgd::rounds_in(std::uint32_t step) const {
  const auto& by = agreement(step).by;
  if (const auto* fixed = std::get_if<FixedRounds>(&by)) return fixed->rounds;
  return std::holds_alternative<ExactAverage>(by) ? 0 : decided_rounds_;
}

void Dsgd::send_to_all(NodeId node, Outbox& outbox) {
  const Tag now = at(node).now;
  for (const NodeId to : schedule_.at(now).receivers(node)) outbox.send(to, now, config_.message);
}

void Dsgd::receive(NodeId node, const Message& message) {
  NodeState& state = at(node);
  CONSIM_ASSERT(message.tag >= state.now, node, message.from, message.tag.step, message.tag.round);
  const bool early = message.tag != state.now;
  if (!early) ++state.received;
  if (early || message.version != kNoVersion) state.kept.push_back(message);
}

void Dsgd::mix_while_complete(NodeId node, Outbox& outbox) {
  NodeState& state = at(node);
  while (state.exchanging && !state.joined &&
         state.received == schedule_.at(state.now).senders(node).size()) {
    mix(node, outbox);
    schedule_.leave(state.now);
    if (state.now.round + 1 < rounds_in(state.now.step)) {
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
  NodeState& state = at(node);
  const Neighbours& neighbours = schedule_.at(state.now);
  const auto row = neighbours.senders(node);
  std::ranges::sort(state.kept);  // this exchange's first, by sender
  const double scale = scale_at(agreement(state.now.step).scale, state.now.step);
  terms_.clear();
  for (std::size_t j = 0; j < row.size(); ++j) {
    CONSIM_ASSERT(state.kept[j].from == row[j].column, node, state.kept[j].from, row[j].column);
    terms_.push_back({state.kept[j].version, scale * row[j].weight});
  }
  state.kept.erase(state.kept.begin(), state.kept.begin() + std::ssize(row));
  const double self = neighbours.self_weight(node);
  outbox.assign(scale == 1 ? self : 1 - scale + scale * self, terms_);
}

void Dsgd::next_exchange(NodeId node, Tag tag) {
  NodeState& state = at(node);
  state.now = tag;
  state.received = 0;
  std::erase_if(state.kept, [&](const Message& message) {
    if (message.tag != tag) return false;
    ++state.received;
    return message.version == kNoVersion;
  });
}

void Dsgd::end_step(NodeId node, Outbox& outbox) {
  NodeState& state = at(node);
  const std::uint32_t step = state.now.step;
  if (agreement(step).order == Order::kCombineThenAdapt) outbox.apply();
  outbox.end_step(step, rounds_in(step));
  next_exchange(node, {step + 1, 0});
  if (step + 1 < config_.steps) begin_step(node, outbox);
}

}  // namespace consim::sim
