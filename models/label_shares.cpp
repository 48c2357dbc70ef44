#include "models/label_shares.h"

#include <algorithm>
#include <deque>

namespace consim::models {
namespace {

using Shares = std::vector<std::vector<std::int64_t>>;

// A node's class, by its place among the node's.
struct Edge {
  std::size_t node = 0;
  std::size_t place = 0;
};

class Flow {
 public:
  explicit Flow(const ShareProblem& problem)
      : problem_(problem), owners_(problem.sizes.size()), left_(problem.sizes) {
    for (std::size_t i = 0; i < problem.classes.size(); ++i)
      for (std::size_t k = 0; k < problem.classes[i].size(); ++k)
        owners_[class_of({i, k})].push_back({i, k});
    shares_.resize(problem.classes.size());
    for (std::size_t i = 0; i < shares_.size(); ++i)
      for (std::size_t k = 0; k < problem.classes[i].size(); ++k)
        shares_[i].push_back(base({i, k}));
  }

  std::optional<Shares> solve() {
    for (const auto& row : shares_)
      if (std::ranges::any_of(row, [](std::int64_t share) { return share < 1; }))
        return std::nullopt;
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      std::int64_t lacking = problem_.samples;
      for (const std::int64_t share : shares_[i]) lacking -= share;
      while (lacking > 0) {
        const std::int64_t moved = augment(i, lacking);
        if (moved == 0) return std::nullopt;
        lacking -= moved;
      }
    }
    return std::move(shares_);
  }

 private:
  std::size_t class_of(Edge edge) const {
    return static_cast<std::size_t>(problem_.classes[edge.node][edge.place]);
  }

  // Of the node's samples and of the class's, an even part: the smaller one.
  std::int64_t base(Edge edge) {
    const std::size_t y = class_of(edge);
    const auto of_node = static_cast<std::int64_t>(problem_.classes[edge.node].size());
    const auto of_class = static_cast<std::int64_t>(owners_[y].size());
    const std::int64_t share = std::min(problem_.samples / of_node, problem_.sizes[y] / of_class);
    left_[y] -= share;
    return share;
  }

  struct Step {
    bool met = false;
    Edge taken = {};        // the node that took the class, by this edge
    std::size_t from = 0;   // the class that this node gave up
    std::size_t given = 0;  // its place among the node's
    bool first = false;     // the node is the one that lacks samples
  };

  // The node takes a class that has samples left; or one from another node, which takes one, …
  std::int64_t augment(std::size_t node, std::int64_t most) {
    steps_.assign(left_.size(), {});
    std::deque<std::size_t> open;
    const auto reach = [&](std::size_t i, const Step& by) {
      for (std::size_t k = 0; k < shares_[i].size(); ++k) {
        const std::size_t y = class_of({i, k});
        if (steps_[y].met) continue;
        steps_[y] = {true, {i, k}, by.from, by.given, by.first};
        open.push_back(y);
      }
    };
    reach(node, {.first = true});
    while (!open.empty()) {
      const std::size_t y = open.front();
      open.pop_front();
      if (left_[y] > 0) return move(y, most);
      for (const Edge& owner : owners_[y])
        if (shares_[owner.node][owner.place] > 1)
          reach(owner.node, {.from = y, .given = owner.place, .first = false});
    }
    return 0;
  }

  // Along the path that ends with class `last`.
  std::int64_t move(std::size_t last, std::int64_t most) {
    std::int64_t moved = std::min(most, left_[last]);
    for (std::size_t y = last; !steps_[y].first; y = steps_[y].from)
      moved = std::min(moved, shares_[steps_[y].taken.node][steps_[y].given] - 1);
    left_[last] -= moved;
    for (std::size_t y = last;; y = steps_[y].from) {
      const Step& step = steps_[y];
      shares_[step.taken.node][step.taken.place] += moved;
      if (step.first) return moved;
      shares_[step.taken.node][step.given] -= moved;
    }
  }

  const ShareProblem& problem_;
  std::vector<std::vector<Edge>> owners_;  // of each class
  std::vector<std::int64_t> left_;         // samples of each class that nobody has
  Shares shares_;
  std::vector<Step> steps_;  // how each class was reached
};

}  // namespace

std::optional<Shares> share_out(const ShareProblem& problem) { return Flow(problem).solve(); }

}  // namespace consim::models
