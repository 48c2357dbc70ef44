#include "topologies/level_structure.h"

#include <algorithm>

namespace consim::topologies {
namespace {

struct Search {
  LevelStructure levels;
  std::int32_t last = 0;  // the node found last, one of the farthest
};

Search search_from(const MixingMatrix& w, std::int32_t first) {
  Search search{{std::vector<std::int32_t>(static_cast<std::size_t>(w.nodes()), -1), 0}, first};
  std::vector<std::int32_t>& level = search.levels.of;
  std::vector<std::int32_t> now = {first}, next;
  level[static_cast<std::size_t>(first)] = 0;
  for (std::int32_t depth = 1; !now.empty(); ++depth) {
    search.levels.widest = std::max(search.levels.widest, static_cast<std::int64_t>(now.size()));
    search.last = now.back();
    next.clear();
    for (const std::int32_t i : now)
      for (const MixingWeight& entry : w.row(i)) {
        std::int32_t& found = level[static_cast<std::size_t>(entry.column)];
        if (found >= 0) continue;
        found = depth;
        next.push_back(entry.column);
      }
    now.swap(next);
  }
  return search;
}

}  // namespace

LevelStructure level_structure(const MixingMatrix& w) {
  if (w.nodes() == 0) return {};
  return search_from(w, search_from(w, 0).last).levels;
}

}  // namespace consim::topologies
