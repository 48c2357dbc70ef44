// Fields<T>: the keys of a table whose values are the members of a T. One description serves
// reading, checking for unknown keys, writing with all defaults and the reference.
//
//   Fields<Dsgd> fields;
//   fields.add(&Dsgd::gossip_rounds, whole<int>(1, 1000),
//              {.name = "gossip_rounds", .doc = "exchanges with the neighbours"});
//   Format<Dsgd> format = table(fields);
//
// A member is a pointer to one, or a function from T& (const or not) to a reference.
//
// A description is immutable once made. Its reader and its writer, and the copies of both, hold its
// parts in common (shared_ptr to const), so that copying a description doesn't copy what it is made
// of.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/errors.h"
#include "scenarios/schema/format.h"

namespace consim::scenarios {

struct Key {
  std::string name;
  std::string doc;
  bool required = false;
  std::string alias = {};         ///< another name of the same key
  std::string default_text = {};  ///< where the default isn't simply the member's
  bool incidental = false;        ///< doesn't count when two scenarios are compared
};

/// A field with the type of its member left out.
template <class T>
struct Field {
  Key key;
  std::string allowed;
  std::vector<KeyDoc> inner;
  bool section = false;
  std::function<bool(const Value&, const At&, T&)> read;
  std::function<Value(const T&)> write;
  bool repeated = false;
};

/// The entry that gives a key by its name or alias; an override's comes first, two of the same
/// source are a problem.
const Entry* find_entry(const Table& table, const Key& key, const At& at);
/// The key that says which keys a table has, and its value; empty for a table that always has the
/// same.
struct Tag {
  std::string key;
  std::string value;
  /// The other values with which the table has a key.
  std::function<std::vector<std::string>(const std::string& key)> others = {};
};

/// Reports the entries that are neither the tag nor one of the keys; true if there are none.
bool refuse_unknown(const Table& table, const std::vector<Key>& keys, const Tag& tag, const At& at);
std::string default_text(const Key& key, const Value& value);

template <class T>
class Fields {
 public:
  template <class Member, class V>
  Fields& add(Member member, const Format<V>& format, Key key) {
    const auto shared = std::make_shared<const Format<V>>(format);
    const auto read = [member, shared](const Value& value, const At& at, T& out) {
      return shared->read(value, at, std::invoke(member, out));
    };
    const auto write = [member, shared](const T& whole) {
      return shared->write(std::invoke(member, whole));
    };
    fields_.push_back({std::move(key), format.allowed, format.inner, format.section, read, write,
                       format.repeated});
    return *this;
  }

  Fields& append(const Fields& more) {
    fields_.insert(fields_.end(), more.fields_.begin(), more.fields_.end());
    return *this;
  }

  std::vector<Key> keys() const {
    std::vector<Key> keys;
    for (const Field<T>& field : fields_) keys.push_back(field.key);
    return keys;
  }

  const Field<T>& field(const std::string& name) const {
    for (const Field<T>& field : fields_)
      if (field.key.name == name) return field;
    CONSIM_ASSERT(false, name);
    return fields_.front();
  }

  /// Reads the keys of a table in which `tag`, if any, has been read already.
  bool read(const Value& value, const At& at, T& out, const Tag& tag = {}) const {
    bool good = refuse_unknown(*value.get<Table>(), keys(), tag, at);
    for (const Field<T>& field : fields_) good = read_field(field, value, at, out) && good;
    return good;
  }

  void write(const T& whole, Table& table) const {
    for (const Field<T>& field : fields_) {
      table.set(field.key.name, field.write(whole));
      table.entries.back().incidental = field.key.incidental;
    }
  }

  std::vector<KeyDoc> docs(const T& defaults) const {
    std::vector<KeyDoc> docs;
    for (const Field<T>& field : fields_)
      docs.push_back({field.key.name, field.allowed, default_text(field.key, field.write(defaults)),
                      field.key.doc, "", field.inner, field.section, field.repeated});
    return docs;
  }

  /// The same keys in a larger type of which `part` gives the T.
  template <class Whole, class Part>
  Fields<Whole> inside(Part part) const {
    Fields<Whole> fields;
    for (const Field<T>& field : fields_) {
      const auto shared = std::make_shared<const Field<T>>(field);
      Field<Whole> lifted{field.key, field.allowed, field.inner, field.section, {},
                          {},        field.repeated};
      lifted.read = [shared, part](const Value& value, const At& at, Whole& out) {
        return shared->read(value, at, part(out));
      };
      lifted.write = [shared, part](const Whole& whole) { return shared->write(part(whole)); };
      fields.fields_.push_back(std::move(lifted));
    }
    return fields;
  }

 private:
  template <class Other>
  friend class Fields;

  bool read_field(const Field<T>& field, const Value& table, const At& at, T& out) const {
    const At here = at.child(field.key.name);
    const Entry* entry = find_entry(*table.get<Table>(), field.key, here);
    if (entry != nullptr) return field.read(entry->value, here, out);
    if (!field.key.required) return true;
    here.problem(table.place, {.what = "missing", .allowed = "expected " + field.allowed});
    return false;
  }

  std::vector<Field<T>> fields_;
};

/// How a table is written in the file.
struct Layout {
  bool section = false;  ///< under a [header]
  std::string shorthand =
      {};  ///< a value that isn't a table stands for a table with this key alone
};

template <class T>
Format<T> table(const Fields<T>& fields, const Layout& layout = {}) {
  std::string allowed = "a table";
  if (!layout.shorthand.empty()) allowed = fields.field(layout.shorthand).allowed + ", or a table";
  const auto shared = std::make_shared<const Fields<T>>(fields);
  const auto read = [=](const Value& value, const At& at, T& out) {
    if (value.get<Table>() != nullptr) return shared->read(value, at, out);
    if (layout.shorthand.empty() || value.get<Array>() != nullptr)
      return at.unexpected(value, allowed);
    return shared->field(layout.shorthand).read(value, at, out);
  };
  const auto write = [=](const T& whole) {
    Table table;
    table.section = layout.section;
    shared->write(whole, table);
    return Value{std::move(table), {}};
  };
  return {allowed, read, write, fields.docs(T{}), layout.section};
}

}  // namespace consim::scenarios
