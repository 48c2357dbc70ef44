// CONSIM_ASSERT(condition, values...): wrong code, never wrong input. Kept in every build; throws
// LogicError with the condition, the place and the values, so that a program can still close its
// files.
//
//   CONSIM_ASSERT(i < rows, i, rows);   // "sim/learning/rows.cpp:41: i < rows is false [12, 8]"
#pragma once

#include <fmt/format.h>

#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

namespace consim::base {

struct LogicError : std::logic_error {
  using std::logic_error::logic_error;
};

[[noreturn]] void fail_check(std::string_view condition, const std::string& values,
                             std::source_location where);

template <class... Values>
std::string format_values(const Values&... values) {
  std::string text;
  [[maybe_unused]] const auto append = [&](const auto& value) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{}", value);
  };
  (append(values), ...);
  return text;
}

}  // namespace consim::base

#define CONSIM_ASSERT(condition, ...)                                                       \
  (static_cast<bool>(condition)                                                             \
       ? static_cast<void>(0)                                                               \
       : ::consim::base::fail_check(#condition, ::consim::base::format_values(__VA_ARGS__), \
                                    std::source_location::current()))
