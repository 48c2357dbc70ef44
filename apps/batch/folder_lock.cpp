#include "apps/batch/folder_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "apps/command.h"
#include "base/errors.h"

namespace consim::apps {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(int descriptor, const fs::path& path) {
  const int error = errno;
  close(descriptor);
  throw base::InputError(
      {.file = path.string(), .what = fmt::format("cannot lock it: {}", std::strerror(error))});
}

void wait_for_runs(int descriptor, const fs::path& path) {
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) refuse(descriptor, path);
  tell("consim: runs of a batch that was killed are ending; waiting for them");
  while (flock(descriptor, LOCK_EX) != 0)
    if (errno != EINTR) refuse(descriptor, path);
}

}  // namespace

FolderLock FolderLock::acquire(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error))
    throw base::InputError({.file = folder.string(),
                            .what = "isn't a folder",
                            .allowed = "expected a folder, or one that can be made, for "
                                       "--output-dir"});
  fs::create_directories(folder, error);
  if (error)
    throw base::InputError(
        {.file = folder.string(), .what = fmt::format("cannot make it: {}", error.message())});
  std::optional<results::LockFile> batch = results::LockFile::acquire(folder / "batch");
  if (!batch)
    throw base::InputError({.file = folder.string(),
                            .what = "another batch is at work in this folder",
                            .allowed = "wait for its end, or choose another --output-dir"});
  fs::path path = folder / "runs.lock";
  const int runs = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (runs < 0)
    throw base::InputError(
        {.file = path.string(), .what = fmt::format("cannot make it: {}", std::strerror(errno))});
  wait_for_runs(runs, path);
  return {std::move(*batch), std::move(path), runs};
}

FolderLock::FolderLock(results::LockFile batch, fs::path path, int runs)
    : batch_(std::move(batch)), path_(std::move(path)), runs_(runs) {}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : batch_(std::move(other.batch_)),
      path_(std::move(other.path_)),
      runs_(std::exchange(other.runs_, -1)) {}

// The batch's lock, which is dropped last, keeps others from the file meanwhile.
FolderLock::~FolderLock() {
  if (runs_ < 0) return;
  unlink(path_.c_str());
  close(runs_);
}

}  // namespace consim::apps
