#include "topologies/families/davis_women.h"

#include <array>

namespace consim::topologies {
namespace {

constexpr std::array<Edge, 89> kEdges = {{
    {0, 18},  {0, 19},  {0, 20},  {0, 21},  {0, 22},  {0, 23},  {0, 25},  {0, 26},  {1, 18},
    {1, 19},  {1, 20},  {1, 22},  {1, 23},  {1, 24},  {1, 25},  {2, 19},  {2, 20},  {2, 21},
    {2, 22},  {2, 23},  {2, 24},  {2, 25},  {2, 26},  {3, 18},  {3, 20},  {3, 21},  {3, 22},
    {3, 23},  {3, 24},  {3, 25},  {4, 20},  {4, 21},  {4, 22},  {4, 24},  {5, 20},  {5, 22},
    {5, 23},  {5, 25},  {6, 22},  {6, 23},  {6, 24},  {6, 25},  {7, 23},  {7, 25},  {7, 26},
    {8, 22},  {8, 24},  {8, 25},  {8, 26},  {9, 24},  {9, 25},  {9, 26},  {9, 29},  {10, 25},
    {10, 26}, {10, 27}, {10, 29}, {11, 25}, {11, 26}, {11, 27}, {11, 29}, {11, 30}, {11, 31},
    {12, 24}, {12, 25}, {12, 26}, {12, 27}, {12, 29}, {12, 30}, {12, 31}, {13, 23}, {13, 24},
    {13, 26}, {13, 27}, {13, 28}, {13, 29}, {13, 30}, {13, 31}, {14, 24}, {14, 25}, {14, 27},
    {14, 28}, {14, 29}, {15, 25}, {15, 26}, {16, 26}, {16, 28}, {17, 26}, {17, 28},
}};

}  // namespace

FamilyInfo DavisWomen::info() {
  return {"davis_women",
          {},
          "Davis's Southern Women: 18 women and the 14 events they went to",
          "davis_women"};
}

FamilyFacts DavisWomen::facts() const { return {.nodes = 32}; }

std::optional<DavisWomen> DavisWomen::read(OptionReader&) { return DavisWomen{}; }

Graph make_graph(const DavisWomen&) { return Graph::undirected(32, kEdges); }

}  // namespace consim::topologies
