// Mixing matrices that change from round to round: W_0, W_1, W_2, …
//
// Three kinds: one fixed W; a period W_0, …, W_{T−1} that repeats; rounds that never repeat, each a
// function of its number alone (random matchings), so that any round can be asked for at any time
// and gives the same bits.
//
//   MixingSequence fixed(w);                       // period() == 1
//   MixingSequence turns(std::vector{w0, w1, w2}); // W_k is turns.at(k)
//   MixingSequence drawn(32, [](std::int64_t k) { return draw_matching(seed, k); });
//   if (drawn.period() == 0) use(drawn.draw(1000));
//
// Requires the same number of nodes in all rounds. Memory: the period's matrices; none for rounds
// that never repeat, which are made anew each time.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "topologies/mixing_matrix.h"

namespace consim::topologies {

class MixingSequence {
 public:
  /// A function of the round's number alone, callable from several threads at once.
  using Draw = std::function<MixingMatrix(std::int64_t round)>;

  explicit MixingSequence(MixingMatrix fixed);
  /// Requires at least one matrix.
  explicit MixingSequence(std::vector<MixingMatrix> period);
  MixingSequence(int nodes, Draw draw);

  int nodes() const { return nodes_; }
  /// Rounds after which the matrices repeat; 0 if they never do.
  std::int64_t period() const { return static_cast<std::int64_t>(rounds_.size()); }
  bool fixed() const { return period() == 1; }
  /// W_0, …, W_{T−1}; empty if the rounds never repeat.
  std::span<const MixingMatrix> rounds() const { return rounds_; }

  /// W_k of a sequence that repeats. Requires period() > 0, round >= 0.
  const MixingMatrix& at(std::int64_t round) const;
  /// W_k of any sequence, copied or made. Requires round >= 0.
  MixingMatrix draw(std::int64_t round) const;

 private:
  int nodes_ = 0;
  std::vector<MixingMatrix> rounds_;
  Draw draw_;
};

}  // namespace consim::topologies
