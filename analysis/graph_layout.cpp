#include "analysis/graph_layout.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <numbers>
#include <optional>
#include <sstream>
#include <string>

#include "base/check.h"
#include "base/temporary_folder.h"

extern char** environ;

namespace consim::analysis {
namespace {

using topologies::Graph;

constexpr int kMostForNeato = 400;

std::string dot_text(const Graph& graph) {
  std::string text = "graph g {\nnode [shape=point];\n";
  for (int i = 0; i < graph.nodes(); ++i) text += fmt::format("{};\n", i);
  for (const topologies::Edge& edge : graph.edge_list())
    text += fmt::format("{} -- {};\n", edge.from, edge.to);
  return text + "}\n";
}

// True if the program could be started and exits with 0; what it says on stderr is dropped.
bool run(std::vector<std::string> command) {
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1 /* O_WRONLY */, 0);
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return false;
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Lines `node NAME X Y …` of Graphviz's plain format.
std::optional<std::vector<Point>> read_plain(std::istream& in, int nodes) {
  std::vector<Point> points(static_cast<std::size_t>(nodes));
  int found = 0;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string kind;
    int node = 0;
    Point point;
    if (!(words >> kind >> node >> point.x >> point.y) || kind != "node") continue;
    if (node < 0 || node >= nodes) return std::nullopt;
    points[static_cast<std::size_t>(node)] = point;
    ++found;
  }
  if (found != nodes) return std::nullopt;
  return points;
}

std::optional<std::vector<Point>> by_graphviz(const Graph& graph) {
  try {
    const base::TemporaryFolder folder;
    const std::string input = folder.write("graph.dot", dot_text(graph));
    const std::string output = folder.file("graph.txt");
    const char* program = graph.nodes() <= kMostForNeato ? "neato" : "sfdp";
    if (!run({program, "-Tplain", "-o", output, input})) return std::nullopt;
    std::ifstream in(output);
    return read_plain(in, graph.nodes());
  } catch (const std::filesystem::filesystem_error&) {
    return std::nullopt;  // no room for temporary files
  }
}

// Into [0, 1]², centred, x and y by the same factor; y grows downwards in a drawing.
void fit(std::vector<Point>& points) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Point low{kInfinity, kInfinity}, high{-kInfinity, -kInfinity};
  for (const Point& p : points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  const double extent = std::max({high.x - low.x, high.y - low.y, 1e-12});
  for (Point& p : points)
    p = {0.5 + (p.x - (low.x + high.x) / 2) / extent, 0.5 - (p.y - (low.y + high.y) / 2) / extent};
}

}  // namespace

std::vector<Point> on_a_circle(int nodes) {
  std::vector<Point> points;
  for (int i = 0; i < nodes; ++i) {
    const double angle = 2 * std::numbers::pi * i / nodes;
    points.push_back({0.5 + 0.5 * std::sin(angle), 0.5 - 0.5 * std::cos(angle)});
  }
  return points;
}

GraphLayout lay_out(const Graph& graph) {
  CONSIM_ASSERT(graph.nodes() >= 1, graph.nodes());
  if (std::optional<std::vector<Point>> points = by_graphviz(graph)) {
    fit(*points);
    return {std::move(*points), true};
  }
  return {on_a_circle(graph.nodes()), false};
}

}  // namespace consim::analysis
