// The options of `consim topology` that say what a message and a step cost.
//
//   GossipOptions gossip;
//   add_options(*app, gossip);
//   analysis::GossipCost cost = gossip_cost(gossip);   // after parsing; throws InputError
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "analysis/gossip_cost.h"

namespace consim::apps {

struct GossipOptions {
  std::string link = "ethernet-10g";
  std::string sharing = "nic";
  std::string message_size;  ///< empty: the model's parameters, else those of ResNet-20
  std::string step_time;     ///< empty: the model's on the device, else none
  std::string model;         ///< empty: none
  std::string device = "v100-sxm2-16gb";
  int batch_size = 32;
  int gossip_rounds = 1;
};

void add_options(CLI::App& app, GossipOptions& options);

/// Counts the model's work if one is named, which loads LibTorch.
analysis::GossipCost gossip_cost(const GossipOptions& options);

}  // namespace consim::apps
