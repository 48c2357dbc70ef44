// The rows of a result in the order in which the run had them: an evaluation after the row of its
// step, and before it its rows of layers and nodes.
//
//   in_run_order({file.steps, file.evaluations, file.layer_rows, file.node_evaluations},
//                [&](const auto& row) { writer.append(row); });
//
// Requires rows of each kind in ascending order of steps. O(rows).
#pragma once

#include <limits>
#include <span>

#include "sim/results/rows.h"

namespace consim::record {

struct RowsOfRun {
  std::span<const results::StepRow> steps;
  std::span<const results::EvaluationRow> evaluations;
  std::span<const results::LayerRow> layers;          ///< of the evaluations, or none
  std::span<const results::NodeEvaluationRow> nodes;  ///< as well
};

/// `append` is called with each row.
template <class Append>
void in_run_order(const RowsOfRun& rows, const Append& append) {
  std::size_t evaluation = 0, layer = 0, node = 0;
  const auto append_evaluations_before = [&](std::int64_t step) {
    for (; evaluation < rows.evaluations.size() && rows.evaluations[evaluation].step < step;
         ++evaluation) {
      const std::int64_t now = rows.evaluations[evaluation].step;
      for (; layer < rows.layers.size() && rows.layers[layer].step <= now; ++layer)
        append(rows.layers[layer]);
      for (; node < rows.nodes.size() && rows.nodes[node].step <= now; ++node)
        append(rows.nodes[node]);
      append(rows.evaluations[evaluation]);
    }
  };
  for (const results::StepRow& row : rows.steps) {
    append_evaluations_before(row.step);
    append(row);
  }
  append_evaluations_before(std::numeric_limits<std::int64_t>::max());
}

}  // namespace consim::record
