#include "scenarios/schema/read_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/errors.h"
#include "scenarios/load.h"

namespace consim::scenarios {

std::string read_text_file(const std::filesystem::path& file) {
  const auto problem = [&](const std::string& what) {
    return base::InputError({.file = file.string(), .what = what});
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) throw problem("is a directory, not a file");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw problem(std::string("can't be read: ") + std::strerror(errno));
  std::string text(kMaxScenarioBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) throw problem("can't be read to its end");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMaxScenarioBytes) throw problem("is larger than 1 MiB");
  return text;
}

}  // namespace consim::scenarios
