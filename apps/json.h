// JSON of values that may be absent or not finite (both null).
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

namespace consim::apps {

using Json = nlohmann::ordered_json;

inline Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

}  // namespace consim::apps
