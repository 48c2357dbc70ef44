#include "models/fashion_mnist.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "base/errors.h"
#include "models/data_places.h"
#include "models/idx_file.h"

namespace consim::models {
namespace {

namespace fs = std::filesystem;

constexpr int kClasses = 10;
constexpr int kLongestSide = 1024;
constexpr std::int64_t kLabelHeader = 8;

std::vector<fs::path> places(const FashionMnist& config) {
  return data_places(config.data_dir, "fashion-mnist");
}

std::optional<std::string> find(const std::vector<fs::path>& places, const std::string& name) {
  std::error_code ignored;
  for (const fs::path& place : places)
    for (const char* ending : {".gz", ""})
      if (const fs::path file = place / (name + ending); fs::exists(file, ignored))
        return file.string();
  return std::nullopt;
}

// The place where the training pictures are is where all four files must be.
std::vector<fs::path> chosen_place(const std::vector<fs::path>& places) {
  for (const fs::path& place : places)
    if (find({place}, "train-images-idx3-ubyte")) return {place};
  return {places.front()};
}

class Reader {
 public:
  explicit Reader(const FashionMnist& config)
      : data_dir_(config.data_dir), searched_(places(config)), place_(chosen_place(searched_)) {}

  ImageSet read(const std::string& prefix) {
    ImageSet set;
    const auto images = array(prefix + "-images-idx3-ubyte", 3);
    const auto labels = array(prefix + "-labels-idx1-ubyte", 1);
    if (images && sides_are_possible(*images)) {
      set.shape = {1, static_cast<int>(images->data.sizes[1]),
                   static_cast<int>(images->data.sizes[2])};
      set.pixels = images->data.values;
    }
    if (labels && labels_are_possible(*labels))
      set.labels.assign(labels->data.values.begin(), labels->data.values.end());
    if (images && labels && images->data.sizes[0] != labels->data.sizes[0])
      add(labels->file, 4,
          fmt::format("{} labels for {} pictures", labels->data.sizes[0], images->data.sizes[0]));
    return set;
  }

  void compare(const ImageSet& train, const ImageSet& test) {
    if (problems_.empty() && !(train.shape == test.shape))
      add(*find(place_, "t10k-images-idx3-ubyte"), 8,
          fmt::format("pictures of {} × {} where those for training have {} × {}",
                      test.shape.height, test.shape.width, train.shape.height, train.shape.width));
  }

  void throw_if_wrong() {
    if (!problems_.empty()) throw base::InputError(std::move(problems_));
  }

 private:
  struct File {
    std::string file;
    IdxArray data;
  };

  std::optional<File> array(const std::string& name, int rank) {
    const auto file = find(place_, name);
    if (!file) {
      problems_.push_back({.file = (place_.front() / name).string(),
                           .what = "no such file, nor with .gz",
                           .allowed = told_places(searched_, data_dir_)});
      return std::nullopt;
    }
    try {
      return File{*file, read_idx(*file, rank)};
    } catch (const base::InputError& error) {
      problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
      return std::nullopt;
    }
  }

  bool sides_are_possible(const File& images) {
    for (std::size_t side : {std::size_t{1}, std::size_t{2}}) {
      if (images.data.sizes[side] <= kLongestSide) continue;
      add(images.file, 4 + 4 * static_cast<std::int64_t>(side),
          fmt::format("impossible size {}", images.data.sizes[side]),
          fmt::format("at most {}", kLongestSide));
      return false;
    }
    return true;
  }

  bool labels_are_possible(const File& labels) {
    for (std::size_t i = 0; i < labels.data.values.size(); ++i) {
      if (labels.data.values[i] < kClasses) continue;
      add(labels.file, kLabelHeader + static_cast<std::int64_t>(i),
          fmt::format("label {}", labels.data.values[i]), fmt::format("0 to {}", kClasses - 1));
      return false;
    }
    return true;
  }

  void add(const std::string& file, std::int64_t offset, std::string what,
           std::string allowed = {}) {
    problems_.push_back(
        {.file = file, .offset = offset, .what = std::move(what), .allowed = std::move(allowed)});
  }

  std::string data_dir_;
  std::vector<fs::path> searched_;
  std::vector<fs::path> place_;
  std::vector<base::Problem> problems_;
};

}  // namespace

std::string data_folder(const FashionMnist& config) {
  return chosen_place(places(config)).front().string();
}

ImageData load_fashion_mnist(const FashionMnist& config) {
  Reader reader(config);
  ImageData data{
      .name = "fashion_mnist", .classes = kClasses, .train = {}, .test = {}, .statistics = {}};
  data.train = reader.read("train");
  data.test = reader.read("t10k");
  reader.compare(data.train, data.test);
  reader.throw_if_wrong();
  data.statistics = channel_statistics(data.train);
  return data;
}

}  // namespace consim::models
