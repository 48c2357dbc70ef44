// The keys of profile files.
#pragma once

#include "scenarios/profiles.h"
#include "scenarios/schema/format.h"

namespace consim::scenarios {

Format<DeviceProfile> device_profile_format();
Format<LinkProfile> link_profile_format();

}  // namespace consim::scenarios
