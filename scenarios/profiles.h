// Profiles: figures of devices and links, with the sources they come from.
//
// The profiles of the folder `profiles/` are part of the program, so they are found from anywhere.
// A name that contains
// '/' or ends in ".toml" is the path of a file of the same form.
//
//   DeviceProfile v100 = load_device("v100-sxm2-16gb");
//   v100.peak_fp32.flop_per_second;                        // 1.57e13
//   LinkProfile mine = load_link("links/my-switch.toml");
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "base/time.h"

namespace consim::scenarios {

/// A training step takes max(kernels * launch_overhead, sum over operators of max(flop /
/// (flop_efficiency * peak_fp32), bytes / (memory_efficiency * memory_bandwidth))) + operators *
/// operator_overhead.
struct DeviceProfile {
  std::string description;
  base::FlopRate peak_fp32;
  base::Bandwidth memory_bandwidth;
  double flop_efficiency = 1;    ///< fraction of the peak that kernels reach, in (0, 1]
  double memory_efficiency = 1;  ///< fraction of the memory bandwidth that kernels reach, in (0, 1]
  base::Duration launch_overhead{};
  base::Duration operator_overhead{};
  std::vector<std::string>
      sources;  ///< "[S] …" read in a public source, "[C] …" computed, "[R] …" recalled
  bool operator==(const DeviceProfile&) const = default;
};

/// A message of m bytes takes latency + m / bandwidth between two nodes.
struct LinkProfile {
  std::string description;
  base::Duration latency{};
  base::Bandwidth bandwidth;
  std::vector<std::string> sources;
  bool operator==(const LinkProfile&) const = default;
};

/// Names in alphabetical order.
std::vector<std::string> device_names();
std::vector<std::string> link_names();

/// Whether a device or a link is named by the path of its file.
bool is_profile_path(std::string_view name);

/// Throws InputError for an unknown name (with the nearest) or a wrong file.
DeviceProfile load_device(const std::string& name);
LinkProfile load_link(const std::string& name);

}  // namespace consim::scenarios
