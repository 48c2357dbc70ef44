// Wrong input: what is wrong, where, and what is allowed; all problems of an input in one report.
//
//   std::vector<Problem> problems;
//   problems.push_back({.file = "ring.toml", .line = 4, .column = 1, .key = "topology.famly",
//                       .what = "unknown key", .suggestion = nearest("famly", known)});
//   if (!problems.empty()) throw InputError(problems);
//   // ring.toml:4:1: topology.famly: unknown key; did you mean "family"?
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace consim::base {

/// One problem. Parts that are empty or 0 are left out of the text. A binary file gives `offset`
/// instead of a line.
struct Problem {
  std::string file = {};
  int line = 0;
  int column = 0;
  std::int64_t offset = -1;
  std::string key = {};
  std::string what = {};
  std::string allowed = {};
  std::string suggestion = {};
};

/// `file:line:column: key: what; allowed; did you mean "suggestion"?`, always one line: control
/// characters are written as escapes.
std::string to_string(const Problem& problem);

/// Thrown for wrong usage, scenarios and files: the program prints one problem a line and exits
/// with 2.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Problem> problems);
  explicit InputError(Problem problem) : InputError(std::vector<Problem>{std::move(problem)}) {}

  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// The candidate with the smallest edit distance (insert, delete, replace, swap neighbours) within
/// a third of the word's length (at least one edit); else the first that has a word of three
/// letters or more in it; else "". O(|word| · |candidate|) for each candidate.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace consim::base
