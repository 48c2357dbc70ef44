#include "models/data_places.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>

#include "base/errors.h"

namespace consim::models {

namespace fs = std::filesystem;

std::vector<fs::path> data_places(const std::string& data_dir, const std::string& folder) {
  std::vector<fs::path> roots;
  if (!data_dir.empty()) {
    roots.emplace_back(data_dir);
  } else {
    if (const char* root = std::getenv("CONSIM_DATA"); root != nullptr && *root != '\0') {
      if (!fs::is_directory(root))
        throw base::InputError({.file = "$CONSIM_DATA",
                                .what = fmt::format("{} is no folder", root),
                                .allowed = "expected one with data sets, or not to be set"});
      roots.emplace_back(root);
    }
    roots.emplace_back("/usr/share/datasets");
  }
  std::vector<fs::path> places;
  for (const fs::path& root : roots) {
    places.push_back(root);
    places.push_back(root / folder);
  }
  return places;
}

std::string told_places(const std::vector<fs::path>& places, const std::string& data_dir) {
  std::vector<std::string> names;
  for (const fs::path& place : places) names.push_back(place.string());
  const char* root = std::getenv("CONSIM_DATA");
  const bool is_set = root != nullptr && *root != '\0';
  return fmt::format("looked in {}{}", fmt::join(names, ", "),
                     data_dir.empty() && !is_set ? "; $CONSIM_DATA names another folder" : "");
}

}  // namespace consim::models
