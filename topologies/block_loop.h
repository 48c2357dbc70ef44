// A loop over blocks of rows on a fixed set of threads, whose result doesn't depend on their
// number.
//
// run(f) calls f(block) once for each block 0 … blocks − 1, blocks taken in any order by any
// thread; what f sums up goes to the block's own place, and `total` adds the places up in their
// order.
//
//   BlockLoop loop(rows, 2);
//   std::vector<double> parts(loop.blocks());
//   loop.run([&](std::size_t block) {
//     for (std::size_t i = loop.first(block); i < loop.last(block); ++i)
//       parts[block] += x[i] * x[i];
//   });
//   double square = total(parts);
//
// Complexity: a run costs about 10 µs more than its work on several threads, nothing on one.
#pragma once

#include <atomic>
#include <barrier>
#include <functional>
#include <optional>
#include <span>
#include <thread>
#include <vector>

namespace consim::topologies {

class BlockLoop {
 public:
  /// Rows are cut into blocks of kBlockRows; fewer than two blocks a thread use fewer threads.
  /// Requires threads >= 1.
  BlockLoop(std::size_t rows, int threads);
  ~BlockLoop();
  BlockLoop(const BlockLoop&) = delete;
  BlockLoop& operator=(const BlockLoop&) = delete;

  std::size_t rows() const { return rows_; }
  std::size_t blocks() const { return (rows_ + kBlockRows - 1) / kBlockRows; }
  std::size_t first(std::size_t block) const { return block * kBlockRows; }
  std::size_t last(std::size_t block) const { return std::min(rows_, (block + 1) * kBlockRows); }

  /// Returns when all blocks are done. f mustn't throw.
  void run(const std::function<void(std::size_t block)>& f);

 private:
  static constexpr std::size_t kBlockRows = 8192;

  void take_blocks();
  void work();

  std::size_t rows_;
  std::atomic<std::size_t> next_ = 0;
  const std::function<void(std::size_t)>* f_ = nullptr;
  std::optional<std::barrier<>> barrier_;  ///< all threads, before and after a run
  std::vector<std::jthread> threads_;      ///< beside the caller's
};

/// The sum of the parts, in their order.
double total(std::span<const double> parts);

}  // namespace consim::topologies
