#include "tests/support/timed_run.h"

#include <algorithm>

namespace consim::tests {
namespace {

// Passes everything on to another algorithm and notes the steps that it ends.
class Watched final : public sim::Algorithm {
 public:
  Watched(sim::Algorithm& inner, int nodes)
      : ends(static_cast<std::size_t>(nodes)), inner_(inner) {}

  void start(sim::NodeId node, sim::Outbox& outbox) override {
    inner_.start(node, outbox);
    note(node, outbox);
  }
  void on(sim::NodeId node, const sim::Payload& event, sim::Outbox& outbox) override {
    inner_.on(node, event, outbox);
    note(node, outbox);
  }
  void save(base::Saver& saver) override { inner_.save(saver); }
  void load(base::Loader& loader) override { inner_.load(loader); }

  std::vector<std::vector<base::Time>> ends;
  const sim::Engine* engine = nullptr;

 private:
  void note(sim::NodeId node, const sim::Outbox& outbox) {
    for (const sim::Intent& intent : outbox.intents())
      if (std::holds_alternative<sim::EndStep>(intent))
        ends[static_cast<std::size_t>(node)].push_back(engine->now());
  }

  sim::Algorithm& inner_;
};

}  // namespace

TimedRun timed_run(const sim::Cluster& cluster, sim::Algorithm& algorithm) {
  Watched watched(algorithm, cluster.nodes);
  StepLog log;
  sim::Engine engine(cluster, {watched, nullptr, log});
  watched.engine = &engine;
  engine.start();
  while (engine.run() == sim::Engine::Outcome::kPaused) {
  }
  TimedRun run;
  run.ends = std::move(watched.ends);
  run.logical = std::move(log.heard);
  for (sim::NodeId node = 0; node < cluster.nodes; ++node)
    run.totals.push_back(engine.totals(node));
  run.now = engine.now();
  run.events = engine.events();
  run.messages = engine.messages();
  run.event_hash = engine.event_hash();
  return run;
}

bool StepLog::on_step_end(const sim::StepEnd& end) {
  heard.push_back(end);
  return std::find(pause_at.begin(), pause_at.end(), end.step) != pause_at.end();
}

}  // namespace consim::tests
