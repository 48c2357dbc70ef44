#include "tests/sim/kernel/toy_algorithms.h"

namespace consim::tests {

Cycle::Cycle(const Config& config)
    : config_(config), nodes_(static_cast<std::size_t>(config.nodes)) {}

void Cycle::start(sim::NodeId, sim::Outbox& outbox) { outbox.compute(0); }

void Cycle::on(sim::NodeId node, const sim::Payload& event, sim::Outbox& outbox) {
  State& state = nodes_[static_cast<std::size_t>(node)];
  if (std::holds_alternative<sim::CollectiveDone>(event)) return end_step(node, outbox);
  if (std::holds_alternative<sim::MessageReceived>(event)) {
    ++state.received;
  } else {
    outbox.send((node + 1) % config_.nodes, {state.step, 0}, config_.message);
    ++state.sent;
  }
  const std::uint32_t done = state.step + 1;
  if (state.sent == done && state.received >= done) proceed(node, outbox);
}

void Cycle::proceed(sim::NodeId node, sim::Outbox& outbox) {
  State& state = nodes_[static_cast<std::size_t>(node)];
  const bool joins = config_.join_every > 0 && state.step % config_.join_every == 0;
  state.sent = state.step;  // so that an early message doesn't proceed again
  if (joins)
    outbox.join({state.step, 1}, config_.message);
  else
    end_step(node, outbox);
}

void Cycle::end_step(sim::NodeId node, sim::Outbox& outbox) {
  State& state = nodes_[static_cast<std::size_t>(node)];
  outbox.end_step(state.step, 1);
  state.sent = ++state.step;
  if (state.step < config_.steps) outbox.compute(state.step);
}

}  // namespace consim::tests
