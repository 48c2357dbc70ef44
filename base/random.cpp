#include "base/random.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

#include "base/check.h"

namespace consim::base {
namespace {

__extension__ using Wide = unsigned __int128;

// The key has 64 bits for a seed of 64 and a purpose of 32: a mix of both (SplitMix64's finaliser)
// keeps them apart.
std::array<std::uint32_t, 2> make_key(std::uint64_t seed, Purpose purpose) {
  std::uint64_t z = seed + 0x9e3779b97f4a7c15u * (static_cast<std::uint64_t>(purpose) + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return {static_cast<std::uint32_t>(z), static_cast<std::uint32_t>(z >> 32)};
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, Purpose purpose, DrawPlace place)
    : key_(make_key(seed, purpose)),
      place_{static_cast<std::uint32_t>(place.node), static_cast<std::uint32_t>(place.step)} {
  CONSIM_ASSERT(place.node <= max() && place.step <= max(), place.node, place.step);
}

void RandomStream::refill() {
  const r123::Philox4x32::ctr_type counter = {{static_cast<std::uint32_t>(block_),
                                               static_cast<std::uint32_t>(block_ >> 32), place_[0],
                                               place_[1]}};
  const auto output = r123::Philox4x32{}(counter, r123::Philox4x32::key_type{{key_[0], key_[1]}});
  for (unsigned i = 0; i < 4; ++i) words_[i] = output[i];
  ++block_;
  used_ = 0;
}

RandomStream::result_type RandomStream::operator()() {
  if (used_ == words_.size()) refill();
  return words_[used_++];
}

std::uint64_t RandomStream::bits64() {
  const std::uint64_t low = (*this)();
  return low | (static_cast<std::uint64_t>((*this)()) << 32);
}

double RandomStream::uniform() { return static_cast<double>(bits64() >> 11) * 0x1p-53; }

// Lemire's multiply-and-shift with rejection.
std::uint64_t RandomStream::below(std::uint64_t n) {
  CONSIM_ASSERT(n > 0);
  const std::uint64_t threshold = (0 - n) % n;
  for (;;) {
    const Wide product = static_cast<Wide>(bits64()) * n;
    if (static_cast<std::uint64_t>(product) >= threshold)
      return static_cast<std::uint64_t>(product >> 64);
  }
}

double RandomStream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

double RandomStream::exponential() { return -std::log(1.0 - uniform()); }

}  // namespace consim::base
