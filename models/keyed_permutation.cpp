#include "models/keyed_permutation.h"

#include <cmath>

#include "base/check.h"

namespace consim::models {
namespace {

__extension__ using Wide = unsigned __int128;

// SplitMix64's finaliser, then a uniform number below `range` by multiply and shift (bias below
// range / 2^64).
std::uint64_t scatter(std::uint64_t value, std::uint64_t key, std::uint64_t range) {
  std::uint64_t z = value * 0x9e3779b97f4a7c15u + key;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return static_cast<std::uint64_t>((static_cast<Wide>(z) * range) >> 64);
}

std::uint64_t ceil_sqrt(std::uint64_t n) {
  auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(n)));
  while (root * root < n) ++root;
  while (root > 1 && (root - 1) * (root - 1) >= n) --root;
  return root;
}

}  // namespace

KeyedPermutation::KeyedPermutation(std::uint64_t size, base::RandomStream key)
    : size_(size), left_(ceil_sqrt(size)), right_(0) {
  CONSIM_ASSERT(size >= 1 && size <= (std::uint64_t{1} << 62), size);
  right_ = (size + left_ - 1) / left_;
  for (std::uint64_t& word : keys_) word = key.bits64();
}

std::uint64_t KeyedPermutation::operator()(std::uint64_t i) const {
  CONSIM_ASSERT(i < size_, i, size_);
  do i = once(i);
  while (i >= size_);
  return i;
}

std::uint64_t KeyedPermutation::once(std::uint64_t i) const {
  std::uint64_t left = i % left_;
  std::uint64_t right = i / left_;
  for (int round = 0; round < kRounds; round += 2) {
    left += scatter(right, keys_[static_cast<std::size_t>(round)], left_);
    if (left >= left_) left -= left_;
    right += scatter(left, keys_[static_cast<std::size_t>(round) + 1], right_);
    if (right >= right_) right -= right_;
  }
  return right * left_ + left;
}

}  // namespace consim::models
