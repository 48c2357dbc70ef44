#include "models/archive_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/errors.h"

namespace consim::models {
namespace {

struct FreeArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file), archive_(archive_read_new()) {
    constexpr std::size_t kBlock = std::size_t{1} << 16;
    archive_read_support_filter_gzip(archive_.get());
    archive_read_support_format_tar(archive_.get());
    if (archive_read_open_filename(archive_.get(), file.c_str(), kBlock) != ARCHIVE_OK) fail();
  }

  /// The next regular file's name, without its folders; empty at the end.
  std::string next() {
    for (;;) {
      archive_entry* entry = nullptr;
      const int result = archive_read_next_header(archive_.get(), &entry);
      if (result == ARCHIVE_EOF) return "";
      if (result != ARCHIVE_OK) fail();
      const char* path = archive_entry_pathname(entry);
      if (archive_entry_filetype(entry) == AE_IFREG && path != nullptr)
        return std::filesystem::path(path).filename().string();
    }
  }

  std::vector<std::uint8_t> bytes(const std::string& name, std::size_t limit) {
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    std::vector<std::uint8_t> bytes;
    for (;;) {
      const std::size_t before = bytes.size();
      bytes.resize(before + kPiece);
      const la_ssize_t read = archive_read_data(archive_.get(), bytes.data() + before, kPiece);
      if (read < 0) fail();
      bytes.resize(before + static_cast<std::size_t>(read));
      if (read == 0) return bytes;
      if (bytes.size() > limit) fail(fmt::format("{} is larger than {} bytes", name, limit));
    }
  }

  [[noreturn]] void fail(std::string what) const {
    throw base::InputError({.file = file_,
                            .offset = archive_filter_bytes(archive_.get(), -1),
                            .what = std::move(what)});
  }

 private:
  [[noreturn]] void fail() const {
    const char* reason = archive_error_string(archive_.get());
    fail(fmt::format("not a readable tar archive: {}", reason == nullptr ? "no reason" : reason));
  }

  const std::string& file_;
  std::unique_ptr<archive, FreeArchive> archive_;
};

}  // namespace

std::vector<ArchiveMember> read_archive(const std::string& file,
                                        const std::vector<std::string>& names, std::size_t limit) {
  Reader reader(file);
  std::vector<ArchiveMember> found;
  for (std::string name = reader.next(); !name.empty(); name = reader.next()) {
    if (std::ranges::find(names, name) == names.end()) continue;
    if (std::ranges::find(found, name, &ArchiveMember::name) != found.end())
      reader.fail(fmt::format("a second {}", name));
    std::vector<std::uint8_t> bytes = reader.bytes(name, limit);
    found.push_back({std::move(name), std::move(bytes)});
  }
  return found;
}

}  // namespace consim::models
