#include "tests/support/mixing_builders.h"

#include <algorithm>
#include <set>

#include "base/random.h"

namespace consim::tests {
namespace {

using Sets = std::vector<std::set<std::int32_t>>;

Senders lists(const Sets& sets) {
  Senders senders;
  for (const auto& set : sets) senders.emplace_back(set.begin(), set.end());
  return senders;
}

Sets empty_sets(int n) { return Sets(static_cast<std::size_t>(n)); }

void add_arc(Sets& sets, int from, int to) {
  if (from != to) sets[static_cast<std::size_t>(to)].insert(from);
}

void add_edge(Sets& sets, int a, int b) {
  add_arc(sets, a, b);
  add_arc(sets, b, a);
}

class Picker {
 public:
  explicit Picker(std::uint64_t seed) : stream_(seed, base::Purpose::kTest) {}
  int below(int n) { return static_cast<int>(stream_.below(static_cast<std::uint64_t>(n))); }

 private:
  base::RandomStream stream_;
};

}  // namespace

topologies::MixingMatrix uniform_mixing(const Senders& senders) {
  std::vector<std::int64_t> row_start = {0};
  std::vector<topologies::MixingWeight> entries;
  for (std::size_t i = 0; i < senders.size(); ++i) {
    std::vector<std::int32_t> columns = senders[i];
    columns.push_back(static_cast<std::int32_t>(i));
    std::sort(columns.begin(), columns.end());
    for (const auto column : columns)
      entries.push_back({column, 1.0 / static_cast<double>(columns.size())});
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return {std::move(row_start), std::move(entries)};
}

Senders ring(int n) {
  Sets sets = empty_sets(n);
  for (int i = 0; i < n; ++i) add_edge(sets, i, (i + 1) % n);
  return lists(sets);
}

Senders path(int n) {
  Sets sets = empty_sets(n);
  for (int i = 0; i + 1 < n; ++i) add_edge(sets, i, i + 1);
  return lists(sets);
}

Senders complete(int n) {
  Sets sets = empty_sets(n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) add_arc(sets, j, i);
  return lists(sets);
}

Senders circulant(int n, const std::vector<int>& offsets) {
  Sets sets = empty_sets(n);
  for (int i = 0; i < n; ++i)
    for (const int offset : offsets) add_arc(sets, i, (i + offset) % n);
  return lists(sets);
}

Senders directed_exponential(int n) {
  std::vector<int> offsets;
  for (int offset = 1; offset < n; offset *= 2) offsets.push_back(offset);
  return circulant(n, offsets);
}

Senders random_connected(int n, int extra, std::uint64_t seed) {
  Sets sets = empty_sets(n);
  Picker picker(seed);
  for (int i = 1; i < n; ++i) add_edge(sets, i, picker.below(i));
  for (int i = 0; i < extra; ++i) add_edge(sets, picker.below(n), picker.below(n));
  return lists(sets);
}

Senders random_directed(int n, int extra, std::uint64_t seed) {
  Sets sets = empty_sets(n);
  Picker picker(seed);
  for (int i = 0; i < n; ++i) add_arc(sets, i, (i + 1) % n);
  for (int i = 0; i < extra; ++i) add_arc(sets, picker.below(n), picker.below(n));
  return lists(sets);
}

}  // namespace consim::tests
