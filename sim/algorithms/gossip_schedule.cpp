#include "sim/algorithms/gossip_schedule.h"

#include "base/check.h"

namespace consim::sim {
namespace {

// 0 where they are decided on.
std::uint32_t rounds_a_step(const MixingPhase& phase, std::uint32_t otherwise) {
  if (!phase.agreement) return otherwise;
  const auto* fixed = std::get_if<FixedRounds>(&phase.agreement->by);
  return fixed == nullptr ? 0 : fixed->rounds;
}

bool gossips(const MixingPhase& phase) {
  return !phase.agreement || !std::holds_alternative<ExactAverage>(phase.agreement->by);
}

}  // namespace

GossipSchedule::GossipSchedule(std::span<const MixingPhase> phases, std::uint32_t rounds) {
  CONSIM_ASSERT(rounds >= 1 && !phases.empty() && phases.front().start == 0, rounds, phases.size());
  nodes_ = phases.front().mixing.nodes();
  const MixingPhase* before = nullptr;
  for (const MixingPhase& given : phases) {
    const topologies::MixingSequence& mixing = given.mixing;
    CONSIM_ASSERT(mixing.nodes() == nodes_, mixing.nodes(), nodes_);
    CONSIM_ASSERT(before == nullptr || before->start < given.start, given.start);
    before = &given;
    if (!gossips(given)) continue;
    Phase& phase = phases_.emplace_back();
    phase.start = given.start;
    phase.rounds = rounds_a_step(given, rounds);
    phase.first = graphs_.size();
    phase.period = mixing.period();
    if (phase.period == 0) phase.drawn.emplace(mixing);
    for (const topologies::MixingMatrix& w : mixing.rounds()) graphs_.emplace_back(w);
  }
  fixed_ = phases.size() == 1 && phases_.size() == 1 && phases_.front().period == 1;
}

GossipSchedule::Phase& GossipSchedule::phase_of(std::uint32_t step) {
  CONSIM_ASSERT(!phases_.empty() && phases_.front().start <= step, step);
  std::size_t place = phases_.size() - 1;
  while (phases_[place].start > step) --place;
  entered_ = std::max(entered_, place + 1);
  return phases_[place];
}

std::int64_t GossipSchedule::round_in(const Phase& phase, Tag exchange) const {
  if (phase.rounds == 0) return phase.before + exchange.round;
  return std::int64_t{exchange.step - phase.start} * phase.rounds + exchange.round;
}

const Neighbours& GossipSchedule::find(Tag exchange) {
  Phase& phase = phase_of(exchange.step);
  const std::int64_t round = round_in(phase, exchange);
  if (phase.drawn) return phase.drawn->at(round);
  return graphs_[phase.first + static_cast<std::size_t>(round % phase.period)];
}

void GossipSchedule::count_out(Tag exchange) {
  Phase& phase = phase_of(exchange.step);
  if (phase.drawn) phase.drawn->leave(round_in(phase, exchange));
}

}  // namespace consim::sim
