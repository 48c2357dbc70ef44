// A topology report as the JSON of the contract.
#pragma once

#include "apps/json.h"
#include "topologies/report.h"

namespace consim::apps {

Json to_json(const topologies::TopologyReport& report);

}  // namespace consim::apps
