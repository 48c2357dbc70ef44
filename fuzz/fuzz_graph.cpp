// Any text as a graph file of one format (GRAPH_FORMAT): it is read, and then its text gives the
// same graph again; or it is wrong input with a place.
#include <cstdlib>

#include "base/errors.h"
#include "topologies/files/graph_file.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace consim::topologies;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr GraphFormat kFormat = GraphFormat::GRAPH_FORMAT;
  const bool directed = kFormat == GraphFormat::kEdgeList && size % 2 == 1;
  FileGraph file;
  try {
    file = parse_graph(text, "g", kFormat, directed);
  } catch (const consim::base::InputError& error) {
    if (error.problems().front().line < 1) std::abort();
    return 0;
  }
  // What is thrown here ends the program.
  const FileGraph again =
      parse_graph(graph_text(file.graph, file.weights, kFormat), "g", kFormat, directed);
  if (again.graph != file.graph || again.weights != file.weights) std::abort();
  return 0;
}
