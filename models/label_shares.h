// How many samples of which class each node gets, if each has c classes and all have equally many.
//
// A base share is the same for all owners of a class, as far as their samples go; what nodes then
// lack moves along shortest augmenting paths of the graph of nodes and classes, so shares are found
// wherever there are any. No share is below 1. Requires: the classes of a node are distinct and
// indices of `sizes`.
//
//   auto shares =
//       share_out({.samples = 100, .sizes = {200, 200}, .classes = {{0}, {1}, {0}, {1}}});
//   (*shares)[2];   // {100}: of its one class
//
// Complexity: O(n c) a path; about as many paths as nodes that lack samples.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace consim::models {

struct ShareProblem {
  std::int64_t samples = 0;               ///< of each node
  std::vector<std::int64_t> sizes;        ///< of each class
  std::vector<std::vector<int>> classes;  ///< of each node, distinct
};

/// By node, one share for each of its classes; nothing if there are none.
std::optional<std::vector<std::vector<std::int64_t>>> share_out(const ShareProblem& problem);

}  // namespace consim::models
