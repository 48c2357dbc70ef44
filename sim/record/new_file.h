// The place of a result file: whether it may be written there, and the file while it has no name.
//
//   require_writable(output, overwrite);
//   const results::LockFile lock = lock_output(output);
//   UnnamedFile unnamed(output);      // write unnamed.path() …
//   unnamed.rename(output);           // … and it is the output; without that it is removed
//
// Errors: InputError with the path, and nothing is left behind.
#pragma once

#include <filesystem>

#include "sim/results/lock_file.h"

namespace consim::record {

/// Refuses what exists (unless `overwrite`), and what is no regular file in any case.
void require_writable(const std::filesystem::path& path, bool overwrite);

/// Makes missing folders; refuses a path that another run writes.
results::LockFile lock_output(const std::filesystem::path& path);

/// The output before it has its name; removed if it never gets it.
class UnnamedFile {
 public:
  explicit UnnamedFile(const std::filesystem::path& output);
  ~UnnamedFile();
  UnnamedFile(const UnnamedFile&) = delete;
  UnnamedFile& operator=(const UnnamedFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void rename(const std::filesystem::path& output);

 private:
  std::filesystem::path path_;
};

}  // namespace consim::record
