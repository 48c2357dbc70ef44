// Devices: how long one training step takes, from its counted work.
//
// Roofline with launch overhead, summed over the operators o of a step (williams2009roofline):
//   t = max(K·launch, Σ_o max(F_o / (e_f·peak), Q_o / (e_m·bandwidth))) + C·host
// F_o floating-point operations, Q_o bytes moved, K device kernels, C operator calls; e_f and e_m
// are the fractions of the peaks that kernels reach, host the time an eager framework spends on one
// operator call. Rounded once to the nearest nanosecond.
//
//   Duration step = step_time(device, learner.work());
#pragma once

#include <string>

#include "base/quantity.h"
#include "base/time.h"
#include "sim/learning/learner.h"

namespace consim::sim {

struct Device {
  std::string name;
  base::FlopRate peak{1e12};  ///< single precision
  base::Bandwidth memory{1e11};
  double flop_efficiency = 1;    ///< e_f, in (0, 1]
  double memory_efficiency = 1;  ///< e_m, in (0, 1]
  base::Duration kernel_launch{};
  base::Duration operator_overhead{};
};

base::Duration step_time(const Device& device, const StepWork& work);

}  // namespace consim::sim
