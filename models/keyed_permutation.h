// A pseudo-random permutation of {0, …, size − 1} that needs no table: element i is computed from i
// and a key.
//
// An alternating Feistel network on Z_a × Z_b, a = ⌈√size⌉, b = ⌈size/a⌉, with 10 rounds whose
// functions are keyed by words of a Philox stream; an image outside {0, …, size − 1} is permuted
// again ("cycle walking"), which happens with probability below 1/√size. Sources:
// luby1988construct, black2002ciphers; shuffling this way: mitchell2022bandwidth.
//
//   KeyedPermutation order(60000, base::RandomStream(seed, base::Purpose::kPartition, {0, epoch}));
//   order(0), order(1), …                         // every sample exactly once
//
// Requirements: 1 ≤ size ≤ 2^62. Guarantees: a bijection for every key. Complexity: about 50 ns an
// element; 80 ns to make.
#pragma once

#include <array>
#include <cstdint>

#include "base/random.h"

namespace consim::models {

class KeyedPermutation {
 public:
  KeyedPermutation(std::uint64_t size, base::RandomStream key);

  std::uint64_t size() const { return size_; }
  /// Requires i < size().
  std::uint64_t operator()(std::uint64_t i) const;

 private:
  static constexpr int kRounds = 10;

  std::uint64_t once(std::uint64_t i) const;

  std::uint64_t size_;
  std::uint64_t left_;   // a
  std::uint64_t right_;  // b
  std::array<std::uint64_t, kRounds> keys_;
};

}  // namespace consim::models
