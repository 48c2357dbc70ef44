// One batch at a time in a folder, and none beside the runs of a batch that was killed.
//
//   FolderLock lock = FolderLock::acquire("results");   // throws where a batch is at work there
//   Child child({…, .held_open = lock.runs()});
//
// Two locks (flock): the batch's own, and one that each of its runs holds too, through a descriptor
// that it inherits. When a batch is killed its runs end by themselves with a checkpoint; the next
// batch waits for that, so that no file has two writers.
#pragma once

#include <filesystem>

#include "sim/results/lock_file.h"

namespace consim::apps {

class FolderLock {
 public:
  /// Makes the folder if there is none. Waits while runs of a killed batch end. Throws InputError
  /// where another batch has the folder or where it can't be made or written to.
  static FolderLock acquire(const std::filesystem::path& folder);

  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

  int runs() const { return runs_; }

 private:
  FolderLock(results::LockFile batch, std::filesystem::path path, int runs);

  results::LockFile batch_;
  std::filesystem::path path_;
  int runs_;
};

}  // namespace consim::apps
