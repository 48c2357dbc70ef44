#include "scenarios/schema/parse.h"

#include <array>
#include <vector>

namespace consim::scenarios {
namespace {

// Follows strings and comments as TOML defines them, so that a quote can't hide a dot; where the
// text isn't TOML the parser stops as well, and what follows doesn't matter.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool within(Place& place) {
    while (at_ < text_.size()) {
      if (!step()) {
        place.line = line_;
        place.column = static_cast<int>(at_ - line_start_);  // the character just read
        return false;
      }
    }
    return true;
  }

 private:
  bool step() {
    const char c = text_[at_];
    if (c == '"' || c == '\'') return skip_string(c);
    if (c == '#') {
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      return true;
    }
    if (c == '\n') new_line();
    if (c == '{' || c == '[') open_.push_back(0);
    if ((c == '}' || c == ']') && open_.size() > 1) close();
    if (c == ',' || c == '=' || (c == '\n' && open_.size() == 1)) forget(c);
    if (c == '.') {
      ++open_.back();
      ++dots_;
    }
    ++at_;
    return dots_ + static_cast<int>(open_.size()) - 1 <= kMaxDepth;
  }

  // A key's dots stay open while its value is read, since that value lies as deep as they say.
  void forget(char c) {
    if (c == '=') return;
    dots_ -= open_.back();
    open_.back() = 0;
  }

  void close() {
    dots_ -= open_.back();
    open_.pop_back();
  }

  void new_line() {
    ++line_;
    line_start_ = at_ + 1;
  }

  bool skip_string(char quote) {
    const std::array<char, 3> three = {quote, quote, quote};
    const bool multi = text_.substr(at_, 3) == std::string_view(three.data(), 3);
    at_ += multi ? 3 : 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        if (!multi) return true;
        new_line();
      }
      if (c == '\\' && quote == '"' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n') ++at_;
      ++at_;
      if (c != quote) continue;
      if (!multi) return true;
      if (text_.substr(at_, 2) != std::string_view(three.data(), 2)) continue;
      at_ += 2;
      while (at_ < text_.size() && text_[at_] == quote) ++at_;
      return true;
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
  int dots_ = 0;                 ///< in all open levels
  std::vector<int> open_ = {0};  ///< dots of each open bracket's current key or value
};

}  // namespace

bool within_depth(std::string_view text, Place& place) { return Scanner(text).within(place); }

}  // namespace consim::scenarios
