#include "sim/results/open_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace consim::results {

bool is_named(int descriptor, const std::filesystem::path& path) {
  struct stat open{};
  struct stat named{};
  return ::fstat(descriptor, &open) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

KeptFile::KeptFile(int descriptor) : descriptor_(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0)) {}

KeptFile::~KeptFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::filesystem::path KeptFile::put_back(const std::filesystem::path& path) const {
  std::filesystem::path name = path;
  if (std::filesystem::exists(name)) name += ".rescued";
  if (name.has_parent_path()) std::filesystem::create_directories(name.parent_path());
  // A file without a name can't be linked again, but read through its descriptor.
  std::filesystem::copy_file(fmt::format("/proc/self/fd/{}", descriptor_), name);
  return name;
}

}  // namespace consim::results
