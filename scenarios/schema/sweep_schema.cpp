#include "scenarios/schema/sweep_schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/schema/fields.h"
#include "scenarios/schema/parse.h"
#include "scenarios/schema/point_name.h"
#include "scenarios/schema/print.h"

namespace consim::scenarios {
namespace {

// "phase" is above "phase.0.until" and itself.
bool is_above(const std::string& outer, const std::string& inner) {
  return outer == inner || inner.starts_with(outer + ".");
}

std::string joined(const std::string& prefix, const std::string& key) {
  return prefix.empty() ? key : prefix + "." + key;
}

std::vector<Key> named(const std::vector<std::string>& names) {
  std::vector<Key> keys;
  for (const std::string& name : names) keys.push_back({.name = name, .doc = {}});
  return keys;
}

class Reader {
 public:
  explicit Reader(Reading& reading) : reading_(reading) {}

  SweepText read(const Value& root) {
    SweepText sweep;
    const At at{reading_, ""};
    const Table& table = *root.get<Table>();
    refuse_unknown(table, named({"base", "set", "axes", "arms"}), {}, at);
    read_base(root, at.child("base"), sweep);
    sweep.set = changes(table, at.child("set"));
    sweep.axes = axes(table, at.child("axes"));
    if (const Entry* entry = table.find("arms"))
      read_arms(entry->value, at.child("arms"), sweep);
    else
      sweep.arms.emplace_back();
    for (const Arm& arm : sweep.arms) refuse_overwriting(sweep, arm);
    return sweep;
  }

 private:
  static void read_base(const Value& root, const At& at, SweepText& sweep) {
    const Entry* entry = root.get<Table>()->find("base");
    if (entry == nullptr)
      at.problem(root.place, {.what = "missing", .allowed = "expected the path of a scenario"});
    else if (const auto* text = entry->value.get<std::string>(); text && !text->empty()) {
      sweep.base = *text;
      sweep.base_place = entry->value.place;
    } else
      at.unexpected(entry->value, "the path of a scenario");
  }

  // What is in braces is a value; dotted keys and headers reach inside.
  template <class Use>
  void walk(const Table& table, const std::string& prefix, const At& at, const Use& use) {
    for (const Entry& entry : table.entries) {
      const std::string key = joined(prefix, entry.key);
      const Table* inner = entry.value.get<Table>();
      if (inner != nullptr && inner->section) {
        walk(*inner, key, at, use);
        continue;
      }
      const std::vector<std::string> parts = parts_of(key);
      if (std::ranges::find(parts, "") != parts.end())
        at.child(key).problem(entry.place, {.what = "a part of the key is empty"});
      else if (parts.size() > static_cast<std::size_t>(kMaxDepth))
        at.problem(entry.place, {.what = "a key has too many parts",
                                 .allowed = fmt::format("at most {}", kMaxDepth)});
      else
        use(key, entry, at.child(key));
    }
  }

  const Table* table_in(const Table& table, const At& at) {
    const Entry* entry = table.find(parts_of(at.key).back());
    if (entry == nullptr) return nullptr;
    const Table* found = entry->value.get<Table>();
    if (found == nullptr) at.unexpected(entry->value, "a table of keys of the scenario");
    return found;
  }

  std::vector<Change> changes(const Table& table, const At& at) {
    std::vector<Change> found;
    if (const Table* inner = table_in(table, at))
      walk(*inner, "", at, [&](const std::string& key, const Entry& entry, const At& here) {
        for (const Change& other : found)
          if (is_above(key, other.key) || is_above(other.key, key))
            return here.problem(entry.place, {.what = overlap(key, other.key, other.place)});
        found.push_back({key, entry.place, entry.value});
      });
    return found;
  }

  std::vector<Axis> axes(const Table& table, const At& at) {
    std::vector<Axis> found;
    if (const Table* inner = table_in(table, at))
      walk(*inner, "", at, [&](const std::string& key, const Entry& entry, const At& here) {
        const Array* values = entry.value.get<Array>();
        if (values == nullptr || values->empty()) {
          here.unexpected(entry.value, "a list of at least one value");
          return;
        }
        if (std::ranges::find(found, key, &Axis::key) != found.end())
          return here.problem(entry.place, {.what = "given twice"});
        found.push_back({key, entry.place, *values});
        refuse_repeated(found.back(), here);
      });
    return found;
  }

