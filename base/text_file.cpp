#include "base/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/errors.h"

namespace consim::base {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

std::string size_text(std::size_t bytes) {
  return bytes % kMiB == 0 ? fmt::format("{} MiB", bytes / kMiB) : fmt::format("{} bytes", bytes);
}

}  // namespace

std::string read_text_file(const std::filesystem::path& file, std::size_t most_bytes) {
  const auto problem = [&](const std::string& what) {
    return InputError({.file = file.string(), .what = what});
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) throw problem("is a directory, not a file");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw problem(std::string("can't be read: ") + std::strerror(errno));
  std::string text;
  while (stream && text.size() <= most_bytes) {
    const std::size_t read = text.size();
    text.resize(read + std::min(kMiB, most_bytes + 1 - read));
    stream.read(text.data() + read, static_cast<std::streamsize>(text.size() - read));
    text.resize(read + static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) throw problem("can't be read to its end");
  if (text.size() > most_bytes) throw problem("is larger than " + size_text(most_bytes));
  return text;
}

}  // namespace consim::base
