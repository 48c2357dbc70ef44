#include "sim/cluster/device.h"

#include <algorithm>

namespace consim::sim {

base::Duration step_time(const Device& device, const StepWork& work) {
  double busy = 0;
  std::int64_t kernels = 0;
  std::int64_t calls = 0;
  for (const OperatorWork& op : work.operators) {
    busy += std::max(op.flops / (device.flop_efficiency * device.peak.flop_per_second),
                     op.bytes / (device.memory_efficiency * device.memory.bytes_per_second));
    kernels += op.kernels;
    calls += op.calls;
  }
  const double launch = static_cast<double>(kernels) * base::seconds(device.kernel_launch);
  const double host = static_cast<double>(calls) * base::seconds(device.operator_overhead);
  return base::round_seconds(std::max(launch, busy) + host);
}

}  // namespace consim::sim
