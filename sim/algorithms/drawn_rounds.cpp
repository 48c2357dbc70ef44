#include "sim/algorithms/drawn_rounds.h"

#include <utility>

#include "base/check.h"

namespace consim::sim {

DrawnRounds::DrawnRounds(topologies::MixingSequence sequence) : sequence_(std::move(sequence)) {
  CONSIM_ASSERT(sequence_.period() == 0, sequence_.period());
}

const Neighbours& DrawnRounds::at(std::int64_t round) {
  if (round == first_ + std::ssize(open_)) make_next();
  return find(round).neighbours;
}

void DrawnRounds::leave(std::int64_t round) {
  ++find(round).left;
  if (open_.front().left < sequence_.nodes()) return;
  open_.pop_front();
  ++first_;
}

DrawnRounds::Round& DrawnRounds::find(std::int64_t round) {
  const std::int64_t place = round - first_;
  CONSIM_ASSERT(place >= 0 && place < std::ssize(open_), round, first_, open_.size());
  return open_[static_cast<std::size_t>(place)];
}

void DrawnRounds::make_next() {
  const std::int64_t round = first_ + std::ssize(open_);
  open_.push_back({Neighbours(sequence_.draw(round))});
}

void DrawnRounds::make_again(const std::vector<int>& left) {
  open_.clear();
  for (const int nodes : left) {
    make_next();
    open_.back().left = nodes;
  }
}

}  // namespace consim::sim
