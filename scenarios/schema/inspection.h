// What a look at a whole scenario for contradictions needs: its values, their places, and which of
// them are sound.
//
//   class Look : private Inspection {
//     using Inspection::Inspection;
//     void find() const { if (sound({"run"})) add("run.steps", "too many", "at most 10"); }
//   };
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "scenarios/scenario.h"
#include "scenarios/schema/document.h"
#include "scenarios/schema/report.h"

namespace consim::scenarios {

class Inspection {
 public:
  Inspection(const Scenario& scenario, const Value& root, Report& report)
      : scenario_(scenario), root_(root), report_(report) {}

 protected:
  /// Nothing wrong has been found in any of them: their values are what the file says.
  bool sound(std::initializer_list<std::string_view> keys) const {
    return std::ranges::all_of(keys, [&](std::string_view key) { return report_.sound(key); });
  }
  bool given(std::string_view key) const { return find_value(root_, key) != nullptr; }
  std::int64_t nodes() const { return topologies::nodes(scenario_.topology); }

  void add(const std::string& key, const std::string& what, const std::string& allowed) const {
    report_.add(find_place(root_, key), {.key = key, .what = what, .allowed = allowed});
  }

  const Scenario& scenario_;
  const Value& root_;
  Report& report_;
};

}  // namespace consim::scenarios
