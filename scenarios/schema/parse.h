// From TOML text to a document, by toml++, with the limits that keep toml++ from overflowing the
// stack.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenarios/schema/document.h"

namespace consim::scenarios {

/// Throws InputError at the first wrong syntax, and for nesting or dotted keys deeper than
/// kMaxDepth.
Value parse_document(std::string_view text, const std::string& file);

/// A single TOML value, all of whose places are `place`; nothing if the text isn't one.
std::optional<Value> parse_value(std::string_view text, const Place& place);

inline constexpr int kMaxDepth = 100;

/// Whether dots in keys and open brackets stay within kMaxDepth everywhere; if not, `place` is
/// where they don't.
bool within_depth(std::string_view text, Place& place);

}  // namespace consim::scenarios
