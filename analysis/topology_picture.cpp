#include "analysis/topology_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "analysis/graph_layout.h"
#include "analysis/svg.h"

namespace consim::analysis {
namespace {

using topologies::Edge;
using topologies::Eigenvalues;
using topologies::Topology;
using topologies::TopologyReport;

constexpr double kWidth = 1040, kHeight = 600;

// A square part of the drawing whose corners have the coordinates low and high.
struct Panel {
  double left, top, size;
  Point low, high;

  Point at(double x, double y) const {
    return {left + size * (x - low.x) / (high.x - low.x),
            top + size * (high.y - y) / (high.y - low.y)};
  }
};

constexpr Panel kGraphPanel{40, 80, 460, {0, 1}, {1, 0}};
constexpr double kRightLeft = 590, kRightTop = 90, kRightSize = 420;

// Okabe and Ito's colours, told apart by everyone.
constexpr std::array kRoundColours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                      "#e69f00", "#56b4e9", "#999933", "#555555"};
constexpr std::string_view kInk = "#333333", kFaint = "#cccccc", kAccent = "#d55e00",
                           kNode = "#0072b2";

void require_drawable(const topologies::Graph& graph) {
  if (graph.nodes() <= kMostDrawnNodes && graph.edges() <= kMostDrawnEdges) return;
  base::Problem problem;
  problem.key = "plot";
  problem.what =
      fmt::format("{} nodes and {} edges can't be told apart", graph.nodes(), graph.edges());
  problem.allowed = fmt::format("up to {} nodes and {} edges", kMostDrawnNodes, kMostDrawnEdges);
  throw base::InputError(std::move(problem));
}

// The round that has an edge first; all 0 if the graph is fixed.
std::map<Edge, std::size_t> first_rounds(const Topology& topology) {
  std::map<Edge, std::size_t> rounds;
  const std::int64_t period = topology.mixing.period();
  for (std::int64_t round = 0; period > 1 && round < period; ++round)
    for (const Edge& edge : make_graph(topology.spec, round).edge_list())
      rounds.try_emplace(edge, static_cast<std::size_t>(round));
  return rounds;
}

void draw_graph(Svg& svg, const Topology& topology) {
  const topologies::Graph& graph = topology.graph;
  const GraphLayout layout = lay_out(graph);
  const auto place = [&](int node) {
    const Point& p = layout.points[static_cast<std::size_t>(node)];
    return kGraphPanel.at(p.x, p.y);
  };
  const double radius = std::clamp(60 / std::sqrt(graph.nodes()), 1.5, 9.0);
  const double width = std::clamp(400.0 / static_cast<double>(graph.edges() + 1), 0.4, 1.6);
  const std::map<Edge, std::size_t> rounds = first_rounds(topology);
  for (const Edge& edge : graph.edge_list()) {
    const auto found = rounds.find(edge);
    const bool coloured = found != rounds.end();
    const Point from = place(edge.from), to = place(edge.to);
    const double length = std::max(std::hypot(to.x - from.x, to.y - from.y), 1e-9);
    const double shortened = std::max(0.0, 1 - radius / length);  // up to the node's rim
    const Point rim{from.x + shortened * (to.x - from.x), from.y + shortened * (to.y - from.y)};
    svg.line(from, graph.directed() ? rim : to,
             {.stroke = coloured ? kRoundColours[found->second % kRoundColours.size()] : "#777777",
              .width = width,
              .opacity = 0.75,
              .arrow = graph.directed()});
  }
  for (int i = 0; i < graph.nodes(); ++i) {
    svg.circle(place(i), radius, kNode);
    if (radius >= 7)
      svg.text({place(i).x, place(i).y + 3}, fmt::format("{}", i),
               {.size = 9, .anchor = "middle", .fill = "#ffffff"});
  }
  if (!layout.graphviz)
    svg.text({40, kHeight - 16}, "nodes on a circle: Graphviz isn't installed", {.size = 11});
}

// Which colour stands for which round.
void draw_legend(Svg& svg, std::int64_t period) {
  if (period < 2) return;
  constexpr double kBaseline = kHeight - 24, kEntry = 58;
  svg.text({40, kBaseline}, "first in round", {.size = 11});
  const auto colours = static_cast<std::int64_t>(kRoundColours.size());
  for (std::int64_t round = 0; round < std::min(period, colours); ++round) {
    const double left = 125 + kEntry * static_cast<double>(round);
    const std::string_view colour = kRoundColours[static_cast<std::size_t>(round)];
    svg.line({left, kBaseline - 4}, {left + 18, kBaseline - 4}, {.stroke = colour, .width = 3});
    const bool again = round + colours < period;
    svg.text({left + 22, kBaseline}, fmt::format("{}{}", round, again ? ", …" : ""), {.size = 11});
  }
}

void draw_frame(Svg& svg, const Panel& panel, std::string_view title) {
  const Point a = panel.at(panel.low.x, panel.low.y), b = panel.at(panel.high.x, panel.high.y);
  const std::array<Point, 5> frame = {a, {b.x, a.y}, b, {a.x, b.y}, a};
  svg.polyline(frame, {.stroke = kFaint});
  svg.text({panel.left + panel.size / 2, panel.top - 12}, title,
           {.size = 13, .anchor = "middle", .bold = true});
}

void draw_level(Svg& svg, const Panel& panel, double y, const Stroke& stroke) {
  svg.line(panel.at(panel.low.x, y), panel.at(panel.high.x, y), stroke);
}

void label_level(Svg& svg, const Panel& panel, double y, const std::string& words) {
  const Point p = panel.at(panel.low.x, y);
  svg.text({p.x - 6, p.y + 4}, words, {.size = 11, .anchor = "end"});
}

void draw_real(Svg& svg, const TopologyReport& report) {
  const Eigenvalues& eigenvalues = *report.eigenvalues;
  const double n = static_cast<double>(eigenvalues.values.size());
  const double low = std::min(-1.0, eigenvalues.values.back().real());
  const Panel panel{kRightLeft, kRightTop, kRightSize, {0.5, low - 0.05}, {n + 0.5, 1.05}};
  draw_frame(svg, panel, "Eigenvalues of W");
  for (const double level : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
    draw_level(svg, panel, level, {.stroke = kFaint, .width = 0.5});
    label_level(svg, panel, level, fmt::format("{:g}", level));
  }
  if (report.beta)
    for (const double sign : {1.0, -1.0})
      draw_level(svg, panel, sign * *report.beta, {.stroke = kAccent, .dashed = true});
  const double radius = std::clamp(120 / n, 1.0, 4.0);
  for (std::size_t k = 0; k < eigenvalues.values.size(); ++k)
    svg.circle(panel.at(static_cast<double>(k) + 1, eigenvalues.values[k].real()), radius, kInk);
  svg.text({panel.left + panel.size / 2, panel.top + panel.size + 22},
           "k = 1 … n, descending; dashed: ±β", {.size = 11, .anchor = "middle"});
}

void draw_complex(Svg& svg, const TopologyReport& report) {
  const Panel panel{kRightLeft, kRightTop, kRightSize, {-1.1, -1.1}, {1.1, 1.1}};
  draw_frame(svg, panel, "Eigenvalues of W in the complex plane");
  svg.line(panel.at(-1.1, 0), panel.at(1.1, 0), {.stroke = kFaint, .width = 0.5});
  svg.line(panel.at(0, -1.1), panel.at(0, 1.1), {.stroke = kFaint, .width = 0.5});
  svg.ring(panel.at(0, 0), panel.size / 2.2, {.stroke = "#999999"});
  if (report.beta)
    svg.ring(panel.at(0, 0), *report.beta * panel.size / 2.2, {.stroke = kAccent, .dashed = true});
  for (const std::complex<double>& value : report.eigenvalues->values)
    svg.circle(panel.at(value.real(), value.imag()), 3, kInk);
  svg.text({panel.left + panel.size / 2, panel.top + panel.size + 22},
           "solid: the unit circle; dashed: β", {.size = 11, .anchor = "middle"});
}

// Below this is rounding beside 1.
constexpr double kLowestDecade = -16;

void draw_contraction(Svg& svg, const std::vector<double>& contraction) {
  const double rounds = static_cast<double>(contraction.size());
  const double least = std::log10(std::max(contraction.back(), 1e-300));
  const double low = std::clamp(std::floor(least), kLowestDecade, -1.0);
  const Panel panel{kRightLeft, kRightTop, kRightSize, {0, low}, {rounds, 0}};
  draw_frame(svg, panel, "Disagreement left after k rounds, at most");
  const double spacing = low < -4 ? 4 : 1;
  for (double decade = 0; decade >= low; decade -= spacing) {
    draw_level(svg, panel, decade, {.stroke = kFaint, .width = 0.5});
    label_level(svg, panel, decade, decade == 0 ? "1" : fmt::format("1e{:g}", decade));
  }
  std::vector<Point> points = {panel.at(0, 0)};
  for (std::size_t k = 0; k < contraction.size(); ++k) {
    const double decade = std::log10(std::max(contraction[k], 1e-300));
    points.push_back(panel.at(static_cast<double>(k) + 1, std::max(decade, low)));
  }
  svg.polyline(points, {.stroke = kAccent, .width = 1.5});
  for (const Point& point : points) svg.circle(point, 3, kAccent);
  svg.text({panel.left + panel.size / 2, panel.top + panel.size + 22},
           fmt::format("k = 0 … {}", contraction.size()), {.size = 11, .anchor = "middle"});
}

void draw_reason(Svg& svg, const TopologyReport& report) {
  const Panel panel{kRightLeft, kRightTop, kRightSize, {0, 0}, {1, 1}};
  draw_frame(svg, panel, "Eigenvalues of W");
  const Point middle = panel.at(0.5, 0.5);
  svg.text(middle,
           report.period == 1   ? "no list of eigenvalues"
           : report.period == 0 ? "none: the graph is another in each round"
                                : "none: the graph changes from round to round",
           {.size = 13, .anchor = "middle"});
  if (report.period == 0 && report.p)
    svg.text({middle.x, middle.y + 20}, fmt::format("p = {:.6g} in the mean square", *report.p),
             {.size = 12, .anchor = "middle"});
  if (report.lambda2 && report.lambda_n)
    svg.text({middle.x, middle.y + 20},
             fmt::format("λ₂ = {:.6g}, λₙ = {:.6g}", *report.lambda2, *report.lambda_n),
             {.size = 12, .anchor = "middle"});
}

std::string facts_line(const TopologyReport& report) {
  std::string line =
      fmt::format("{} nodes, {} {}, degree {} to {}", report.nodes, report.edges,
                  report.directed ? "arrows" : "edges", report.degree_min, report.degree_max);
  if (report.diameter) line += fmt::format(", diameter {}", *report.diameter);
  line += fmt::format("; {} weights", report.mixing);
  if (report.spectral_gap)
    line += fmt::format("; spectral gap {:.6g}, p = {:.6g}", *report.spectral_gap, *report.p);
  if (report.period > 1) line += fmt::format("; period {}", report.period);
  return line;
}

}  // namespace

std::string draw(const TopologyPicture& picture) {
  require_drawable(picture.topology.graph);
  const TopologyReport& report = picture.report;
  Svg svg(kWidth, kHeight);
  svg.text({40, 34}, report.spec, {.size = 18, .bold = true});
  svg.text({40, 56}, facts_line(report), {.size = 12});
  draw_graph(svg, picture.topology);
  draw_legend(svg, picture.topology.mixing.period());
  if (!picture.contraction.empty())
    draw_contraction(svg, picture.contraction);
  else if (!report.eigenvalues)
    draw_reason(svg, report);
  else if (report.eigenvalues->real)
    draw_real(svg, report);
  else
    draw_complex(svg, report);
  return svg.finish();
}

}  // namespace consim::analysis
