#include "tests/support/training_run.h"

#include <algorithm>
#include <bit>

namespace consim::tests {
namespace {

class Measurer final : public sim::Observer {
 public:
  Measurer(const Training& training, TrainingRun& run) : training_(training), run_(run) {}

  bool on_step_end(const sim::StepEnd& end) override {
    run_.open_steps = std::max(run_.open_steps, swarm->open_steps());
    run_.steps.push_back(swarm->measure(end.step));
    run_.ends.push_back(end);
    if (!training_.swarm.plan.evaluated(end.step)) return false;
    run_.evaluations.push_back(swarm->evaluate());
    run_.spreads.push_back(swarm->spread());
    return false;
  }

  sim::Swarm* swarm = nullptr;

 private:
  const Training& training_;
  TrainingRun& run_;
};

// Pauses the engine after `left` events.
class Interrupter final : public sim::Algorithm {
 public:
  explicit Interrupter(std::unique_ptr<sim::Algorithm> inner) : inner_(std::move(inner)) {}
  void start(sim::NodeId node, sim::Outbox& outbox) override { inner_->start(node, outbox); }
  void on(sim::NodeId node, const sim::Payload& event, sim::Outbox& outbox) override {
    inner_->on(node, event, outbox);
    if (left > 0 && --left == 0) engine->request_pause();
  }
  sim::Decision decide(sim::Tag tag, const sim::Measurement& measured) override {
    return inner_->decide(tag, measured);
  }
  void save(base::Saver& saver) override { inner_->save(saver); }
  void load(base::Loader& loader) override { inner_->load(loader); }

  sim::Engine* engine = nullptr;
  std::uint64_t left = 0;

 private:
  std::unique_ptr<sim::Algorithm> inner_;
};

// Everything that a run consists of.
struct Parts {
  Parts(const Training& training, TrainingRun& run)
      : algorithm(training.algorithm()),
        swarm(training.learner, training.swarm),
        measurer(training, run),
        engine(training.cluster, {algorithm, &swarm, measurer}) {
    algorithm.engine = &engine;
    measurer.swarm = &swarm;
  }
  Interrupter algorithm;
  sim::Swarm swarm;
  Measurer measurer;
  sim::Engine engine;
};

void finish(Parts& parts, TrainingRun& run) {
  while (parts.engine.run() == sim::Engine::Outcome::kPaused) {
  }
  for (sim::NodeId node = 0; node < static_cast<int>(run.x.size()); ++node)
    run.x[static_cast<std::size_t>(node)] = parts.swarm.parameters(node);
  run.averaged_model = parts.swarm.averaged_model();
  run.hash = parts.swarm.hash().value();
  run.event_hash = parts.engine.event_hash().value();
  run.events = parts.engine.events();
  run.pool_rows = parts.swarm.pool_rows();
}

TrainingRun empty_run(const Training& training) {
  TrainingRun run;
  run.x.resize(static_cast<std::size_t>(training.learner.nodes()));
  return run;
}

}  // namespace

TrainingRun train(const Training& training) {
  TrainingRun run = empty_run(training);
  Parts parts(training, run);
  parts.engine.start();
  finish(parts, run);
  return run;
}

TrainingRun train_interrupted(const Training& training, std::uint64_t at) {
  TrainingRun run = empty_run(training);
  base::Saver saver;
  {
    Parts parts(training, run);
    parts.engine.start();
    parts.algorithm.left = at;
    parts.engine.run();
    parts.algorithm.save(saver);
    parts.swarm.save(saver);
    saver(parts.engine);
  }
  const std::string bytes = saver.take();
  base::Loader loader(bytes);
  Parts parts(training, run);
  parts.algorithm.load(loader);
  parts.swarm.load(loader);
  loader(parts.engine);
  finish(parts, run);
  return run;
}

std::vector<std::uint64_t> bits(const TrainingRun& run) {
  std::vector<std::uint64_t> words = {run.hash, run.event_hash, run.events};
  const auto add = [&](double value) { words.push_back(std::bit_cast<std::uint64_t>(value)); };
  for (const sim::StepMeasurement& step : run.steps)
    for (const double value :
         {step.train_loss, step.consensus_distance, step.consensus_distance_before_mixing,
          step.consensus_distance_after_mixing, step.gradient_norm, step.local_gradient_norm,
          step.update_norm, step.parameter_norm, step.theta})
      add(value);
  for (const sim::Evaluation& evaluation : run.evaluations)
    for (const double value :
         {evaluation.train_loss, evaluation.train_accuracy, evaluation.test_loss,
          evaluation.test_accuracy, evaluation.gradient_norm})
      add(value);
  for (const sim::Spread& spread : run.spreads)
    for (const auto* values : {&spread.layer_distance, &spread.theta, &spread.distance})
      for (const double value : *values) add(value);
  for (const auto& row : run.x)
    for (const double value : row) add(value);
  for (const double value : run.averaged_model) add(value);
  return words;
}

}  // namespace consim::tests
