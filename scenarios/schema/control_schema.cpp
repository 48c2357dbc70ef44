#include "scenarios/schema/scenario_schema.h"
#include "scenarios/schema/tagged.h"

namespace consim::scenarios {
namespace {

template <class Test>
Fields<Test> tests() {
  Fields<Test> fields;
  fields.add(&Test::every, whole<int>(1, 1'000'000),
             {.name = "every", .doc = "rounds from one test to the next"});
  return fields;
}

Format<Estimator> estimator() {
  Fields<Sketch> sketch = tests<Sketch>();
  sketch.add(
      &Sketch::rows, whole<int>(1, 65536),
      {.name = "rows",
       .doc = "r: the standard deviation of a test is at most sqrt(1/(2r)) of the distance"});
  Tagged<Estimator> tagged("kind", "what the nodes see of their consensus distance");
  tagged.option("oracle", Fields<Oracle>(), "all, at no cost")
      .option("theta", tests<Theta>(),
              "how far a round moves them, 8 bytes of each node a test; safe, with more rounds "
              "than needed; one doubly stochastic W")
      .option("sketch", sketch, "random projections, 8 (r + 1) bytes of each node a test");
  return tagged.format({.section = false, .default_tag = "oracle", .bare = true});
}

/// The keys that all controls with a target have.
template <class Control>
Fields<Control> with_target(Fields<Control> fields) {
  fields.add(&Control::estimator, estimator(),
             {.name = "estimator", .doc = "what decides on the target being met"});
  return fields.add(&Control::max_rounds, whole<int>(1, 1'000'000),
                    {.name = "max_rounds",
                     .doc = "rounds in a step, at most: a target that needs more ends the run as "
                            "failed, with the reason `target_unreachable`"});
}

Fields<TargetControl> target() {
  Fields<TargetControl> fields;
  fields.add(
      &TargetControl::distance, number({.least = 0}),
      {.name = "distance",
       .doc = "the consensus distance that mixing leaves in each step, at most; 0: exact averages",
       .required = true});
  return with_target(fields);
}

/// What isn't a path stays as it is: "./pilot" is one.
Format<std::string> reference() {
  Format<std::string> format = path("the path of a result file, \"pilot\" or \"arm:NAME\"");
  const auto read = [plain = format.read](const Value& value, const At& at, std::string& out) {
    const auto* text = value.get<std::string>();
    if (text == nullptr || (*text != kPilot && !text->starts_with(kArm)))
      return plain(value, at, out);
    out = *text;
    return true;
  };
  format.read = read;
  return format;
}

Fields<FractionOfMaxControl> fraction_of_max() {
  Fields<FractionOfMaxControl> fields;
  fields
      .add(&FractionOfMaxControl::fraction, number({.least = 0, .most = 1e6}),
           {.name = "fraction",
            .doc = "of the largest consensus distance of `reference` in the phase of the same "
                   "number; 0: exact averages"})
      .add(&FractionOfMaxControl::reference, reference(),
           {.name = "reference",
            .doc = "the result of a run with this phase's control off and all else equal up to its "
                   "end, the seed too; `{seed}` in it stands for the seed; `pilot`: consim run "
                   "makes that run first; `arm:NAME`: of a sweep",
            .required = true});
  return with_target(fields);
}

Fields<ScheduleControl> schedule() {
  Fields<ScheduleControl> fields;
  fields
      .add(&ScheduleControl::epochs, list_of(number({.least = 0, .most = 1e9})),
           {.name = "epochs",
            .doc = "of the run, ascending, at which a distance is given",
            .required = true})
      .add(&ScheduleControl::distances, list_of(number({.above = 0})),
           {.name = "distances",
            .doc = "the target at each of them; linear in between, constant before and after",
            .required = true});
  return with_target(fields);
}

Fields<AdaptiveControl> adaptive() {
  Fields<AdaptiveControl> fields;
  fields
      .add(&AdaptiveControl::fraction, number({.above = 0, .most = 1e6}),
           {.name = "fraction",
            .doc = "of the moving average of sqrt((1/n) Σ ‖g_i‖²), g_i the nodes' gradients",
            .required = true})
      .add(&AdaptiveControl::decay, number({.least = 0, .below = 1}),
           {.name = "decay", .doc = "of the moving average in a step; 0: this step's norm alone"});
  return with_target(fields);
}

Fields<CriticalControl> critical() {
  Fields<CriticalControl> fields;
  fields
      .add(&CriticalControl::fraction, number({.above = 0, .most = 1e6}),
           {.name = "fraction", .doc = "of the estimated critical consensus distance Γ"})
      .add(&CriticalControl::decay, number({.least = 0, .below = 1}),
           {.name = "decay", .doc = "of the estimates' moving averages in a step"});
  return with_target(fields);
}

Fields<BudgetControl> budget() {
  Fields<BudgetControl> fields;
  fields
      .add(&BudgetControl::bytes, optional(bytes(), "time is given instead"),
           {.name = "bytes", .doc = "that a node sends in a step, in the mean, at most"})
      .add(&BudgetControl::time, optional(duration(Zero::kRefused), "bytes are given instead"),
           {.name = "time",
            .doc = "of a step's gossip, at most, if all nodes begin it together and are alike"});
  return fields;
}

}  // namespace

Format<ControlConfig> control_format() {
  Tagged<ControlConfig> tagged("kind", "what decides on the rounds of a step");
  tagged.option("none", Fields<NoControl>(), "`gossip_rounds`")
      .option("target", target(), "as many as keep the consensus distance at or below a number")
      .option("fraction_of_max", fraction_of_max(),
              "the same with a part of what another run's consensus distance was at most")
      .option("schedule", schedule(), "the same with a distance that is a function of the epoch")
      .option("adaptive", adaptive(), "the same with a part of the gradients' norm")
      .option("critical", critical(), "the same with the critical consensus distance, estimated")
      .option("budget", budget(), "as many as a step's gossip may cost");
  return tagged.format({.default_tag = "none"});
}

Format<MixingScaleConfig> mixing_scale_format() {
  Fields<MixingScaleConfig> fields;
  fields
      .add(&MixingScaleConfig::value, number({.above = 0, .most = 1}),
           {.name = "value", .doc = "γ, in all steps if `from_epoch` isn't given"})
      .add(
          &MixingScaleConfig::from_epoch,
          optional(number({.least = 0, .most = 1e9}), "γ is `value` in all steps"),
          {.name = "from_epoch",
           .doc =
               "γ is 1 before this epoch of the run, then `least` + (1 − `least`) (learning rate / "
               "learning rate at this epoch)^`power`"})
      .add(&MixingScaleConfig::least, number({.above = 0, .most = 1}),
           {.name = "least", .doc = "γ where the learning rate is 0"})
      .add(&MixingScaleConfig::power, number({.least = 0, .most = 100}),
           {.name = "power", .doc = "how fast γ follows the learning rate"});
  return table(fields, {.section = false, .shorthand = "value"});
}

}  // namespace consim::scenarios
