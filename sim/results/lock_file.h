// Who writes a result file is told by a lock on the file beside it, `<output>.lock`.
//
// A run holds the lock (flock) from before it creates its output until it has closed it; the system
// drops the lock of a process that dies, so an old lock file without a lock means nothing.
//
//   std::optional<LockFile> lock = LockFile::acquire("ring.h5");
//   if (!lock) …            // another run is writing ring.h5
#pragma once

#include <filesystem>
#include <optional>

namespace consim::results {

class LockFile {
 public:
  /// Nothing if somebody else holds the lock. Throws InputError where the lock file can't be made.
  static std::optional<LockFile> acquire(const std::filesystem::path& output);

  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&& other) noexcept;
  /// Removes the lock file and drops the lock.
  ~LockFile();

 private:
  LockFile(std::filesystem::path path, int descriptor);

  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// `<output>.lock`
std::filesystem::path lock_path(const std::filesystem::path& output);

/// Whether some run is writing the file now.
bool writer_lives(const std::filesystem::path& output);

}  // namespace consim::results
