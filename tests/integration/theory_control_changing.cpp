// Control whose target changes from step to step, and mixing that is carried out in part.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/integration/theory_control.h"

using namespace consim;
using Setting = tests::ControlSetting;
using tests::kAdaptFirst;
using tests::kCombineFirst;
using tests::sequence;
using tests::Training;
using tests::training;
using tests::TrainingRun;
using topologies::MixingSequence;

BOOST_AUTO_TEST_SUITE(theory_control_changing)

// The adaptive target: a mean of twelve squares and its root, both rounded in another order.
BOOST_AUTO_TEST_CASE(targets_that_change_are_kept_at_every_step) {
  const MixingSequence mixing = sequence("torus:rows=3,cols=4");
  const models::Quadratic learner(
      {.seed = 7, .nodes = 12, .dimension = 30, .noise = 1, .heterogeneity = 0.5});
  const sim::TargetSchedule schedule{{{2, 0.5}, {12, 0.05}}};
  Setting setting{learner, mixing, {kAdaptFirst, sim::ConsensusControl{schedule}}, 20};
  const TrainingRun scheduled = train(training(setting));
  for (std::size_t t = 0; t < scheduled.ends.size(); ++t) {
    BOOST_TEST(scheduled.ends[t].target == schedule.at(static_cast<std::uint32_t>(t)));
    BOOST_TEST(scheduled.steps[t].consensus_distance <= scheduled.ends[t].target);
  }
  setting.agreement.by = sim::ConsensusControl{sim::AdaptiveTarget{0.02, 0.8}};
  Training adaptive = training(setting);
  adaptive.swarm.gradients = {{0, sim::Gradients::kNorms}};
  const TrainingRun found = train(adaptive);
  double average = found.steps[0].local_gradient_norm;
  for (std::size_t t = 0; t < found.ends.size(); ++t) {
    if (t > 0) average = 0.8 * average + 0.2 * found.steps[t].local_gradient_norm;
    BOOST_TEST(std::abs(found.ends[t].target / (0.02 * average) - 1) <= 1e-14);
    BOOST_TEST(found.steps[t].consensus_distance <= found.ends[t].target);
  }
  // Measured also in steps that aren't recorded, with the same result.
  adaptive.swarm.plan.record_every = 7;
  BOOST_TEST((train(adaptive).x == found.x));
}

// x + γ(W − I)x is mixing with (1 − γ)I + γW: the same training, with control and without. W's
// entries are rounded in one way and in the other, in each round of twelve steps.
BOOST_AUTO_TEST_CASE(a_part_of_the_mixing_is_mixing_with_less_weight) {
  const MixingSequence ring = sequence("ring:n=9"),
                       lazy = sequence("ring:n=9,mixing=lazy_metropolis");
  const models::Quadratic learner = tests::valley(9);
  for (const sim::Order order : {kAdaptFirst, kCombineFirst})
    for (const bool controlled : {false, true}) {
      sim::Agreement whole{order}, half{order};
      if (controlled) whole.by = half.by = sim::ConsensusControl{sim::TargetDistance{0.3}};
      half.scale = sim::ConstantScale{0.5};
      const TrainingRun expected = train(training({learner, lazy, whole}));
      const TrainingRun found = train(training({learner, ring, half}));
      for (std::size_t t = 0; t < found.ends.size(); ++t) {
        BOOST_TEST(found.ends[t].rounds == expected.ends[t].rounds);
        BOOST_TEST(std::abs(found.steps[t].consensus_distance -
                            expected.steps[t].consensus_distance) <= 1e-13);
      }
    }
}

BOOST_AUTO_TEST_CASE(a_decaying_part_follows_the_learning_rate) {
  const sim::LearningRate rate{.peak = 0.8, .decay_steps = {10, 20}, .decay_factor = 0.5};
  const sim::MixingScale scale =
      sim::DecayingScale{.least = 0.2, .from_step = 5, .power = 2, .rate = rate};
  BOOST_TEST(scale_at(scale, 4) == 1);
  BOOST_TEST(scale_at(scale, 9) == 1);
  BOOST_TEST(std::abs(scale_at(scale, 10) - (0.2 + 0.8 * 0.25)) <= 1e-15);
  BOOST_TEST(std::abs(scale_at(scale, 25) - (0.2 + 0.8 / 16)) <= 1e-15);
  BOOST_TEST(scale_at(sim::ConstantScale{0.3}, 7) == 0.3);
}

BOOST_AUTO_TEST_SUITE_END()
