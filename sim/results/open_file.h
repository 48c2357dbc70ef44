// Whether a file that is open still has its name, and a new name for one that lost it.
//
//   if (!is_named(descriptor, "ring.h5")) …        // somebody removed or replaced it
//   KeptFile kept(descriptor);                     // its bytes live on when others close it
//   kept.put_back("ring.h5");                      // "ring.h5", or "ring.h5.rescued"
#pragma once

#include <filesystem>

namespace consim::results {

/// Whether `path` names the file that is open as `descriptor`.
bool is_named(int descriptor, const std::filesystem::path& path);

/// A second hold on an open file.
class KeptFile {
 public:
  explicit KeptFile(int descriptor);
  ~KeptFile();
  KeptFile(const KeptFile&) = delete;
  KeptFile& operator=(const KeptFile&) = delete;

  /// Copies it to `path`, or to `path`.rescued where another file has that name by now; missing
  /// folders are made. Returns the name. Throws std::filesystem::filesystem_error.
  std::filesystem::path put_back(const std::filesystem::path& path) const;

 private:
  int descriptor_;
};

}  // namespace consim::results
