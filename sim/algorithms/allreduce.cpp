#include "sim/algorithms/allreduce.h"

#include "base/check.h"

namespace consim::sim {

void AllReduceSgd::start(NodeId, Outbox& outbox) { outbox.compute(0); }

void AllReduceSgd::on(NodeId, const Payload& event, Outbox& outbox) {
  if (const auto* computed = std::get_if<ComputeDone>(&event)) {
    outbox.apply();
    outbox.enter_mixing(computed->step);
    outbox.join({computed->step, 0}, config_.message);
    return;
  }
  const auto* done = std::get_if<CollectiveDone>(&event);
  CONSIM_ASSERT(done != nullptr, event.index());
  const std::uint32_t step = done->tag.step;
  outbox.assign(0.0, {{done->version, 1.0}});
  outbox.end_step(step, 0);
  if (step + 1 < config_.steps) outbox.compute(step + 1);
}

}  // namespace consim::sim