  static void refuse_repeated(const Axis& axis, const At& at) {
    for (std::size_t i = 0; i < axis.values.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const Value& value = axis.values[i];
        if (same_value(value, axis.values[j])) {
          at.problem(value.place, {.what = found_text(value) + " is there twice"});
          break;
        }
        if (value_label(value) == value_label(axis.values[j])) {
          at.problem(value.place, {.what = fmt::format("two values are called \"{}\" in the files' "
                                                       "names",
                                                       value_label(value)),
                                   .allowed = "give them names of their own as [[arms]]"});
          break;
        }
      }
  }

  void read_arms(const Value& value, const At& at, SweepText& sweep) {
    const Array* array = value.get<Array>();
    if (array == nullptr || array->empty()) {
      at.unexpected(value, "[[arms]], each with a name");
      return;
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
      const At here = at.child(std::to_string(i));
      const Value& element = (*array)[i];
      if (element.get<Table>() != nullptr)
        read_arm(element, here, sweep.arms);
      else
        here.unexpected(element, "a table with a name");
    }
  }

  void read_arm(const Value& value, const At& at, std::vector<Arm>& arms) {
    const Table& table = *value.get<Table>();
    refuse_unknown(table, named({"name", "set", "axes"}), {}, at);
    Arm arm{.name = {}, .place = value.place, .set = {}, .axes = {}};
    const Entry* name = table.find("name");
    const auto* text = name == nullptr ? nullptr : name->value.get<std::string>();
    if (name == nullptr)
      at.child("name").problem(value.place,
                               {.what = "missing", .allowed = "expected a name for its files"});
    else if (text == nullptr || !is_arm_name(*text))
      at.child("name").unexpected(name->value, kArmNames);
    else if (std::ranges::find(arms, *text, &Arm::name) != arms.end())
      at.child("name").problem(name->value.place,
                               {.what = fmt::format("\"{}\" is there twice", *text)});
    if (text != nullptr) arm.name = *text;
    arm.set = changes(table, at.child("set"));
    arm.axes = axes(table, at.child("axes"));
    arms.push_back(std::move(arm));
  }

  static std::string overlap(const std::string& key, const std::string& other, const Place& place) {
    return key == other ? "given twice"
                        : fmt::format("overlaps with {} in line {}", other, place.line);
  }

  // An axis has its say only if nothing that is applied later replaces it.
  void refuse_overwriting(const SweepText& sweep, const Arm& arm) {
    std::vector<std::pair<std::string, Place>> earlier;
    for (const Change& change : arm.set) earlier.emplace_back(change.key, change.place);
    for (const Axis* axis : axes_of(sweep, arm)) {
      for (const auto& [key, place] : earlier)
        if (is_above(axis->key, key)) {
          const At at{reading_, axis->key};
          at.problem(axis->place,
                     {.what = fmt::format("replaces {}, set in line {}", key, place.line),
                      .allowed = "an arm can have an axis of its own in that key; an axis inside "
                                 "another one's values comes after it"});
        }
      earlier.emplace_back(axis->key, axis->place);
    }
  }

  Reading& reading_;
};

}  // namespace

bool same_value(const Value& a, const Value& b) {
  const auto number = [](const Value& value) -> std::optional<double> {
    if (const auto* whole = value.get<std::int64_t>()) return static_cast<double>(*whole);
    if (const auto* found = value.get<double>()) return *found;
    return std::nullopt;
  };
  if (number(a) && number(b)) return *number(a) == *number(b);
  return a.data.index() == b.data.index() && print_value(a) == print_value(b);
}

std::vector<const Axis*> axes_of(const SweepText& sweep, const Arm& arm) {
  std::vector<const Axis*> axes;
  for (const Axis& axis : arm.axes) axes.push_back(&axis);
  for (const Axis& axis : sweep.axes)
    if (std::ranges::find(arm.axes, axis.key, &Axis::key) == arm.axes.end()) axes.push_back(&axis);
  std::ranges::stable_partition(axes, [](const Axis* axis) { return axis->key != "seed"; });
  return axes;
}

SweepText parse_sweep(std::string_view text, const std::string& file) {
  const Value root = parse_document(text, file);
  Report report({file});
  Reading reading{report, {}};
  SweepText sweep = Reader(reading).read(root);
  report.throw_if_any();
  return sweep;
}

}  // namespace consim::scenarios
