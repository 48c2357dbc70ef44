#include "models/operator_work.h"

#include <algorithm>
#include <iterator>

namespace consim::models {
namespace {

double elements(const TensorShape& tensor) { return static_cast<double>(tensor.elements); }
double bytes(const TensorShape& tensor) { return static_cast<double>(tensor.bytes); }

double total_bytes(const std::vector<TensorShape>& tensors) {
  double sum = 0;
  for (const TensorShape& tensor : tensors) sum += bytes(tensor);
  return sum;
}

// Everything read and written once, by one kernel.
sim::OperatorWork one_kernel(const OperatorCall& call, double flops) {
  return {.kind = call.name,
          .flops = flops,
          .bytes = total_bytes(call.inputs) + total_bytes(call.outputs),
          .kernels = 1,
          .calls = 1};
}

const TensorShape& input(const OperatorCall& call, std::size_t i) {
  CONSIM_ASSERT(i < call.inputs.size(), call.name, i, call.inputs.size());
  return call.inputs[i];
}
const TensorShape& output(const OperatorCall& call) {
  CONSIM_ASSERT(!call.outputs.empty(), call.name);
  return call.outputs.front();
}

double convolution_flops(const TensorShape& result, const TensorShape& weight) {
  return 2 * elements(result) * elements(weight) / static_cast<double>(weight.sizes.front());
}

sim::OperatorWork convolution(const OperatorCall& call) {
  const bool biased = call.inputs.size() > 2;
  auto work = one_kernel(call, convolution_flops(output(call), input(call, 1)));
  if (biased) {
    work.flops += elements(output(call));
    work.kernels += 1;
  }
  return work;
}

sim::OperatorWork convolution_backward(const OperatorCall& call) {
  const TensorShape& slope = input(call, 0);
  const TensorShape& operand = input(call, 1);
  const TensorShape& weight = input(call, 2);
  const double flops = convolution_flops(slope, weight);
  sim::OperatorWork work{.kind = call.name, .calls = 1};
  const auto add = [&](double more_flops, double more_bytes) {
    work.flops += more_flops;
    work.bytes += more_bytes;
    work.kernels += 1;
  };
  const double kernel_bytes = bytes(slope) + bytes(operand) + bytes(weight);
  if (call.output_mask[0]) add(flops, kernel_bytes);
  if (call.output_mask[1]) add(flops, kernel_bytes);
  if (call.output_mask[2])
    add(elements(slope),
        bytes(slope) + static_cast<double>(weight.sizes.front()) * bytes(slope) / elements(slope));
  return work;
}

sim::OperatorWork addmm(const OperatorCall& call) {
  const TensorShape& left = input(call, 1);
  return one_kernel(call, 2 * elements(output(call)) * static_cast<double>(left.sizes.back()) +
                              elements(output(call)));
}

sim::OperatorWork mm(const OperatorCall& call) {
  return one_kernel(call,
                    2 * elements(output(call)) * static_cast<double>(input(call, 0).sizes.back()));
}

sim::OperatorWork per_operand_element(const OperatorCall& call, double factor) {
  return one_kernel(call, factor * elements(input(call, 0)));
}

sim::OperatorWork batch_norm(const OperatorCall& call) {
  return per_operand_element(call, call.training ? 7 : 3);
}
sim::OperatorWork group_norm(const OperatorCall& call) { return per_operand_element(call, 7); }
sim::OperatorWork norm_backward(const OperatorCall& call) { return per_operand_element(call, 9); }
sim::OperatorWork log_softmax(const OperatorCall& call) { return per_operand_element(call, 5); }
sim::OperatorWork log_softmax_backward(const OperatorCall& call) {
  return per_operand_element(call, 4);
}
sim::OperatorWork reduction(const OperatorCall& call) { return per_operand_element(call, 1); }
sim::OperatorWork movement(const OperatorCall& call) { return one_kernel(call, 0); }
sim::OperatorWork elementwise(const OperatorCall& call) {
  return one_kernel(call, elements(output(call)));
}
sim::OperatorWork sum_of_two(const OperatorCall& call) {
  return one_kernel(call, (call.scaled ? 2 : 1) * elements(output(call)));
}

struct Rule {
  std::string_view name;
  sim::OperatorWork (*work)(const OperatorCall& call);
};

constexpr Rule kRules[] = {
    {"aten::convolution", convolution},
    {"aten::convolution_backward", convolution_backward},
    {"aten::addmm", addmm},
    {"aten::mm", mm},
    {"aten::native_batch_norm", batch_norm},
    {"aten::native_batch_norm_backward", norm_backward},
    {"aten::native_group_norm", group_norm},
    {"aten::native_group_norm_backward", norm_backward},
    {"aten::_log_softmax", log_softmax},
    {"aten::_log_softmax_backward_data", log_softmax_backward},
    {"aten::nll_loss_forward", reduction},
    {"aten::nll_loss_backward", movement},
    {"aten::mean", reduction},
    {"aten::sum", reduction},
    {"aten::add", sum_of_two},
    {"aten::add_", sum_of_two},
    {"aten::sub", sum_of_two},
    {"aten::sub_", sum_of_two},
    {"aten::mul", elementwise},
    {"aten::mul_", elementwise},
    {"aten::div", elementwise},
    {"aten::div_", elementwise},
    {"aten::relu", elementwise},
    {"aten::relu_", elementwise},
    {"aten::threshold_backward", elementwise},
    {"aten::fill_", movement},
    {"aten::zero_", movement},
    {"aten::ones_like", movement},
    {"aten::zeros_like", movement},
    {"aten::copy_", movement},
    {"aten::clone", movement},
};

const Rule* find(std::string_view name) {
  const auto* rule = std::find_if(std::begin(kRules), std::end(kRules),
                                  [&](const Rule& r) { return r.name == name; });
  return rule == std::end(kRules) ? nullptr : rule;
}

}  // namespace

bool is_canonical(std::string_view name) { return find(name) != nullptr; }

sim::OperatorWork operator_work(const OperatorCall& call) {
  const Rule* rule = find(call.name);
  return rule != nullptr ? rule->work(call) : elementwise(call);
}

}  // namespace consim::models
