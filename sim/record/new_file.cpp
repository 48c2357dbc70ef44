#include "sim/record/new_file.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "sim/record/checkpoint_file.h"

namespace consim::record {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, std::string what) {
  throw base::InputError({.file = path.string(), .what = std::move(what)});
}

void make_folder(const std::filesystem::path& path) {
  if (path.filename().empty()) refuse(path, "is no file name");
  if (!path.has_parent_path()) return;
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) refuse(path, fmt::format("its folder can't be made: {}", error.message()));
}

}  // namespace

void require_writable(const std::filesystem::path& path, bool overwrite) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(path, error);
  if (!std::filesystem::exists(status)) return;
  if (std::filesystem::is_symlink(status)) refuse(path, "is a symbolic link; name the file itself");
  if (!std::filesystem::is_regular_file(status)) refuse(path, "exists and is no regular file");
  if (overwrite) return;
  const bool goes_on = std::filesystem::exists(checkpoint_path(path), error);
  refuse(path, goes_on ? "exists already; --resume goes on with it, --overwrite replaces it"
                       : "exists already; --overwrite replaces it");
}

results::LockFile lock_output(const std::filesystem::path& path) {
  make_folder(path);
  std::optional<results::LockFile> held = results::LockFile::acquire(path);
  if (!held) refuse(path, "is being written by another run");
  return std::move(*held);
}

UnnamedFile::UnnamedFile(const std::filesystem::path& output) : path_(output.string() + ".new") {}

UnnamedFile::~UnnamedFile() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

void UnnamedFile::rename(const std::filesystem::path& output) {
  std::error_code error;
  std::filesystem::rename(path_, output, error);
  if (error) refuse(output, fmt::format("can't be created: {}", error.message()));
  path_.clear();
}

}  // namespace consim::record
