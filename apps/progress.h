// One line on a terminal that tells how far a run is; nothing where stderr isn't a terminal.
//
//   [=========>      ]  45 %  epoch 4.5  simulated 12.3 s  loss 0.412  distance 0.052  0:42 left
#pragma once

#include <chrono>
#include <optional>

#include "sim/record/run_recorder.h"

namespace consim::apps {

class Progress final : public record::RowSink {
 public:
  Progress(std::int64_t steps, bool wanted);
  ~Progress() override;

  void append(const results::StepRow& row) override;
  void append(const results::EvaluationRow& row) override;

 private:
  using Clock = std::chrono::steady_clock;
  void draw(const results::StepRow& row);

  std::int64_t steps_;
  bool visible_;
  bool drawn_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point last_draw_{};
  std::optional<std::int64_t> first_step_;  ///< where this process began, for the time left
  std::optional<double> accuracy_;
};

/// "[=========>          ]" of a fraction in [0, 1].
std::string progress_bar(double fraction);

/// "1:02:03" or "2:03".
std::string clock_text(double seconds);

}  // namespace consim::apps
