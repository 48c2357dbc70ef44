// A topology report as the JSON of the contract.
#pragma once

#include "analysis/gossip_cost.h"
#include "apps/json.h"
#include "topologies/report.h"

namespace consim::apps {

Json to_json(const topologies::TopologyReport& report);
/// What agreement to a fraction of the consensus distance costs.
Json to_json(const topologies::TopologyReport& report, const analysis::GossipCost& cost,
             double fraction);

}  // namespace consim::apps
