#include "models/idx_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/errors.h"
#include "models/gzip_file.h"

namespace consim::models {
namespace {

constexpr std::int64_t kMostValues = std::int64_t{1} << 31;

[[noreturn]] void fail(const std::string& file, std::size_t offset, std::string what,
                       std::string allowed = {}) {
  throw base::InputError({.file = file,
                          .offset = static_cast<std::int64_t>(offset),
                          .what = std::move(what),
                          .allowed = std::move(allowed)});
}

void check_magic(const std::string& file, const std::vector<std::uint8_t>& bytes, int rank) {
  const std::uint8_t expected[] = {0, 0, 8, static_cast<std::uint8_t>(rank)};
  if (bytes.size() < 4) fail(file, bytes.size(), "ends within the header of an IDX file");
  for (std::size_t i = 0; i < 4; ++i)
    if (bytes[i] != expected[i])
      fail(file, i,
           fmt::format("not an IDX file of this kind: it begins with {:02x}",
                       fmt::join(bytes.begin(), bytes.begin() + 4, " ")),
           fmt::format("{:02x}", fmt::join(expected, " ")));
}

std::int64_t big_endian(const std::vector<std::uint8_t>& bytes, std::size_t at) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value * 256 + bytes[at + i];
  return value;
}

}  // namespace

IdxArray read_idx(const std::string& file, int rank) {
  const std::size_t header = 4 + 4 * static_cast<std::size_t>(rank);
  // One byte more than can be allowed, so that a file that is too long shows.
  auto bytes = read_file_unpacked(file, header + static_cast<std::size_t>(kMostValues) + 1);
  check_magic(file, bytes, rank);
  if (bytes.size() < header) fail(file, bytes.size(), "ends within the header of an IDX file");

  IdxArray array;
  std::int64_t count = 1;
  for (std::size_t at = 4; at < header; at += 4) {
    const std::int64_t size = big_endian(bytes, at);
    if (size == 0 || size > kMostValues / count)
      fail(file, at, fmt::format("impossible size {}", size),
           fmt::format("sizes of at least 1 with a product of at most {}", kMostValues));
    count *= size;
    array.sizes.push_back(size);
  }
  const std::size_t expected = header + static_cast<std::size_t>(count);
  if (bytes.size() < expected)
    fail(file, bytes.size(), fmt::format("truncated: the header promises {} bytes", expected));
  if (bytes.size() > expected) fail(file, expected, "data follows the end of the array");
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(header));
  array.values = std::move(bytes);
  return array;
}

}  // namespace consim::models
