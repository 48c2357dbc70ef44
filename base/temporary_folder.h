// A fresh folder that is removed with everything in it.
//
//   const TemporaryFolder folder;
//   run({"neato", "-o", folder.file("graph.txt"), folder.write("graph.dot", text)});
//
// It lies in the system's folder for temporary files ($TMPDIR). Throws
// std::filesystem::filesystem_error where it can't be made or written to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace consim::base {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// The path of a file in it, which needn't be there.
  std::filesystem::path file(const std::string& name) const { return path_ / name; }
  /// Writes a file and returns its path.
  std::filesystem::path write(const std::string& name, std::string_view text) const;
  std::filesystem::path write(const std::string& name,
                              const std::vector<std::uint8_t>& bytes) const;

 private:
  std::filesystem::path path_;
};

}  // namespace consim::base
