#include "scenarios/reference.h"

#include <fmt/format.h>

#include "scenarios/schema/profile_schema.h"
#include "scenarios/schema/scenario_schema.h"

namespace consim::scenarios {
namespace {

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

void add_rows(const std::vector<KeyDoc>& docs, const std::string& prefix, std::string& text) {
  for (const KeyDoc& doc : docs) {
    if (doc.section) continue;
    const std::string condition =
        doc.condition.empty() ? "" : fmt::format(" *({})*", doc.condition);
    text += fmt::format("| `{}{}`{} | {} | {} | {} |\n", prefix, doc.name, condition, doc.allowed,
                        doc.default_text, doc.doc);
    add_rows(doc.inner, prefix + doc.name + ".", text);
  }
}

void add_table(const std::vector<KeyDoc>& docs, std::string& text) {
  text += "| key | value | default | meaning |\n|---|---|---|---|\n";
  add_rows(docs, "", text);
}

void add_sections(const std::vector<KeyDoc>& docs, const std::string& prefix, std::string& text) {
  for (const KeyDoc& doc : docs) {
    if (!doc.section) continue;
    const std::string condition = doc.condition.empty() ? "" : fmt::format(" ({})", doc.condition);
    const std::string required = doc.default_text == "required" ? " Required." : "";
    const std::string name = fmt::format("[{}{}]", prefix, doc.name);
    const std::string header = doc.repeated ? fmt::format("[{}]", name) : name;
    text +=
        fmt::format("\n### `{}`{}\n\n{}.{}\n\n", header, condition, capitalised(doc.doc), required);
    add_table(doc.inner, text);
    add_sections(doc.inner, prefix + doc.name + ".", text);
  }
}

}  // namespace

std::string scenario_reference() {
  std::string text = "## Keys of a scenario\n\n### Top level\n\n";
  const std::vector<KeyDoc> docs = scenario_format().inner;
  add_table(docs, text);
  add_sections(docs, "", text);
  text += "\n## Keys of a device profile\n\n";
  add_table(device_profile_format().inner, text);
  text += "\n## Keys of a link profile\n\n";
  add_table(link_profile_format().inner, text);
  return text;
}

}  // namespace consim::scenarios
