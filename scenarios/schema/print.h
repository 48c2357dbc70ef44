// A document as TOML text: the keys of the root, then its sections under headers, all in their own
// order.
#pragma once

#include <string>

#include "scenarios/schema/document.h"

namespace consim::scenarios {

std::string print_document(const Table& root);
/// A value on one line, tables in braces.
std::string print_value(const Value& value);

}  // namespace consim::scenarios
