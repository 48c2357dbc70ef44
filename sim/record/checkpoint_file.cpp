#include "sim/record/checkpoint_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "base/errors.h"
#include "base/hash.h"

namespace consim::record {

static_assert(std::endian::native == std::endian::little);

namespace {

constexpr std::string_view kMagic = "CONSIMCK";
constexpr std::uint64_t kHeaderBytes = 24;
constexpr std::uint64_t kChecksumBytes = 8;

[[noreturn]] void refuse(const std::filesystem::path& path, std::string what) {
  throw base::InputError({.file = path.string(), .what = std::move(what)});
}

[[noreturn]] void refuse_at(const std::filesystem::path& path, std::uint64_t offset,
                            std::string what) {
  throw base::InputError({.file = path.string(),
                          .offset = static_cast<std::int64_t>(offset),
                          .what = std::move(what)});
}

std::string system_error(const char* what) {
  return fmt::format("{}: {}", what, std::strerror(errno));
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : value_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int value() const { return value_; }
  bool is_open() const { return value_ >= 0; }
  bool close() {
    const int value = std::exchange(value_, -1);
    return value < 0 || ::close(value) == 0;
  }

 private:
  int value_;
};

// Hash64 takes whole words, but for the last bytes of a call: parts of words wait for the next
// call.
class WordHash {
 public:
  void add(std::string_view bytes) {
    if (!part_.empty()) {
      const std::size_t missing = std::min(8 - part_.size(), bytes.size());
      part_.append(bytes.substr(0, missing));
      bytes.remove_prefix(missing);
      if (part_.size() < 8) return;
      add_words(part_);
      part_.clear();
    }
    add_words(bytes.substr(0, bytes.size() / 8 * 8));
    part_ = bytes.substr(bytes.size() / 8 * 8);
  }
  std::uint64_t value() const {
    base::Hash64 end = hash_;
    end.add_bytes(part_.data(), part_.size());
    return end.value();
  }

 private:
  void add_words(std::string_view bytes) {
    for (; !bytes.empty(); bytes.remove_prefix(8)) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data(), 8);
      hash_.add(word);
    }
  }

  base::Hash64 hash_;
  std::string part_;
};

