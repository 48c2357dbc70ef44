// What the points of a sweep read from each other.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "scenarios/control_references.h"
#include "scenarios/save.h"
#include "tests/scenarios/sweep_files.h"

namespace consim::scenarios {
namespace {

const std::string kControlled =
    "[[arms]]\nname = 'kept'\nset = { phase.0.algorithm.control = { kind = 'fraction_of_max', "
    "reference = 'arm:free' } }\naxes = { phase.0.algorithm.control.fraction = [0, 0.5] }\n";

BOOST_AUTO_TEST_SUITE(sweep_references)

BOOST_AUTO_TEST_CASE(a_reference_is_the_arms_point_with_the_same_values) {
  const auto points = Files("[axes]\nworkload.noise = [1, 2]\nseed = [3, 4]\n" + kControlled +
                            "[[arms]]\nname = 'free'\n")
                          .points();
  BOOST_TEST(points.size() == 12u);
  for (std::size_t i = 0; i < 8; ++i) {
    const std::string fraction = value_of(points[i].scenario, "phase.0.algorithm.control.fraction");
    // Exact averages need no reference.
    BOOST_TEST(points[i].needs.size() == (fraction == "0.0" ? 0u : 1u));
    for (const std::size_t j : points[i].needs) {
      BOOST_TEST(points[i].name == "kept,fraction=0.5" + points[j].name.substr(4));
      BOOST_TEST(control_references(points[i].scenario).at(0).path ==
                 *points[j].scenario.output.path);
    }
  }
  BOOST_TEST((differences(points[4].scenario, points[5].scenario) ==
              std::vector<Difference>{{"seed", "3", "4"}}));
}

BOOST_AUTO_TEST_CASE(pilots_and_exact_averages_need_no_other_point) {
  const auto points = Files(
                          "[set]\nphase.0.algorithm.control = { kind = 'fraction_of_max', "
                          "reference = 'pilot' }\n[axes]\nphase.0.algorithm.control.fraction = "
                          "[0, 0.5]")
                          .points();
  for (const SweepPoint& point : points) BOOST_TEST(point.needs.empty());
}

const Wrong kWrong[] = {
    {"[axes]\nseed = [1, 2]\n" + kControlled,
     "s.toml:6:77: phase.0.algorithm.control.reference: there is no arm \"free\""},
    {kControlled + "[[arms]]\nname = 'free'\naxes = { seed = [1, 2] }",
     "s.toml:4:77: phase.0.algorithm.control.reference: both free,seed=1 and free,seed=2 fit (in "
     "kept,fraction=0 and 1 more); the arms should share the axes in which these differ"},
    {"[[arms]]\nname = 'a'\nset = { phase.0.algorithm.control = { kind = 'fraction_of_max', "
     "reference = 'arm:a' } }",
     "s.toml:4:77: phase.0.algorithm.control.reference: a waits, through references, for its own "
     "result; a reference is a run with this phase's control off"},
    {kControlled + "[[arms]]\nname = 'free'\nset = { phase = [{}] }",
     "s.toml:4:77: phase.0.algorithm.control.reference: out/free.h5: its phase.0.until is 1.0, "
     "not 0.5 (in kept,fraction=0.5); a point that is the same up to the end of this phase"},
    {kControlled +
         "[[arms]]\nname = 'free'\nset = { phase.0.algorithm.control = { kind = 'target', "
         "distance = 1 } }",
     "s.toml:4:77: phase.0.algorithm.control.reference: out/free.h5: its phase 0 is controlled "
     "itself (in kept,fraction=0.5); a point with this phase's control off"},
    {kControlled + "[[arms]]\nname = 'free'\nset = { run.end_after_phase = 0, seed = 5, "
                   "run.record_every_steps = 2, topology.mixing = 'uniform' }",
     "s.toml:4:77: phase.0.algorithm.control.reference: out/free.h5: its seed is 5, not 7 (in "
     "kept,fraction=0.5); a point that is the same up to the end of this phase\n"
     "s.toml:4:77: phase.0.algorithm.control.reference: out/free.h5: its topology.mixing is "
     "\"uniform\", not \"metropolis\" (in kept,fraction=0.5); a point that is the same up to the "
     "end of this phase"},
    {"[[arms]]\nname = 'a'\nset = { phase.0.algorithm.control = { kind = 'fraction_of_max', "
     "reference = 'arm:b' } }\n[[arms]]\nname = 'b'\nset = { phase.0.algorithm.control = { kind = "
     "'fraction_of_max', reference = 'arm:a' } }",
     "s.toml:4:77: phase.0.algorithm.control.reference: a waits, through references, for its own "
     "result; a reference is a run with this phase's control off"},
    {"[set]\nphase.0.algorithm.control = { kind = 'fraction_of_max', reference = 'none.h5' }",
     "s.toml:3:69: phase.0.algorithm.control.reference: none.h5: there is no such file; a result "
     "that "
     "exists, or arm:NAME for one of the sweep"},
};

BOOST_DATA_TEST_CASE(what_does_not_fit_is_told_at_its_place, boost::unit_test::data::make(kWrong),
                     wrong) {
  BOOST_TEST(Files(wrong.sweep).problems() == wrong.problem);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
