#include "topologies/sequence.h"

#include <utility>

#include "base/check.h"

namespace consim::topologies {

MixingSequence::MixingSequence(MixingMatrix fixed) : nodes_(fixed.nodes()) {
  rounds_.push_back(std::move(fixed));
}

MixingSequence::MixingSequence(std::vector<MixingMatrix> period) : rounds_(std::move(period)) {
  CONSIM_ASSERT(!rounds_.empty());
  nodes_ = rounds_.front().nodes();
  for (const MixingMatrix& w : rounds_) CONSIM_ASSERT(w.nodes() == nodes_, w.nodes(), nodes_);
}

MixingSequence::MixingSequence(int nodes, Draw draw) : nodes_(nodes), draw_(std::move(draw)) {}

const MixingMatrix& MixingSequence::at(std::int64_t round) const {
  CONSIM_ASSERT(period() > 0 && round >= 0, period(), round);
  return rounds_[static_cast<std::size_t>(round % period())];
}

MixingMatrix MixingSequence::draw(std::int64_t round) const {
  if (period() > 0) return at(round);
  CONSIM_ASSERT(round >= 0, round);
  MixingMatrix w = draw_(round);
  CONSIM_ASSERT(w.nodes() == nodes_, w.nodes(), nodes_, round);
  return w;
}

}  // namespace consim::topologies
