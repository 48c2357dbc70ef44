#include "sim/algorithms/dsgd.h"

#include <algorithm>
#include <array>
#include <cmath>

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
  const auto* control = std::get_if<ConsensusControl>(&by);
  const bool oracle = control != nullptr && std::holds_alternative<Oracle>(control->estimator);
  state.joined = oracle || std::holds_alternative<ExactAverage>(by);
  if (oracle) {
    outbox.join(state.now, base::Bytes{0}, Operand::kMeasure);
  } else if (state.joined) {
    outbox.join(state.now, config_.message);
  } else {
    if (control != nullptr) count_rounds_before(state.now.step);
    send_to_all(node, outbox);
  }
}

// All nodes have left the exchanges of the step before: of an oracle's steps when they are decided
// on, else when the first node enters the next one, since the last test was for all.
void Dsgd::count_rounds_before(std::uint32_t step) {
  if (step == counted_step_ || step == phase(step).start) return;
  counted_step_ = step;
  schedule_.advance(step, decided_rounds_);
}

// The rounds are of the exchange that all nodes are about to enter, or of the one that their test
// follows.
Decision Dsgd::decide(Tag tag, const Measurement& measured) {
  const ConsensusControl& wanted = *control(tag.step);
  const StepInPhase at{tag.step, phase(tag.step).start};
  count_rounds_before(tag.step);
  const double target = target_of(wanted.target, target_, at, measured);
  decided_rounds_ = wanted.rounds.least;
  // What isn't finite is told by the step that ends with it.
  if (!std::isfinite(target)) return {.target = target, .distance = target};
  const StepRounds rounds{
      [&](std::uint32_t k) -> const Neighbours& { return schedule_.at({tag.step, k}); },
      scale_at(agreement(tag.step).scale, tag.step)};
  const RoundsNeeded found =
      rounds_needed(measured, {target, wanted.rounds, wanted.estimator, tag.step}, rounds);
  const bool finite = std::isfinite(found.distance);
  if (finite) decided_rounds_ = found.rounds;
  return {target, found.distance, found.rounds, found.reached || !finite,
          found.resolved || !finite};
}

void Dsgd::collective_done(NodeId node, const CollectiveDone& done, Outbox& outbox) {
  NodeState& state = at(node);
  CONSIM_ASSERT(state.joined, node, done.tag.step);
  state.joined = false;
  if (const auto* wanted = control(state.now.step)) {
    if (std::holds_alternative<Oracle>(wanted->estimator))
      send_to_all(node, outbox);
    else
      leave_exchange(node, outbox);
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

bool Dsgd::tests_after(Tag exchange) const {
  const auto* wanted = control(exchange.step);
  return wanted != nullptr &&
         sim::tests_after(wanted->estimator, wanted->rounds, exchange.round + 1);
}

std::uint32_t Dsgd::tests_in(std::uint32_t step) const {
  const auto* wanted = control(step);
  return wanted == nullptr ? 0 : sim::tests_in(wanted->estimator, wanted->rounds, rounds_in(step));
}

// Who tests can't stop before a test.
bool Dsgd::has_more_rounds(Tag exchange) const {
  const auto* wanted = control(exchange.step);
  if (wanted != nullptr && !std::holds_alternative<Oracle>(wanted->estimator) &&
      !tests_after(exchange))
    return true;
  return exchange.round + 1 < rounds_in(exchange.step);
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
    const bool tests = tests_after(state.now);
    // θ is a distance from what enters the exchange; a sketch is of what it leaves.
    const bool theta =
        tests && std::holds_alternative<ThetaTest>(control(state.now.step)->estimator);
    if (theta) test(node, outbox);
    mix(node, outbox);
    if (tests && !theta) test(node, outbox);
    schedule_.leave(state.now);
    if (!tests) leave_exchange(node, outbox);
  }
}

// The first test of a step decides on its rounds, so the later ones only cost what they cost.
void Dsgd::test(NodeId node, Outbox& outbox) {
  NodeState& state = at(node);
  const ConsensusControl& wanted = *control(state.now.step);
  const bool first = state.now.round + 1 == wanted.rounds.least;
  outbox.join(state.now, base::Bytes{bytes_of_test(wanted.estimator)},
              first ? Operand::kMeasure : Operand::kScalars);
  state.joined = true;
}

void Dsgd::leave_exchange(NodeId node, Outbox& outbox) {
  NodeState& state = at(node);
  if (has_more_rounds(state.now)) {
    next_exchange(node, {state.now.step, state.now.round + 1});
    send_to_all(node, outbox);
    return;
  }
  state.exchanging = false;
  if (!state.computing) end_step(node, outbox);
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
  outbox.end_step(step, rounds_in(step), tests_in(step));
  next_exchange(node, {step + 1, 0});
  if (step + 1 < config_.steps) begin_step(node, outbox);
}

}  // namespace consim::sim
