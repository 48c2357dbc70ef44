// A 64-bit rolling hash of values in order: the trajectory hash and the checksum of checkpoints.
// Not cryptographic.
//
//   Hash64 hash;
//   hash.add(std::uint64_t{42});
//   hash.add_bytes(row.data(), row.size_bytes());
//   hash.value();
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace consim::base {

class Hash64 {
 public:
  Hash64() = default;
  explicit Hash64(std::uint64_t state) : state_(state) {}

  void add(std::uint64_t word) {
    state_ = (std::rotl(state_, 27) ^ word) * 0x9e3779b97f4a7c15u;
    state_ ^= state_ >> 32;
  }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  void add_bytes(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    std::uint64_t word = 0;
    for (; size >= sizeof word; bytes += sizeof word, size -= sizeof word) {
      std::memcpy(&word, bytes, sizeof word);
      add(word);
    }
    word = 0;
    if (size > 0) std::memcpy(&word, bytes, size);
    add(word ^ (static_cast<std::uint64_t>(size) << 56));
  }

  std::uint64_t value() const { return state_; }
  bool operator==(const Hash64&) const = default;

 private:
  std::uint64_t state_ = 0x243f6a8885a308d3u;
};

}  // namespace consim::base
