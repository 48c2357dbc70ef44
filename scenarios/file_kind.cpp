#include "scenarios/file_kind.h"

#include "base/errors.h"
#include "base/text_file.h"
#include "scenarios/load.h"
#include "scenarios/schema/parse.h"

namespace consim::scenarios {

FileKind file_kind(const std::filesystem::path& file) {
  std::error_code absent;
  if (!std::filesystem::is_regular_file(file, absent)) return FileKind::kUnknown;
  try {
    const Value root = parse_document(base::read_text_file(file, kMaxScenarioBytes), file.string());
    const Table* table = root.get<Table>();
    if (table == nullptr) return FileKind::kUnknown;
    const bool base = table->find("base") != nullptr;
    const bool parts = table->find("topology") != nullptr || table->find("workload") != nullptr;
    if (base == parts) return FileKind::kUnknown;
    return base ? FileKind::kSweep : FileKind::kScenario;
  } catch (const base::InputError&) {
    return FileKind::kUnknown;
  }
}

}  // namespace consim::scenarios
