#include "apps/topology_json.h"

#include <cmath>

namespace consim::apps {
namespace {

Json value_of(double value) { return number(value); }
Json value_of(bool value) { return value; }
Json value_of(std::int64_t value) { return value; }
Json value_of(const std::string& value) { return value; }

// Real numbers of a symmetric W, [re, im] of another.
Json value_of(const topologies::Eigenvalues& eigenvalues) {
  Json list = Json::array();
  for (const auto& value : eigenvalues.values)
    if (eigenvalues.real)
      list.push_back(number(value.real()));
    else
      list.push_back({number(value.real()), number(value.imag())});
  return list;
}

Json value_of(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value));
  return list;
}

template <class T>
Json value_of(const std::optional<T>& value) {
  return value ? value_of(*value) : Json(nullptr);
}

template <class T>
Json value_of(const std::vector<topologies::Keyed<T>>& entries) {
  Json object = Json::object();
  for (const auto& entry : entries) object[entry.key] = value_of(entry.value);
  return object;
}

}  // namespace

Json to_json(const topologies::TopologyReport& report) {
  Json object = Json::object();
  topologies::for_each_field(report, [&](std::string_view name, const auto& value) {
    object[std::string(name)] = value_of(value);
  });
  return object;
}

Json to_json(const topologies::TopologyReport& report, const analysis::GossipCost& cost,
             double fraction) {
  Json object = Json::object();
  const auto found = analysis::agreement(report, cost, fraction);
  object["message_bytes"] = cost.message.count;
  object["bytes_per_step"] =
      analysis::bytes_per_round(report, cost) * static_cast<double>(cost.rounds_per_step);
  object["round_seconds"] = number(analysis::round_seconds(report, cost));
  object["local_step_seconds"] = base::seconds(cost.local_step);
  object["gossip_rounds"] = cost.rounds_per_step;
  object["fraction"] = fraction;
  object["rounds"] = found ? Json(found->rounds) : Json(nullptr);
  object["steps"] = found ? Json(found->steps) : Json(nullptr);
  object["seconds"] = found ? Json(found->seconds) : Json(nullptr);
  return object;
}

}  // namespace consim::apps
