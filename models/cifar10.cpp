#include "models/cifar10.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/errors.h"
#include "models/archive_file.h"
#include "models/data_places.h"
#include "models/gzip_file.h"

namespace consim::models {
namespace {

namespace fs = std::filesystem;

constexpr ImageShape kShape{3, 32, 32};
constexpr std::size_t kRecord = 1 + 3 * 32 * 32;
constexpr int kClasses = 10;
constexpr std::size_t kMostBytes = std::size_t{1} << 30;  // of a file
constexpr const char* kArchives[] = {"cifar-10-binary.tar.gz", "cifar-10-binary.tar"};

std::vector<std::string> file_names() {
  return {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
          "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};
}

bool is_archive(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".tar") || name.ends_with(".tar.gz") || name.ends_with(".tgz");
}

// Not what can't be looked at.
bool is_file(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

// A folder with the first file in it, or an archive; the first place if there is none.
fs::path chosen_place(const std::vector<fs::path>& places) {
  std::error_code ignored;
  for (const fs::path& place : places) {
    if (is_archive(place) && fs::is_regular_file(place, ignored)) return place;
    if (fs::exists(place / file_names().front(), ignored)) return place;
    for (const char* name : kArchives)
      if (fs::is_regular_file(place / name, ignored)) return place / name;
  }
  return places.front();
}

std::vector<fs::path> places(const Cifar10& config) {
  return data_places(config.data_dir, "cifar-10-batches-bin");
}

class Reader {
 public:
  explicit Reader(const Cifar10& config)
      : data_dir_(config.data_dir),
        searched_(places(config)),
        place_(chosen_place(searched_)),
        packed_(is_file(place_)) {
    if (packed_) members_ = read_archive(place_.string(), file_names(), kMostBytes);
    const auto exists = [&](const std::string& name) { return is_file(place_ / name); };
    if (!packed_ && std::ranges::none_of(file_names(), exists))
      throw base::InputError(
          {.file = place_.string(),
           .what = fmt::format("no {} … {}", file_names().front(), file_names().back()),
           .allowed = looked_in()});
  }

  void append(const std::string& name, ImageSet& set) {
    const std::optional<std::vector<std::uint8_t>> bytes = bytes_of(name);
    if (!bytes) return;
    const std::size_t count = bytes->size() / kRecord;
    if (bytes->size() % kRecord != 0)
      add(name, bytes->size(), fmt::format("ends within picture {}", count),
          fmt::format("pictures of {} bytes", kRecord));
    if (bytes->empty()) add(name, 0, "no pictures", fmt::format("pictures of {} bytes", kRecord));
    set.shape = kShape;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t* record = bytes->data() + i * kRecord;
      if (record[0] >= kClasses)
        return add(name, i * kRecord, fmt::format("label {}", record[0]),
                   fmt::format("0 to {}", kClasses - 1));
      set.labels.push_back(record[0]);
      set.pixels.insert(set.pixels.end(), record + 1, record + kRecord);
    }
  }

  void throw_if_wrong() {
    if (!problems_.empty()) throw base::InputError(std::move(problems_));
  }

 private:
  std::optional<std::vector<std::uint8_t>> bytes_of(const std::string& name) {
    if (packed_) {
      const auto found = std::ranges::find(members_, name, &ArchiveMember::name);
      if (found != members_.end()) return std::move(found->bytes);
      add(name, 0, "is missing in the archive");
      return std::nullopt;
    }
    std::error_code ignored;
    if (!fs::exists(place_ / name, ignored)) {
      problems_.push_back(
          {.file = (place_ / name).string(), .what = "no such file", .allowed = looked_in()});
      return std::nullopt;
    }
    try {
      return read_file_unpacked((place_ / name).string(), kMostBytes);
    } catch (const base::InputError& error) {
      problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
      return std::nullopt;
    }
  }

  std::string looked_in() const {
    return fmt::format("{}; {} will do too", told_places(searched_, data_dir_), kArchives[0]);
  }

  // Offsets are those in the file, also where it lies in an archive.
  void add(const std::string& name, std::size_t offset, std::string what,
           std::string allowed = {}) {
    problems_.push_back({.file = (place_ / name).string(),
                         .offset = static_cast<std::int64_t>(offset),
                         .what = std::move(what),
                         .allowed = std::move(allowed)});
  }

  std::string data_dir_;
  std::vector<fs::path> searched_;
  fs::path place_;
  bool packed_;
  std::vector<ArchiveMember> members_;
  std::vector<base::Problem> problems_;
};

}  // namespace

std::string data_folder(const Cifar10& config) { return chosen_place(places(config)).string(); }

ImageData load_cifar10(const Cifar10& config) {
  Reader reader(config);
  ImageData data{.name = "cifar10", .classes = kClasses, .train = {}, .test = {}, .statistics = {}};
  for (const std::string& name : file_names())
    reader.append(name, name == file_names().back() ? data.test : data.train);
  reader.throw_if_wrong();
  data.statistics = channel_statistics(data.train);
  return data;
}

}  // namespace consim::models
