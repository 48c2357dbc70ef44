// Any text as a mixing matrix of a few nodes; the first byte says how many.
#include <cstdlib>

#include "base/errors.h"
#include "topologies/files/mixing_file.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace consim::topologies;
  if (size == 0) return 0;
  const int nodes = 1 + data[0] % 8;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  try {
    if (parse_mixing_matrix(text, "w.csv", nodes).nodes() != nodes) std::abort();
  } catch (const consim::base::InputError& error) {
    if (error.problems().front().file != "w.csv") std::abort();
  }
  return 0;
}
