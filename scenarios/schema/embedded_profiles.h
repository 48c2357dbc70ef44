// The texts of the folder profiles/, put into the program when it is built (profiles/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace consim::scenarios {

struct EmbeddedProfile {
  std::string_view name;
  std::string_view text;
};

/// By name, ascending.
std::span<const EmbeddedProfile> embedded_devices();
std::span<const EmbeddedProfile> embedded_links();

}  // namespace consim::scenarios
