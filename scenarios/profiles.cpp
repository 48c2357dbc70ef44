#include "scenarios/profiles.h"

#include <algorithm>

#include "base/errors.h"
#include "base/text_file.h"
#include "scenarios/load.h"
#include "scenarios/schema/embedded_profiles.h"
#include "scenarios/schema/parse.h"
#include "scenarios/schema/profile_schema.h"

namespace consim::scenarios {
namespace {

std::vector<std::string> names_of(std::span<const EmbeddedProfile> profiles) {
  std::vector<std::string> names;
  for (const EmbeddedProfile& profile : profiles) names.emplace_back(profile.name);
  return names;
}

std::string text_of(const std::string& name, std::span<const EmbeddedProfile> profiles) {
  if (is_profile_path(name)) return base::read_text_file(name, kMaxScenarioBytes);
  const auto found = std::ranges::find(profiles, name, &EmbeddedProfile::name);
  if (found != profiles.end()) return std::string(found->text);
  const std::vector<std::string> names = names_of(profiles);
  throw base::InputError(
      {.what = "no profile \"" + name + '"',
       .allowed = "expected " + one_of_text(names) + " or the path of a .toml file",
       .suggestion = base::nearest(name, names)});
}

template <class Profile>
Profile read_profile(const std::string& text, const std::string& file,
                     const Format<Profile>& format) {
  const Value root = parse_document(text, file);
  Report report({file});
  Reading reading{report, {}};
  Profile profile;
  format.read(root, {reading, ""}, profile);
  report.throw_if_any();
  return profile;
}

}  // namespace

std::vector<std::string> device_names() { return names_of(embedded_devices()); }
std::vector<std::string> link_names() { return names_of(embedded_links()); }

bool is_profile_path(std::string_view name) {
  return name.find('/') != std::string_view::npos || name.ends_with(".toml");
}

DeviceProfile load_device(const std::string& name) {
  return read_profile(text_of(name, embedded_devices()), name, device_profile_format());
}

LinkProfile load_link(const std::string& name) {
  return read_profile(text_of(name, embedded_links()), name, link_profile_format());
}

}  // namespace consim::scenarios
