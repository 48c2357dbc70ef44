#include "sim/kernel/event.h"

#include <rapidcheck.h>
#include <boost/test/unit_test.hpp>

#include "tests/sim/kernel/any_event.h"

namespace consim::sim {
namespace {

using base::Bytes;
using base::Duration;
using base::kStart;

BOOST_AUTO_TEST_CASE(events_are_ordered_by_time_class_target_source_and_sequence) {
  BOOST_TEST(rc::check([] {
    const Event a = tests::any_event(0, 3);
    const Event b = tests::any_event(0, 3);
    RC_ASSERT(earlier(a, b) == (tests::key(a) < tests::key(b)));
    RC_ASSERT(earlier(b, a) == (tests::key(b) < tests::key(a)));
  }));
}

BOOST_AUTO_TEST_CASE(classes_within_an_instant_are_in_the_order_of_their_enum) {
  BOOST_TEST((EventClass::kPacketArrived < EventClass::kMessageReceived));
  BOOST_TEST((EventClass::kMessageReceived < EventClass::kCollectiveDone));
  BOOST_TEST((EventClass::kCollectiveDone < EventClass::kComputeDone));
}

const Event kMessage{.time = kStart + Duration{5},
                     .target = 3,
                     .source = 2,
                     .sequence = 17,
                     .version = 9,
                     .tag = {4, 1},
                     .size_bytes = (std::uint64_t{1} << 56) - 1,
                     .event_class = EventClass::kMessageReceived};

Event as(EventClass event_class) {
  Event event = kMessage;
  event.event_class = event_class;
  return event;
}

BOOST_AUTO_TEST_CASE(an_algorithm_is_told_the_parts_of_its_class) {
  const MessageReceived message{{4, 1}, Bytes{(std::int64_t{1} << 56) - 1}, 9, 2};
  BOOST_TEST((payload(kMessage) == Payload{message}));
  BOOST_TEST((payload(as(EventClass::kCollectiveDone)) == Payload{CollectiveDone{{4, 1}, 9}}));
  BOOST_TEST((payload(as(EventClass::kComputeDone)) == Payload{ComputeDone{4}}));
}

BOOST_AUTO_TEST_CASE(packets_are_internal_to_the_cluster) {
  BOOST_CHECK_THROW(payload(as(EventClass::kPacketArrived)), base::LogicError);
}

BOOST_AUTO_TEST_CASE(an_event_is_printed_with_time_nodes_and_what_happens) {
  BOOST_TEST(to_string(kMessage) == "0.000000005 s node 3 from 2 #17 message step 4 round 1");
  BOOST_TEST(to_string(as(EventClass::kPacketArrived)) ==
             "0.000000005 s node 3 from 2 #17 packet step 4 round 1");
  BOOST_TEST(to_string(as(EventClass::kCollectiveDone)) ==
             "0.000000005 s node 3 from 2 #17 collective step 4 round 1");
  BOOST_TEST(to_string(as(EventClass::kComputeDone)) ==
             "0.000000005 s node 3 from 2 #17 compute step 4");
}

}  // namespace
}  // namespace consim::sim
