// Reading a whole text file of bounded size.
#pragma once

#include <filesystem>
#include <string>

namespace consim::scenarios {

/// Throws InputError if the file can't be read or is larger than kMaxScenarioBytes.
std::string read_text_file(const std::filesystem::path& file);

}  // namespace consim::scenarios
