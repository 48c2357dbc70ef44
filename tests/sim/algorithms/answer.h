// What a handler asks for in answer to an event, as values that can be compared and printed.
//
//   Answer expected = {apply(), enter_mixing(0), send(1, {0, 0})};
//   BOOST_TEST(handler.computed(0) == expected, per_element());
//
// An assign carries its terms, and not where they lie in the outbox.
#pragma once

#include <initializer_list>
#include <ostream>
#include <vector>

#include "sim/kernel/outbox.h"

namespace consim::tests {

inline constexpr base::Bytes kMessage{1'000'003};

struct Asked {
  sim::Intent intent;
  std::vector<sim::Term> terms = {};  ///< of an assign
  bool operator==(const Asked&) const = default;
};

using Answer = std::vector<Asked>;

inline Asked compute(std::uint32_t step) { return {sim::Compute{step}}; }
inline Asked apply() { return {sim::Apply{}}; }
inline Asked enter_mixing(std::uint32_t step) { return {sim::EnterMixing{step}}; }
inline Asked send(sim::NodeId to, sim::Tag tag) { return {sim::Send{to, tag, kMessage}}; }
inline Asked join(sim::Tag tag) { return {sim::Join{tag, kMessage}}; }
inline Asked offer(sim::Tag tag) {
  return {sim::Join{tag, base::Bytes{0}, sim::Operand::kMeasure}};
}
/// A test of so many bytes: the first of a step is measured.
inline Asked tested(sim::Tag tag, std::int64_t bytes, bool first) {
  return {
      sim::Join{tag, base::Bytes{bytes}, first ? sim::Operand::kMeasure : sim::Operand::kScalars}};
}
inline Asked assign(double self_weight, std::vector<sim::Term> terms) {
  const auto count = static_cast<std::uint32_t>(terms.size());
  return {sim::Assign{self_weight, 0, count}, std::move(terms)};
}
inline Asked end_step(std::uint32_t step, std::uint32_t rounds, std::uint32_t tests = 0) {
  return {sim::EndStep{step, rounds, tests}};
}

/// What stands in the outbox.
inline Answer read(const sim::Outbox& outbox) {
  Answer answer;
  for (sim::Intent intent : outbox.intents()) {
    Asked asked{intent};
    if (auto* assign = std::get_if<sim::Assign>(&asked.intent)) {
      const auto terms = outbox.terms(*assign);
      asked.terms.assign(terms.begin(), terms.end());
      assign->first = 0;
    }
    answer.push_back(std::move(asked));
  }
  return answer;
}

inline Answer operator+(Answer first, const Answer& then) {
  first.insert(first.end(), then.begin(), then.end());
  return first;
}

/// The part of an answer that is left when nothing is learned.
inline Answer timing_only(const Answer& answer) {
  Answer left;
  for (const Asked& asked : answer)
    if (!std::holds_alternative<sim::Apply>(asked.intent) &&
        !std::holds_alternative<sim::Assign>(asked.intent) &&
        !std::holds_alternative<sim::EnterMixing>(asked.intent))
      left.push_back(asked);
  return left;
}

struct PrintIntent {
  std::ostream& out;
  const std::vector<sim::Term>& terms;

  void operator()(const sim::Compute& i) const { out << "compute " << i.step; }
  void operator()(const sim::Apply&) const { out << "apply"; }
  void operator()(const sim::EnterMixing& i) const { out << "enter mixing " << i.step; }
  void operator()(const sim::Send& i) const {
    out << "send " << i.size.count << " bytes to " << i.to;
    print(i.tag);
  }
  void operator()(const sim::Join& i) const {
    constexpr const char* kNames[] = {"join ", "offer ", "add "};
    out << kNames[static_cast<int>(i.operand)] << i.size.count << " bytes";
    print(i.tag);
  }
  void operator()(const sim::Assign& i) const {
    out << "assign " << i.self_weight << " x";
    for (const sim::Term& term : terms) out << " + " << term.weight << " v" << term.version;
  }
  void operator()(const sim::EndStep& i) const {
    out << "end step " << i.step << " after " << i.rounds << " rounds";
  }
  void print(sim::Tag tag) const { out << " (step " << tag.step << ", round " << tag.round << ")"; }
};

inline std::ostream& operator<<(std::ostream& out, const Asked& asked) {
  std::visit(PrintIntent{out, asked.terms}, asked.intent);
  return out;
}

}  // namespace consim::tests
