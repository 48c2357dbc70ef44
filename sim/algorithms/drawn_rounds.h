// The rounds of a sequence of mixing matrices that never repeats, as the nodes go through them.
//
// Every node goes through rounds 0, 1, 2, … and leaves each once. A round is made when the first
// node asks for it and dropped when the n-th has left it, so as many rounds are held as lie between
// the slowest node and the fastest. No node enters a round before it has left the one before, so
// rounds are made and dropped in their order.
//
//   DrawnRounds rounds(sequence);           // sequence.period() == 0
//   rounds.at(7).senders(node);             // the first one to ask pays for making it
//   rounds.leave(7);                        // once for each node
//
// Stored are the numbers of the rounds and of the nodes that have left them: what a round is
// follows from its number. Complexity: O(1), but for making a round.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "sim/algorithms/neighbours.h"
#include "topologies/sequence.h"

namespace consim::sim {

class DrawnRounds {
 public:
  explicit DrawnRounds(topologies::MixingSequence sequence);

  /// Requires that the round before it has been asked for, and that a node has not left it.
  const Neighbours& at(std::int64_t round);
  /// One more node has left this round. Requires that it has been asked for.
  void leave(std::int64_t round);
  /// Rounds that are held.
  std::size_t open() const { return open_.size(); }

  template <class Archive>
  void persist(Archive& archive) {
    std::vector<int> left;
    for (const Round& round : open_) left.push_back(round.left);
    archive(first_, left);
    if constexpr (Archive::kLoading) make_again(left);
  }

 private:
  struct Round {
    Neighbours neighbours;
    int left = 0;  ///< nodes that have left it
  };
  Round& find(std::int64_t round);
  void make_next();
  void make_again(const std::vector<int>& left);

  topologies::MixingSequence sequence_;
  std::int64_t first_ = 0;
  std::deque<Round> open_;  ///< rounds first_, first_ + 1, …
};

}  // namespace consim::sim
