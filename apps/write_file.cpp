#include "apps/write_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/errors.h"

namespace consim::apps {

void write_file(const std::string& path, const std::string& text, bool overwrite) {
  const auto refuse = [&](std::string what, std::string allowed = "") {
    throw base::InputError(
        base::Problem{.file = path, .what = std::move(what), .allowed = std::move(allowed)});
  };
  if (!overwrite && std::filesystem::exists(path))
    refuse("exists already", "another name, or --overwrite");
  const std::string beside = path + ".part" + std::to_string(getpid());
  std::error_code error;
  const bool written =
      static_cast<bool>(std::ofstream(beside, std::ios::binary) << text << std::flush);
  if (written) std::filesystem::rename(beside, path, error);
  if (written && !error) return;
  std::error_code ignored;
  std::filesystem::remove(beside, ignored);
  refuse("can't be written", "a folder that exists, with space left");
}

}  // namespace consim::apps
