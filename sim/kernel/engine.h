// The engine: pops the earliest event, hands it to the algorithm, and carries out the intents. It
// alone advances time.
//
//   loop: e = queue.pop();  now = e.time
//         PacketArrived  -> the network's port is charged, MessageReceived is pushed
//         anything else  -> algorithm.on(e.target, e, outbox)
//         each intent    -> time is charged (cluster, network), future events are pushed,
//                           and the tensor part is issued to the Swarm, which runs it later
//   until the queue is empty, or the observer or a signal asks to pause, or an activity would end
//   beyond the clock (EventQueue::reaches).
//
// Time doesn't wait for tensors: without a Swarm (`nullptr`) the very same events happen at the
// same times. A logical step t has ended when every node has ended its step t; the observer is told
// in the order of t.
//
// State is a value: between two calls of `run` everything is in the queue and in the persisted
// members, so a run that is saved and loaded ends with the same bits as one that is not.
//
//   Engine engine(cluster, {algorithm, swarm, observer});
//   engine.start();
//   while (engine.run() == Engine::Outcome::kPaused) save_checkpoint();
//
// When all nodes have joined a measurement, the algorithm decides: there alone time waits for
// tensors. A target that no decision reaches is an outcome, kTargetUnreachable.
//
// The end of the clock is an outcome, kTimeExhausted: the run ends at the event whose consequence
// would be an event beyond it, and can't go on. A jitter's draw that is too long for the clock ends
// it so too: to cut it off would change the distribution.
//
// Requires latency, overhead, each transfer and each collective of at most base::kLongestModelled,
// messages below 2^56 bytes (asserted), and less than 2^63 bytes in a run.
//
// Complexity: O(1) amortised an event; about 64 bytes a node plus the pending events.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/hash.h"
#include "sim/cluster/cluster.h"
#include "sim/kernel/algorithm.h"
#include "sim/kernel/event_queue.h"
#include "sim/kernel/node_account.h"

namespace consim::sim {

class Swarm;

/// Logical step `step` has been ended by all nodes, the last of them now. No padding, since it is
/// saved as bytes.
struct StepEnd {
  std::uint32_t step = 0;
  std::uint32_t rounds = 0;  ///< gossip rounds of the node that ended it last
  std::int64_t tests = 0;    ///< of the distance, by it
  base::Time time = {};
  std::int64_t bytes_sent = 0;  ///< by all nodes, from the beginning of the run
  double target = std::numeric_limits<double>::quiet_NaN();  ///< that a decision in it was made for
};

class Observer {
 public:
  virtual ~Observer() = default;
  /// Returns true to make `run` return (kPaused) when this event has been handled.
  virtual bool on_step_end(const StepEnd& end) = 0;
};

class Engine {
 public:
  enum class Outcome { kFinished, kPaused, kTimeExhausted, kTargetUnreachable };

  struct Parts {
    Algorithm& algorithm;
    Swarm* swarm = nullptr;  ///< none: timing only
    Observer& observer;
    /// While it is set, `run` returns (kPaused) before the next event; for signal handlers.
    const std::atomic<bool>* stop = nullptr;
  };

  Engine(const Cluster& cluster, Parts parts);

  /// Starts the algorithm on every node. Call once, unless a state is loaded.
  void start();
  Outcome run();
  /// Makes `run` return (kPaused) before the next event, or the next call of `run` at once; one
  /// return for all requests before it. From the thread that runs.
  void request_pause() { pause_requested_ = true; }

  base::Time now() const { return now_; }
  std::uint64_t events() const { return events_; }
  std::uint64_t messages() const { return messages_; }
  /// The last decision of the algorithm; with kTargetUnreachable the one that ended the run.
  const Decision& last_decision() const { return decided_.decision; }
  std::uint32_t last_decided_step() const { return decided_.step; }
  /// A hash of all events so far, in order.
  base::Hash64 event_hash() const { return event_hash_; }
  NodeTotals totals(NodeId node) const;

  template <class Archive>
  void persist(Archive& archive) {
    archive(queue_, network_, nodes_, now_, events_, messages_, bytes_sent_, event_hash_,
            open_steps_, first_open_step_, collectives_, decided_, time_exhausted_);
  }

 private:
  struct Collective {
    Tag tag;
    base::Bytes size;
    Operand operand = Operand::kAverage;
    std::int64_t joined = 0;
    std::vector<VersionId> versions;
    template <class Archive>
    void persist(Archive& archive) {
      archive(tag, size, operand, joined, versions);
    }
  };
  struct Decided {
    bool any = false;
    std::uint32_t step = 0;
    Decision decision;
    template <class Archive>
    void persist(Archive& archive) {
      archive(any, step, decision.target, decision.distance, decision.rounds, decision.reached,
              decision.resolved);
    }
  };

  struct Carry;  // carries out one intent of a node
  void prefetch(const Event& event) const;
  void handle(const Event& event);
  void carry_out(NodeId node);
  void compute(NodeId node, Compute intent);
  void send(NodeId node, const Send& intent);
  void join(NodeId node, const Join& intent);
  CollectiveCost cost_of(const Collective& collective) const;
  void finish_collective(Collective& collective);
  bool decide(const Collective& collective);
  void end_step(NodeId node, EndStep intent);
  void packet_arrived(const Event& event);
  void message_received(const Event& event);
  bool reaches(base::Time time);
  Outcome stopped() const;
  bool unreachable() const { return decided_.any && !decided_.decision.reached; }
  NodeAccount& at(NodeId node) { return nodes_[static_cast<std::size_t>(node)]; }

  const Cluster& cluster_;
  Algorithm& algorithm_;
  Swarm* swarm_;
  Observer& observer_;
  const std::atomic<bool>* stop_;

  EventQueue queue_;
  Network network_;
  std::vector<NodeAccount> nodes_;
  std::vector<Collective> collectives_;  ///< those that some node has joined and that haven't begun
  std::vector<std::int64_t> open_steps_;  ///< how many nodes have ended steps first_open_step_, …
  std::uint32_t first_open_step_ = 0;
  base::Time now_ = base::kStart;
  std::uint64_t events_ = 0;
  std::uint64_t messages_ = 0;
  std::int64_t bytes_sent_ = 0;
  base::Hash64 event_hash_;

  Outbox outbox_;
  Decided decided_;
  bool time_exhausted_ = false;
  bool pause_ = false;
  bool pause_requested_ = false;
};

}  // namespace consim::sim
