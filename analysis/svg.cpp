#include "analysis/svg.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "base/check.h"

namespace consim::analysis {
namespace {

std::string escaped(std::string_view words) {
  std::string text;
  for (const char c : words) {
    if (c == '&')
      text += "&amp;";
    else if (c == '<')
      text += "&lt;";
    else if (c == '>')
      text += "&gt;";
    else if (c == '"')
      text += "&quot;";
    else
      text += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return text;
}

std::string stroke_attributes(const Stroke& stroke) {
  std::string text =
      fmt::format(R"(stroke="{}" stroke-width="{:.2f}")", stroke.stroke, stroke.width);
  if (stroke.opacity < 1) text += fmt::format(R"( stroke-opacity="{:.2f}")", stroke.opacity);
  if (stroke.dashed) text += R"( stroke-dasharray="4 3")";
  if (stroke.arrow) text += " marker-end=\"url(#arrow)\"";
  return text;
}

}  // namespace

Svg::Svg(double width, double height) {
  CONSIM_ASSERT(width > 0 && height > 0, width, height);
  text_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\">\n"
      "<defs><marker id=\"arrow\" viewBox=\"0 0 8 6\" refX=\"8\" refY=\"3\" markerWidth=\"8\" "
      "markerHeight=\"6\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
      "<path d=\"M0 0 L8 3 L0 6 z\" fill=\"#555555\"/></marker></defs>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
      width, height);
}

void Svg::line(Point from, Point to, const Stroke& stroke) {
  fmt::format_to(std::back_inserter(text_),
                 "<line x1=\"{:.2f}\" y1=\"{:.2f}\" x2=\"{:.2f}\" y2=\"{:.2f}\" {}/>\n", from.x,
                 from.y, to.x, to.y, stroke_attributes(stroke));
}

void Svg::polyline(std::span<const Point> points, const Stroke& stroke) {
  text_ += "<polyline fill=\"none\" points=\"";
  for (const Point& point : points)
    fmt::format_to(std::back_inserter(text_), "{:.2f},{:.2f} ", point.x, point.y);
  fmt::format_to(std::back_inserter(text_), "\" {}/>\n", stroke_attributes(stroke));
}

void Svg::circle(Point centre, double radius, std::string_view fill) {
  fmt::format_to(std::back_inserter(text_),
                 "<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"{:.2f}\" fill=\"{}\"/>\n", centre.x,
                 centre.y, radius, fill);
}

void Svg::ring(Point centre, double radius, const Stroke& stroke) {
  fmt::format_to(std::back_inserter(text_),
                 "<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"{:.2f}\" fill=\"none\" {}/>\n", centre.x,
                 centre.y, radius, stroke_attributes(stroke));
}

void Svg::text(Point at, std::string_view words, const TextStyle& style) {
  fmt::format_to(std::back_inserter(text_),
                 "<text x=\"{:.2f}\" y=\"{:.2f}\" font-size=\"{:.0f}\" text-anchor=\"{}\" "
                 "fill=\"{}\"{}>{}</text>\n",
                 at.x, at.y, style.size, style.anchor, style.fill,
                 style.bold ? " font-weight=\"bold\"" : "", escaped(words));
}

std::string Svg::finish() {
  text_ += "</svg>\n";
  return std::move(text_);
}

}  // namespace consim::analysis
