#include "topologies/block_loop.h"

#include <algorithm>

#include "base/check.h"

namespace consim::topologies {

BlockLoop::BlockLoop(std::size_t rows, int threads) : rows_(rows) {
  CONSIM_ASSERT(threads >= 1, threads);
  const std::size_t used = std::min(static_cast<std::size_t>(threads), blocks() / 2);
  if (used <= 1) return;
  barrier_.emplace(static_cast<std::ptrdiff_t>(used));
  for (std::size_t i = 1; i < used; ++i) threads_.emplace_back([this] { work(); });
}

BlockLoop::~BlockLoop() {
  if (threads_.empty()) return;
  f_ = nullptr;  // nothing more to do
  barrier_->arrive_and_wait();
}

void BlockLoop::run(const std::function<void(std::size_t)>& f) {
  if (threads_.empty()) {
    for (std::size_t block = 0; block < blocks(); ++block) f(block);
    return;
  }
  f_ = &f;
  next_ = 0;
  barrier_->arrive_and_wait();
  take_blocks();
  barrier_->arrive_and_wait();
}

void BlockLoop::take_blocks() {
  for (std::size_t block = next_++; block < blocks(); block = next_++) (*f_)(block);
}

void BlockLoop::work() {
  for (;;) {
    barrier_->arrive_and_wait();
    if (f_ == nullptr) return;
    take_blocks();
    barrier_->arrive_and_wait();
  }
}

double total(std::span<const double> parts) {
  double sum = 0;
  for (const double part : parts) sum += part;
  return sum;
}

}  // namespace consim::topologies
