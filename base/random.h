// Randomness as a function: draw(seed, purpose, node, step, …), with no state that anybody shares.
//
// A RandomStream is the sequence of Philox4x32-10 blocks (Random123) with key = (seed, purpose) and
// counter = (block number, place). Two streams that differ in any argument are independent, so a
// draw doesn't depend on who drew before, on the number of threads or on the order of events.
// Source: salmon2011parallel.
//
//   RandomStream batch(seed, Purpose::kBatch, {node, step});
//   std::uint64_t k = batch.below(60000);
//   double z = batch.normal();
//
// Guarantees: the same bits on every platform with IEEE doubles (std:: distributions aren't used);
// `normal` uses std::log, std::cos and std::sin, whose last bit may differ between C libraries.
// Complexity: one Philox block (about 10 ns) gives four 32-bit words; a normal costs half a
// Box-Muller pair.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace consim::base {

/// What a draw is for. Values are part of the meaning of a seed: append, never renumber.
enum class Purpose : std::uint32_t {
  kInitialParameters = 1,
  kPartition = 2,
  kBatch = 3,
  kAugmentation = 4,
  kDropout = 5,
  kGradientNoise = 6,
  kHeterogeneity = 7,
  kComputeTime = 8,
  kStraggler = 9,
  kTopology = 10,
  kSyntheticData = 11,
  kShuffle = 12,
  kSketch = 13,
  kHalfBatchNoise = 14,
  kTest = 100,
};

/// Where in a run a draw belongs; what isn't needed stays 0.
struct DrawPlace {
  std::uint64_t node = 0;  ///< below 2^32
  std::uint64_t step = 0;  ///< below 2^32
};

class RandomStream {
 public:
  using result_type = std::uint32_t;

  RandomStream(std::uint64_t seed, Purpose purpose, DrawPlace place = {});

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xffffffffu; }
  result_type operator()();

  std::uint64_t bits64();
  /// Uniform on [0, 1), 53 bits.
  double uniform();
  /// Uniform on {0, …, n − 1} without bias. Requires n > 0.
  std::uint64_t below(std::uint64_t n);
  /// Standard normal (Box-Muller).
  double normal();
  /// Exponential with mean 1.
  double exponential();

  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      using std::swap;
      swap(values[i - 1], values[below(i)]);
    }
  }

 private:
  void refill();

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 2> place_;
  std::uint64_t block_ = 0;
  std::array<std::uint32_t, 4> words_{};
  unsigned used_ = 4;
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

}  // namespace consim::base
