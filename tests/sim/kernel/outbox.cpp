#include "sim/kernel/outbox.h"

#include <boost/test/unit_test.hpp>

namespace consim::sim {
namespace {

using base::Bytes;

void ask_everything(Outbox& outbox) {
  outbox.apply();
  outbox.enter_mixing(3);
  outbox.send(7, {3, 0}, Bytes{10});
  outbox.assign(0.5, {{4, 0.25}, {5, 0.125}});
  outbox.assign(0.25, {{6, 0.75}});
  outbox.join({3, 1}, Bytes{20});
  outbox.end_step(3, 2);
  outbox.compute(4);
}

BOOST_AUTO_TEST_CASE(intents_keep_their_order_and_terms) {
  Outbox outbox;
  ask_everything(outbox);
  const std::vector<Intent> expected = {
      Apply{},           EnterMixing{3},     Send{7, {3, 0}, Bytes{10}},
      Assign{0.5, 0, 2}, Assign{0.25, 2, 1}, Join{{3, 1}, Bytes{20}},
      EndStep{3, 2},     Compute{4}};
  const auto intents = outbox.intents();
  BOOST_TEST((std::vector<Intent>(intents.begin(), intents.end()) == expected));
  const auto second = outbox.terms(std::get<Assign>(intents[4]));
  BOOST_TEST_REQUIRE(second.size() == 1u);
  BOOST_TEST((second[0] == Term{6, 0.75}));
  outbox.clear();
  BOOST_TEST(outbox.intents().empty());
}

BOOST_AUTO_TEST_CASE(a_timing_only_outbox_drops_what_concerns_parameters_alone) {
  Outbox outbox(Outbox::For::kTimingOnly);
  ask_everything(outbox);
  const std::vector<Intent> expected = {Send{7, {3, 0}, Bytes{10}}, Join{{3, 1}, Bytes{20}},
                                        EndStep{3, 2}, Compute{4}};
  const auto intents = outbox.intents();
  BOOST_TEST((std::vector<Intent>(intents.begin(), intents.end()) == expected));
}

}  // namespace
}  // namespace consim::sim
