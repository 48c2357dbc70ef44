#include "sim/results/file_access.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/errors.h"
#include "sim/results/lock_file.h"

namespace consim::results {

namespace {

constexpr std::string_view kHdf5Signature("\x89HDF\r\n\x1a\n", 8);

[[noreturn]] void refuse(const std::filesystem::path& path, std::string what,
                         std::string allowed = "") {
  throw base::InputError(
      {.file = path.string(), .what = std::move(what), .allowed = std::move(allowed)});
}

bool has_signature(std::istream& stream) {
  std::array<char, kHdf5Signature.size()> start{};
  stream.read(start.data(), start.size());
  return std::string_view(start.data(), static_cast<std::size_t>(stream.gcount())) ==
         kHdf5Signature;
}

// The superblock (versions 2 and 3) says whether a writer has the file open. Only then is SWMR
// reading right: in that mode HDF5 doesn't compare the file's length with what it should be.
bool marked_as_being_written(const std::filesystem::path& path) {
  constexpr std::size_t kFlags = 11;
  std::array<char, kFlags + 1> start{};
  std::ifstream stream(path, std::ios::binary);
  stream.read(start.data(), start.size());
  return stream.gcount() == static_cast<std::streamsize>(start.size()) && (start[kFlags] & 1) != 0;
}

// A reader beside a writer may meet a half-written piece, and then looks again, waiting twice as
// long each time from 1 ns on. HDF5's 100 looks would last for ever where the piece is damaged.
// These last 17 ms beside a writer; where none is known there is little to wait for.
constexpr unsigned kLooksBesideWriter = 24;
constexpr unsigned kLooks = 3;
constexpr hsize_t kPage = 4096;  // bytes that a write has wholly or not at all

// Negative where it can't be opened, for the reason.
Hdf5Id try_open(const std::filesystem::path& path, unsigned flags, std::string& reason) {
  const Handle properties = file_access_properties();
  if ((flags & H5F_ACC_SWMR_READ) != 0) {
    const unsigned looks = writer_lives(path) ? kLooksBesideWriter : kLooks;
    require(H5Pset_metadata_read_attempts(properties.id(), looks), "choose how often to look");
  }
  const Hdf5Id id = H5Fopen(path.c_str(), flags, properties.id());
  // Closing the properties would clear it.
  if (id < 0) reason = last_hdf5_error();
  return id;
}

}  // namespace

bool is_hdf5(const std::filesystem::path& path) {
  std::error_code absent;
  // What is read of a pipe is lost to its reader.
  if (!std::filesystem::is_regular_file(path, absent)) return false;
  std::ifstream stream(path, std::ios::binary);
  return stream && has_signature(stream);
}

std::string advice_about(const std::filesystem::path& path) {
  return writer_lives(path) ? "" : "the file is damaged: move it away, and run its scenario again";
}

void require_hdf5(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) refuse(path, "no such file");
  if (error) refuse(path, fmt::format("can't be read: {}", error.message()));
  if (!std::filesystem::is_regular_file(status)) refuse(path, "is no regular file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) refuse(path, fmt::format("can't be read: {}", std::strerror(errno)));
  if (!has_signature(stream)) refuse(path, "isn't an HDF5 file");
}

Handle file_access_properties() {
  Handle properties = own(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "create file properties");
  require(H5Pset_libver_bounds(properties.id(), H5F_LIBVER_LATEST, H5F_LIBVER_LATEST),
          "choose the file format");
  require(H5Pset_file_locking(properties.id(), true, true), "choose file locking");
  // A kill may tear a write where two pages meet. Metadata with a checksum that lies on both is
  // then wrong for good, and other readers wait for it: so everything begins a page.
  require(H5Pset_alignment(properties.id(), 1, kPage), "choose the alignment");
  require(H5Pset_meta_block_size(properties.id(), 0), "place metadata one by one");
  return properties;
}

OpenFile open_for_reading(const std::filesystem::path& path) {
  require_hdf5(path);
  std::string reason;
  // A writer may close the file between two looks at it; a third time doesn't happen.
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (const Hdf5Id id = try_open(path, H5F_ACC_RDONLY, reason); id >= 0) {
      return {Handle(id, H5Fclose), Access::kPlain};
    }
    if (!marked_as_being_written(path)) continue;
    if (const Hdf5Id id = try_open(path, H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, reason); id >= 0) {
      return {Handle(id, H5Fclose), Access::kSwmr};
    }
  }
  // Another program's lock (EAGAIN) says nothing about the file.
  if (reason.find("unable to lock file, errno = 11,") != std::string::npos)
    refuse(path, "another program has it open for writing", "expected a file that is closed");
  refuse(path, fmt::format("can't be opened as HDF5: {}", reason), advice_about(path));
}

}  // namespace consim::results
