#include "base/check.h"

namespace consim::base {

void fail_check(std::string_view condition, const std::string& values, std::source_location where) {
  throw LogicError(fmt::format("{}:{}: {} is false{}", where.file_name(), where.line(), condition,
                               values.empty() ? "" : fmt::format(" [{}]", values)));
}

}  // namespace consim::base
