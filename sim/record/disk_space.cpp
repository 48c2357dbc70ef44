#include "sim/record/disk_space.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace consim::record {

std::optional<std::string> reserve_space(int descriptor, std::int64_t bytes) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return std::strerror(errno);
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
      static_cast<rlim_t>(status.st_size + bytes) > limit.rlim_cur) {
    return std::strerror(EFBIG);
  }
  int result = 0;
  do {
    result = ::fallocate(descriptor, FALLOC_FL_KEEP_SIZE, status.st_size, bytes);
  } while (result != 0 && errno == EINTR);
  if (result == 0) return std::nullopt;
  const bool no_room = errno == ENOSPC || errno == EFBIG || errno == EDQUOT || errno == EIO;
  return no_room ? std::optional<std::string>(std::strerror(errno)) : std::nullopt;
}

void release_space(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(path, ignored);
  if (!ignored) std::filesystem::resize_file(path, size, ignored);
}

}  // namespace consim::record
