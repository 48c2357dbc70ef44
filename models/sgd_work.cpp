#include "models/sgd_work.h"

namespace consim::models {
namespace {

sim::OperatorWork elementwise(const char* kind, double flops, double bytes) {
  return {.kind = kind, .flops = flops, .bytes = bytes, .kernels = 1, .calls = 1};
}

}  // namespace

std::vector<sim::OperatorWork> sgd_work(const sim::ParameterLayout& layout, SgdTerms terms) {
  CONSIM_ASSERT(terms.momentum || !terms.nesterov);
  std::vector<sim::OperatorWork> work;
  for (const sim::ParameterBlock& block : layout.blocks) {
    const auto elements = static_cast<double>(block.size);
    const double row = elements * static_cast<double>(sim::size_of(layout.scalar));
    if (terms.weight_decay) work.push_back(elementwise("aten::add", 2 * elements, 3 * row));
    if (terms.momentum) {
      work.push_back(elementwise("aten::mul_", elements, 2 * row));
      work.push_back(elementwise("aten::add_", elements, 3 * row));
    }
    if (terms.nesterov) work.push_back(elementwise("aten::add", 2 * elements, 3 * row));
    work.push_back(elementwise("aten::add_", 2 * elements, 3 * row));
  }
  return work;
}

}  // namespace consim::models
