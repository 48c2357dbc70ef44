// Any text as a topology: a spec whose text gives it back, or wrong input. Nothing is built.
#include <cstdlib>

#include "base/errors.h"
#include "topologies/spec.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace consim::topologies;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.find("file") != text.npos || text.find("path=") != text.npos) return 0;  // reads files
  try {
    const TopologySpec spec = parse_topology_spec(text);
    if (parse_topology_spec(to_string(spec)) != spec) std::abort();
  } catch (const consim::base::InputError& error) {
    if (error.problems().empty()) std::abort();
  }
  return 0;
}
