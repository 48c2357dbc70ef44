// How the points of a sweep are called, in the names of their files: readable, safe on every file
// system and in a shell, and the same as long as the point's own values are.
//
//   short_keys({"topology.family", "algorithm.gossip_rounds"})   // {"family", "gossip_rounds"}
//   point_name("ring", {"fraction=0.5", "seed=1"})               // "ring,fraction=0.5,seed=1"
//
// A number is its shortest text, a text itself with '_' for what isn't safe; a list or a table is
// its values. What is long is cut and ends in '~' and a hash of the whole.
#pragma once

#include <string>
#include <vector>

#include "scenarios/schema/document.h"

namespace consim::scenarios {

/// The shortest endings of dotted keys that differ from those of the others; none begins with a
/// list's index.
std::vector<std::string> short_keys(const std::vector<std::string>& keys);

/// At most 60 characters of A-Z, a-z, 0-9, '.', '_', '+', '-' and '~'.
std::string value_label(const Value& value);

/// Joined by commas; at most 180 characters, so that `NAME.h5.checkpoint` is a file's name too.
std::string point_name(const std::string& arm, const std::vector<std::string>& parts);

inline constexpr const char* kArmNames =
    "a name of 1 to 60 letters, digits, '.', '_', '+' and '-' that begins with a letter or digit";
bool is_arm_name(const std::string& text);

}  // namespace consim::scenarios
