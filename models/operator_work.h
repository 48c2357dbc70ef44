// What a tensor operator costs: the FLOP, bytes and kernels of one call, from the shapes of its
// tensors.
//
// Costs are attached to canonical operators (convolution, addmm, native_batch_norm, …), whichever
// library carries them out; what they call inside isn't counted again. A multiply-add is 2 FLOP.
// Bytes are those of the tensors read and written, once each per kernel (a tensor expanded by
// stride 0 counts what is stored).
//
//   convolution              2 · |y| · |w|/C_out   (+ |y| and a kernel for a bias)
//   convolution_backward     the same for each gradient that is asked for (input, weight), |y| for
//                            a bias; a kernel each
//   addmm (m×k · k×n), mm    2·m·k·n (+ m·n for addmm)
//   native_batch_norm        7 an element in training (mean 1, variance 3, normalise and scale 3),
//                            3 otherwise; group norm 7
//   their backward           9 an element (x̂ 2, Σdy 1, Σdy·x̂ 2, dx 4)
//   _log_softmax, backward   5 and 4 an element (exp and log count 1)
//   add, sub                 1 an element of the result, 2 with a factor; other elementwise ones 1
//   sum, mean                1 an element of the operand
//   fills and copies         0
//
// Complexity: O(number of tensors).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/learning/learner.h"

namespace consim::models {

struct TensorShape {
  std::vector<std::int64_t> sizes;
  std::int64_t elements = 0;
  std::int64_t bytes = 0;
};

struct OperatorCall {
  std::string name;                      ///< "aten::convolution", without its overload
  std::vector<TensorShape> inputs = {};  ///< the defined tensors among the arguments, in order
  std::vector<TensorShape> outputs = {};
  std::array<bool, 3> output_mask = {false, false, false};  ///< of convolution_backward
  bool training = true;                                     ///< of native_batch_norm
  bool scaled = false;  ///< add and sub: with a factor that isn't 1
};

/// Whether the operator is canonical: has a cost of its own that covers everything called inside.
bool is_canonical(std::string_view name);

/// The cost of a canonical operator, or of an elementwise one (1 FLOP for each element of its
/// results).
sim::OperatorWork operator_work(const OperatorCall& call);

}  // namespace consim::models
