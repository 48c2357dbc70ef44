// A drawing as SVG text: lines, circles and words, written in order, later ones on top.
//
//   Svg svg(400, 300);
//   svg.line({10, 10}, {390, 290}, {.stroke = "#888", .width = 2});
//   svg.circle({200, 150}, 6, "#c00");
//   svg.text({200, 20}, "ring & star", {.size = 14, .anchor = "middle"});   // & is escaped
//   std::string page = svg.finish();
//
// Lengths are user units (pixels at 96 dpi), the origin is the upper left corner, numbers have two
// decimals, so that the same drawing is the same text everywhere.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace consim::analysis {

struct Point {
  double x = 0;
  double y = 0;
};

struct Stroke {
  std::string_view stroke = "#000000";
  double width = 1;
  double opacity = 1;
  bool dashed = false;
  bool arrow = false;  ///< a head at the end of a line
};

struct TextStyle {
  double size = 12;
  std::string_view anchor = "start";  ///< start, middle or end
  std::string_view fill = "#333333";
  bool bold = false;
};

class Svg {
 public:
  /// Requires positive sizes.
  Svg(double width, double height);

  void line(Point from, Point to, const Stroke& stroke);
  void polyline(std::span<const Point> points, const Stroke& stroke);
  void circle(Point centre, double radius, std::string_view fill);
  void ring(Point centre, double radius, const Stroke& stroke);
  void text(Point at, std::string_view words, const TextStyle& style);

  /// The whole document. The drawing can't be used afterwards.
  std::string finish();

 private:
  std::string text_;
};

}  // namespace consim::analysis
