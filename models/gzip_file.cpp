#include "models/gzip_file.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>

#include "base/errors.h"

namespace consim::models {
namespace {

using Bytes = std::vector<std::uint8_t>;

[[noreturn]] void fail(const std::string& file, std::string what, std::int64_t offset = -1) {
  throw base::InputError({.file = file, .offset = offset, .what = std::move(what)});
}

Bytes read_file(const std::string& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) fail(file, "no such file");
  if (!std::filesystem::is_regular_file(status)) fail(file, "not a regular file");
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail(file, fmt::format("cannot be opened: {}", std::strerror(errno)));
  const auto size = std::filesystem::file_size(file, error);
  if (error) fail(file, fmt::format("cannot be read: {}", error.message()));
  Bytes bytes(static_cast<std::size_t>(size));
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!stream) fail(file, "cannot be read to its end", static_cast<std::int64_t>(stream.gcount()));
  return bytes;
}

bool is_gzip(const Bytes& bytes, std::size_t at = 0) {
  return bytes.size() >= at + 2 && bytes[at] == 0x1f && bytes[at + 1] == 0x8b;
}

struct InflateEnd {
  void operator()(z_stream* stream) const {
    inflateEnd(stream);
    delete stream;
  }
};

class Unpacker {
 public:
  Unpacker(const std::string& file, Bytes packed)
      : file_(file), packed_(std::move(packed)), stream_(new z_stream{}) {
    constexpr int kGzipOnly = 15 + 16;
    if (inflateInit2(stream_.get(), kGzipOnly) != Z_OK) fail(file_, "zlib cannot be started");
  }

  Bytes unpack(std::size_t limit) {
    Bytes output;
    while (output.size() < limit) {
      const int result = inflate_some(output, limit);
      if (result == Z_STREAM_END) {
        if (offset() == packed_.size()) break;
        if (!is_gzip(packed_, offset())) fail_here("data follows the end of the gzip stream");
        inflateReset(stream_.get());
      } else if (result == Z_BUF_ERROR && offset() == packed_.size()) {
        fail_here("the gzip stream is truncated");
      } else if (result != Z_OK) {
        fail_here(fmt::format("malformed gzip: {}", stream_->msg ? stream_->msg : zError(result)));
      }
    }
    return output;
  }

 private:
  std::size_t offset() const { return consumed_; }
  [[noreturn]] void fail_here(std::string what) const {
    fail(file_, std::move(what), static_cast<std::int64_t>(offset()));
  }

  int inflate_some(Bytes& output, std::size_t limit) {
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    const std::size_t before = output.size();
    output.resize(before + std::min(kPiece, limit - before));
    const std::size_t room = output.size() - before;
    const std::size_t input = std::min<std::size_t>(packed_.size() - consumed_, 1u << 30);
    stream_->next_in = packed_.data() + consumed_;
    stream_->avail_in = static_cast<uInt>(input);
    stream_->next_out = output.data() + before;
    stream_->avail_out = static_cast<uInt>(room);
    const int result = inflate(stream_.get(), Z_NO_FLUSH);
    consumed_ += input - stream_->avail_in;
    output.resize(before + room - stream_->avail_out);
    return result;
  }

  const std::string& file_;
  Bytes packed_;
  std::size_t consumed_ = 0;
  std::unique_ptr<z_stream, InflateEnd> stream_;
};

}  // namespace

std::vector<std::uint8_t> read_file_unpacked(const std::string& file, std::size_t limit) {
  Bytes bytes = read_file(file);
  if (is_gzip(bytes)) return Unpacker(file, std::move(bytes)).unpack(limit);
  if (bytes.size() > limit) bytes.resize(limit);
  return bytes;
}

}  // namespace consim::models
