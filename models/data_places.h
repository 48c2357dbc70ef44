// Where the files of a data set are looked for.
//
//   data_dir given   there alone
//   else             in the folder $CONSIM_DATA, then in /usr/share/datasets
//
// and in each of these places also in the data set's own folder.
//
//   for (const std::filesystem::path& place : data_places("", "fashion-mnist")) …
//
// Errors: InputError where $CONSIM_DATA is set and no folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace consim::models {

std::vector<std::filesystem::path> data_places(const std::string& data_dir,
                                               const std::string& folder);

/// "looked in A, B", and that $CONSIM_DATA names another folder where neither it nor `data_dir` is
/// given.
std::string told_places(const std::vector<std::filesystem::path>& places,
                        const std::string& data_dir);

}  // namespace consim::models