class Output {
 public:
  explicit Output(const std::filesystem::path& path)
      : path_(path.string() + ".new"), descriptor_(path_, O_WRONLY | O_CREAT | O_TRUNC) {
    if (!descriptor_.is_open()) refuse(path_, system_error("cannot create it"));
  }
  ~Output() {
    if (!renamed_) ::unlink(path_.c_str());
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view bytes) {
    hash_.add(bytes);
    while (!bytes.empty()) {
      const ::ssize_t written = ::write(descriptor_.value(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) refuse(path_, system_error("cannot write"));
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void write_number(std::uint64_t number) {
    write({reinterpret_cast<const char*>(&number), sizeof number});
  }
  void write_text(std::string_view text) {
    write_number(text.size());
    write(text);
  }
  std::uint64_t hash() const { return hash_.value(); }

  void rename(const std::filesystem::path& path) {
    if (::fsync(descriptor_.value()) != 0 || !descriptor_.close()) {
      refuse(path_, system_error("cannot write"));
    }
    if (::rename(path_.c_str(), path.c_str()) != 0) {
      refuse(path, system_error("cannot replace it"));
    }
    renamed_ = true;
    const Descriptor folder(path.has_parent_path() ? path.parent_path() : ".",
                            O_RDONLY | O_DIRECTORY);
    // Some file systems have nothing to synchronise for a folder.
    if (folder.is_open() && ::fsync(folder.value()) != 0 && errno != EINVAL) {
      refuse(path, system_error("cannot synchronise its folder"));
    }
  }

 private:
  std::filesystem::path path_;
  Descriptor descriptor_;
  WordHash hash_;
  bool renamed_ = false;
};

std::string read_all(const std::filesystem::path& path, int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) refuse(path, system_error("can't be read"));
  if (!S_ISREG(status.st_mode)) refuse(path, "is no regular file");
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ::ssize_t count = ::read(descriptor, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(path, system_error("can't be read"));
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

class Input {
 public:
  Input(const std::filesystem::path& path, std::string_view bytes) : path_(path), bytes_(bytes) {}

  std::uint64_t offset() const { return offset_; }
  void end_at(std::uint64_t end) { bytes_ = bytes_.substr(0, end); }
  bool at_end() const { return offset_ == bytes_.size(); }
  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size() - offset_) {
      refuse_at(path_, bytes_.size(),
                fmt::format("is cut off: {} bytes are missing", size - (bytes_.size() - offset_)));
    }
    const std::string_view taken = bytes_.substr(offset_, size);
    offset_ += size;
    return taken;
  }
  template <class Number>
  Number take_number() {
    Number number{};
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }
  std::string take_text() { return std::string(take(take_number<std::uint64_t>())); }

 private:
  const std::filesystem::path& path_;
  std::string_view bytes_;
  std::uint64_t offset_ = 0;
};

// Leaves the input at the payload, and ending behind it.
void check_frame(const std::filesystem::path& path, std::string_view bytes, Input& input) {
  const std::string_view start = bytes.substr(0, kMagic.size());
  if (start != kMagic.substr(0, start.size())) refuse_at(path, 0, "is no checkpoint of consim");
  input.take(kMagic.size());
  const auto version = input.take_number<std::uint32_t>();
  if (version != kCheckpointVersion) {
    refuse_at(
        path, 8,
        fmt::format("is of format version {}; this program reads {}", version, kCheckpointVersion));
  }
  if (input.take_number<std::uint32_t>() != 0) refuse_at(path, 12, "was changed");
  const auto length = input.take_number<std::uint64_t>();
  const std::uint64_t rest = bytes.size() - kHeaderBytes;
  if (rest < kChecksumBytes || length > rest - kChecksumBytes) {
    refuse_at(path, bytes.size(),
              fmt::format("is cut off: its payload has {} bytes, with the checksum {} are left",
                          length, rest));
  }
  if (length < rest - kChecksumBytes) {
    refuse_at(path, kHeaderBytes + length + kChecksumBytes, "goes on behind its end");
  }
  WordHash hash;
  hash.add(bytes.substr(0, kHeaderBytes + length));
  std::uint64_t stored = 0;
  std::memcpy(&stored, bytes.data() + kHeaderBytes + length, sizeof stored);
  if (hash.value() != stored) {
    refuse_at(path, kHeaderBytes + length, "was changed: the checksum differs");
  }
  input.end_at(kHeaderBytes + length);
}

}  // namespace

std::filesystem::path checkpoint_path(const std::filesystem::path& output) {
  return output.string() + ".checkpoint";
}

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  std::uint64_t length = 0;
  for (const CheckpointSection& section : checkpoint) {
    length += 2 * sizeof(std::uint64_t) + section.name.size() + section.bytes.size();
  }
  Output output(path);
  output.write(kMagic);
  output.write_number(kCheckpointVersion);
  output.write_number(length);
  for (const CheckpointSection& section : checkpoint) {
    output.write_text(section.name);
    output.write_text(section.bytes);
  }
  output.write_number(output.hash());
  output.rename(path);
}

std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& path) {
  const Descriptor descriptor(path, O_RDONLY);
  if (!descriptor.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    refuse(path, system_error("can't be read"));
  }
  const std::string bytes = read_all(path, descriptor.value());
  Input input(path, bytes);
  check_frame(path, bytes, input);
  Checkpoint checkpoint;
  while (!input.at_end()) {
    std::string name = input.take_text();
    checkpoint.push_back({std::move(name), input.take_text()});
  }
  return checkpoint;
}

std::optional<std::uint32_t> checkpoint_version(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, kMagic.size() + sizeof(std::uint32_t)> start{};
  if (!file.read(start.data(), start.size())) return std::nullopt;
  if (std::string_view(start.data(), kMagic.size()) != kMagic) return std::nullopt;
  std::uint32_t version = 0;
  std::memcpy(&version, start.data() + kMagic.size(), sizeof version);
  return version;
}

const std::string& find_section(const Checkpoint& checkpoint, std::string_view name) {
  for (const CheckpointSection& section : checkpoint) {
    if (section.name == name) return section.bytes;
  }
  throw base::InputError({.key = std::string(name), .what = "the checkpoint lacks this part"});
}

}  // namespace consim::record
