#include "scenarios/schema/profile_schema.h"

#include "scenarios/schema/fields.h"

namespace consim::scenarios {

Format<DeviceProfile> device_profile_format() {
  const auto fraction = number({.above = 0, .most = 1});
  Fields<DeviceProfile> fields;
  fields
      .add(&DeviceProfile::description, any_text(),
           {.name = "description", .doc = "what it is", .required = true})
      .add(&DeviceProfile::peak_fp32, flop_rate(),
           {.name = "peak_fp32", .doc = "peak rate in single precision", .required = true})
      .add(&DeviceProfile::memory_bandwidth, bandwidth(),
           {.name = "memory_bandwidth", .doc = "peak rate of the memory", .required = true})
      .add(&DeviceProfile::flop_efficiency, fraction,
           {.name = "flop_efficiency", .doc = "fraction of the peak rate that kernels reach"})
      .add(&DeviceProfile::memory_efficiency, fraction,
           {.name = "memory_efficiency", .doc = "fraction of the memory's rate that kernels reach"})
      .add(&DeviceProfile::launch_overhead, duration(Zero::kAllowed),
           {.name = "launch_overhead", .doc = "time on the device for each kernel"})
      .add(&DeviceProfile::operator_overhead, duration(Zero::kAllowed),
           {.name = "operator_overhead", .doc = "time on the host for each operator"})
      .add(&DeviceProfile::sources, list_of(any_text()),
           {.name = "sources", .doc = "where the figures come from", .required = true});
  return table(fields);
}

Format<LinkProfile> link_profile_format() {
  Fields<LinkProfile> fields;
  fields
      .add(&LinkProfile::description, any_text(),
           {.name = "description", .doc = "what it is", .required = true})
      .add(&LinkProfile::latency, duration(Zero::kAllowed),
           {.name = "latency", .doc = "α", .required = true})
      .add(&LinkProfile::bandwidth, bandwidth(),
           {.name = "bandwidth", .doc = "B, as applications see it", .required = true})
      .add(&LinkProfile::sources, list_of(any_text()),
           {.name = "sources", .doc = "where the figures come from", .required = true});
  return table(fields);
}

}  // namespace consim::scenarios
