#include "sim/results/lock_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/errors.h"
#include "sim/results/open_file.h"

namespace consim::results {

namespace {

// writer_lives() holds a shared lock for an instant, which isn't a writer.
bool try_lock(int descriptor) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    ::usleep(2000);
  }
  return false;
}

}  // namespace

std::filesystem::path lock_path(const std::filesystem::path& output) {
  return output.string() + ".lock";
}

std::optional<LockFile> LockFile::acquire(const std::filesystem::path& output) {
  std::filesystem::path path = lock_path(output);
  for (;;) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0) {
      throw base::InputError({.file = path.string(),
                              .what = fmt::format("cannot create it: {}", std::strerror(errno))});
    }
    if (!try_lock(descriptor)) {
      ::close(descriptor);
      return std::nullopt;
    }
    // A holder removes the file before it drops the lock, so it may be gone by now.
    if (is_named(descriptor, path)) return LockFile(std::move(path), descriptor);
    ::close(descriptor);
  }
}

LockFile::LockFile(std::filesystem::path path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

LockFile::LockFile(LockFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

LockFile& LockFile::operator=(LockFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

LockFile::~LockFile() {
  if (descriptor_ < 0) return;
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

bool writer_lives(const std::filesystem::path& output) {
  const int descriptor = ::open(lock_path(output).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return false;
  const bool locked = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(descriptor);
  return locked;
}

}  // namespace consim::results
