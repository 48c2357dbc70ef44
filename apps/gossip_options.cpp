#include "apps/gossip_options.h"

#include <fmt/format.h>

#include "scenarios/assemble.h"
#include "scenarios/load.h"
#include "scenarios/profiles.h"

namespace consim::apps {
namespace {

// ResNet-20 for CIFAR-10: 272,474 parameters of 4 bytes.
constexpr base::Bytes kResnet20{1'089'896};

template <class T>
T require(const std::optional<T>& value, const std::string& key, const std::string& text,
          std::string_view allowed) {
  if (value) return *value;
  throw base::InputError(base::Problem{.key = key,
                                       .what = fmt::format("found \"{}\"", text.substr(0, 60)),
                                       .allowed = fmt::format("expected {}", allowed)});
}

// A model's message and the time of its local step, as a run of one node has them.
void count_model(const GossipOptions& options, analysis::GossipCost& cost) {
  const std::string text = fmt::format(
      "[topology]\nfamily = \"ring\"\nnodes = 1\n[workload]\ndataset = \"synthetic_images\"\n"
      "train_samples = {0}\ntest_samples = 1\nchannels = 3\nheight = 32\nwidth = 32\n"
      "batch_size = {0}\n[run]\nsteps = 1\n",
      options.batch_size);
  try {
    const scenarios::Scenario scenario = scenarios::parse_scenario(
        text, {}, {"workload.model=" + options.model, "cluster.device=" + options.device});
    const scenarios::Assembly parts = scenarios::assemble(scenario);
    cost.message = parts.message;
    cost.local_step = parts.cluster.step_time.front();
  } catch (const base::InputError& error) {
    std::vector<base::Problem> problems = error.problems();
    for (base::Problem& problem : problems)
      problem = {.key = "--model",
                 .what = problem.what,
                 .allowed = problem.allowed,
                 .suggestion = problem.suggestion};
    throw base::InputError(std::move(problems));
  }
}

}  // namespace

void add_options(CLI::App& app, GossipOptions& options) {
  const char* const group = "Time and traffic";
  app.add_option("--link", options.link, "link profile between the nodes")
      ->capture_default_str()
      ->group(group);
  app.add_option("--sharing", options.sharing, "nic: a node's messages one after another; none")
      ->capture_default_str()
      ->check(CLI::IsMember({"nic", "none"}))
      ->group(group);
  app.add_option("--message-size", options.message_size, "such as \"4 MiB\"; default: ResNet-20's")
      ->group(group);
  app.add_option("--model", options.model, "count the message and the local step of this model")
      ->group(group);
  app.add_option("--device", options.device, "device profile of the model's local step")
      ->capture_default_str()
      ->group(group);
  app.add_option("--batch", options.batch_size, "samples a node and step")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str()
      ->group(group);
  app.add_option("--step-time", options.step_time, "of a local step, given instead of counted")
      ->group(group);
  app.add_option("--gossip-rounds", options.gossip_rounds, "rounds a step, with local steps")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str()
      ->group(group);
}

analysis::GossipCost gossip_cost(const GossipOptions& options) {
  analysis::GossipCost cost;
  const scenarios::LinkProfile link = scenarios::load_link(options.link);
  scenarios::load_device(options.device);  // an unknown one is told, with --model or without
  cost.latency = link.latency;
  cost.bandwidth = link.bandwidth;
  cost.one_port = options.sharing == "nic";
  cost.message = kResnet20;
  cost.rounds_per_step = options.gossip_rounds;
  if (!options.model.empty()) count_model(options, cost);
  if (!options.message_size.empty())
    cost.message = require(base::parse_bytes(options.message_size), "--message-size",
                           options.message_size, base::kBytesSyntax);
  if (!options.step_time.empty())
    cost.local_step = require(base::parse_duration(options.step_time), "--step-time",
                              options.step_time, base::kDurationSyntax);
  return cost;
}

}  // namespace consim::apps
