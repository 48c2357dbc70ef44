// Writing a file of text whole or not at all.
#pragma once

#include <string>

namespace consim::apps {

/// Writes beside the file and renames. Throws InputError if the file exists (without `overwrite`)
/// or can't be written.
void write_file(const std::string& path, const std::string& text, bool overwrite);

}  // namespace consim::apps
