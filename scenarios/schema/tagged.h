// Tagged<V>: a table in which one key, the tag, says which other keys there are, such as `family`
// or `kind`.
//
//   Tagged<AlgorithmConfig> algorithm("kind");
//   algorithm.option<Dsgd>("dsgd", dsgd_fields(), "decentralized SGD …");
//   algorithm.option<AllReduce>("allreduce", allreduce_fields(), "…");
//   Format<AlgorithmConfig> format = algorithm.format({.section = true, .default_tag = "dsgd"});
//
// V is a variant with an alternative for each option, or a plain type whose options differ in a
// prototype.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/schema/fields.h"

namespace consim::scenarios {

template <class V>
struct Option {
  std::vector<std::string> names;  ///< the tag, or the usual ones of a pattern
  std::string note;                ///< empty, or which other tags the pattern has
  std::string doc;
  V prototype;  ///< this option with its defaults, for the reference
  std::function<std::optional<V>(const std::string& tag)>
      match;  ///< nothing if the tag is another option's
  std::function<std::optional<std::string>(const V&)>
      tag_of;  ///< nothing if the value is another option's
  Fields<V> fields;
};

struct TagLayout {
  bool section = false;
  std::string default_tag = {};  ///< empty: the tag is required
  bool bare = false;             ///< the tag alone may stand for the table
};

/// The reference's keys of all options: those that several options share appear once.
std::vector<KeyDoc> merge_docs(const std::string& tag,
                               const std::vector<std::vector<KeyDoc>>& by_option,
                               const std::vector<std::string>& labels);

template <class V>
class Tagged {
 public:
  explicit Tagged(std::string tag, std::string doc) : tag_(std::move(tag)), doc_(std::move(doc)) {}

  Tagged& option(Option<V> option) {
    options_.push_back(std::move(option));
    return *this;
  }

  /// An alternative of a variant.
  template <class A>
  Tagged& option(const std::string& name, const Fields<A>& fields, const std::string& doc) {
    const auto match = [name](const std::string& tag) {
      return tag == name ? std::optional<V>(A{}) : std::nullopt;
    };
    const auto tag_of = [name](const V& value) {
      return std::holds_alternative<A>(value) ? std::optional(name) : std::nullopt;
    };
    const auto part = [](auto& value) -> auto& { return std::get<A>(value); };
    return option({{name}, "", doc, V(A{}), match, tag_of, fields.template inside<V>(part)});
  }

  Format<V> format(const TagLayout& layout) const {
    const auto self = std::make_shared<const Tagged>(*this);  // of the reader and the writer
    const auto read = [self, layout](const Value& value, const At& at, V& out) {
      return self->read(value, at, out, layout);
    };
    const auto write = [self, layout](const V& value) { return self->write(value, layout); };
    return {allowed(layout), read, write, docs(layout), layout.section};
  }

 private:
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const Option<V>& option : options_)
      names.insert(names.end(), option.names.begin(), option.names.end());
    return names;
  }

  std::string tags_text() const {
    std::string text = one_of_text(names());
    for (const Option<V>& option : options_) text += option.note;
    return text;
  }

  std::string allowed(const TagLayout& layout) const {
    return layout.bare ? tags_text() + ", or a table" : "a table with " + tag_;
  }

  const Option<V>* find(const std::string& tag, V& out) const {
    for (const Option<V>& option : options_)
      if (std::optional<V> prototype = option.match(tag)) {
        out = std::move(*prototype);
        return &option;
      }
    return nullptr;
  }

  bool wrong_tag(const Value& value, const At& at) const {
    const auto* text = value.get<std::string>();
    return at.unexpected(value, tags_text(), text ? base::nearest(*text, names()) : "");
  }

  // A misspelt tag is shown as such: without it nothing can be said about the other keys.
  bool missing_tag(const Value& value, const At& at) const {
    const std::string expected = "expected " + tags_text();
    for (const Entry& entry : value.get<Table>()->entries)
      if (!base::nearest(entry.key, std::vector{tag_}).empty()) {
        at.child(entry.key).problem(entry.place, {.what = "unknown key", .suggestion = tag_});
        return false;
      }
    at.child(tag_).problem(value.place, {.what = "missing", .allowed = expected});
    return false;
  }

  bool read(const Value& value, const At& at, V& out, const TagLayout& layout) const {
    const Table* table = value.get<Table>();
    if (table == nullptr) {
      const auto* text = value.get<std::string>();
      if (!layout.bare || text == nullptr) return at.unexpected(value, allowed(layout));
      return find(*text, out) != nullptr || wrong_tag(value, at);
    }
    const Entry* entry = table->find(tag_);
    if (entry == nullptr && layout.default_tag.empty()) return missing_tag(value, at);
    const auto* tag = entry == nullptr ? &layout.default_tag : entry->value.get<std::string>();
    const Option<V>* option = tag == nullptr ? nullptr : find(*tag, out);
    if (option == nullptr) return wrong_tag(entry->value, at.child(tag_));
    const auto others = [this](const std::string& key) { return tags_with(key); };
    return option->fields.read(value, at, out, {tag_, *tag, others});
  }

  std::vector<std::string> tags_with(const std::string& key) const {
    std::vector<std::string> tags;
    for (const Option<V>& option : options_)
      for (const Key& one : option.fields.keys())
        if (one.name == key) tags.push_back(option.names.front());
    return tags;
  }

  Value write(const V& value, const TagLayout& layout) const {
    Table table;
    table.section = layout.section;
    for (const Option<V>& option : options_)
      if (const std::optional<std::string> tag = option.tag_of(value)) {
        table.set(tag_, Value{*tag, {}});
        option.fields.write(value, table);
        break;
      }
    return Value{std::move(table), {}};
  }

  std::vector<KeyDoc> docs(const TagLayout& layout) const {
    std::string doc = doc_;
    std::vector<std::vector<KeyDoc>> by_option;
    std::vector<std::string> labels;
    for (const Option<V>& option : options_) {
      labels.push_back(option.names.front() + (option.note.empty() ? "" : ", …"));
      doc += "; `" + labels.back() + "`: " + option.doc;
      by_option.push_back(option.fields.docs(option.prototype));
    }
    std::vector<KeyDoc> docs = merge_docs(tag_, by_option, labels);
    const std::string default_tag =
        layout.default_tag.empty() ? "required" : "`\"" + layout.default_tag + "\"`";
    docs.insert(docs.begin(), {tag_, tags_text(), default_tag, doc, "", {}, false});
    return docs;
  }

  std::string tag_;
  std::string doc_;
  std::vector<Option<V>> options_;
};

}  // namespace consim::scenarios
