#include "sim/results/reader.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <charconv>
#include <tuple>

#include "sim/results/hdf5_attribute.h"
#include "sim/results/lock_file.h"
#include "sim/results/table_reader.h"

namespace consim::results {

namespace {

template <class Value>
void take(Hdf5Id object, const std::string& name, Value& value) {
  AttributeValue found = read_attribute(object, name);
  if (auto* wanted = std::get_if<Value>(&found)) {
    value = std::move(*wanted);
  } else {
    throw Hdf5Error("the attribute is of another type");
  }
}

// Anything else than a result file is told so in one sentence, not as a list of what it lacks.
void require_format(Hdf5Id file, const std::string& path) {
  std::string format;
  std::int64_t version = 0;
  try {
    take(file, "format", format);
    take(file, "format_version", version);
  } catch (const Hdf5Error&) {
    format.clear();
  }
  if (format != kFormat) {
    throw base::InputError({.file = path, .what = "is HDF5, but no result file of consim"});
  }
  if (version != kFormatVersion) {
    throw base::InputError({.file = path,
                            .key = "format_version",
                            .what = fmt::format("is {}", version),
                            .allowed = fmt::format("this program reads {}", kFormatVersion)});
  }
}

void read_status(Inspection& inspection, ResultSummary& summary) {
  inspection.attempt("status", [&] {
    const std::string text = read_text(inspection.file(), "status");
    const std::optional<Status> status = parse_status(text);
    if (!status) throw Hdf5Error(fmt::format("unknown status \"{}\"", text));
    summary.status = *status;
  });
}

void read_hash(Inspection& inspection, Totals& totals) {
  inspection.attempt("trajectory_hash", [&] {
    const std::string text = read_text(inspection.file(), "trajectory_hash");
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, totals.trajectory_hash, 16);
    if (result.ec != std::errc() || result.ptr != end) {
      throw Hdf5Error(fmt::format("\"{}\" is no hexadecimal number", text));
    }
  });
}

// Files of earlier programs don't have it.
void read_unreached(Inspection& inspection, Unreached& unreached) {
  const Hdf5Id file = inspection.file();
  if (H5Aexists(file, "unreached_step") <= 0) return;
  const auto read = [&](const std::string& name, auto& value) {
    inspection.attempt(name, [&] { take(file, name, value); });
  };
  read("unreached_step", unreached.step);
  read("unreached_rounds", unreached.rounds);
  read("unreached_distance", unreached.distance);
  read("unreached_target", unreached.target);
}

void read_root(Inspection& inspection, ResultSummary& summary) {
  const Hdf5Id file = inspection.file();
  const auto read = [&](const std::string& name, auto& value) {
    inspection.attempt(name, [&] { take(file, name, value); });
  };
  RootAttributes& root = summary.attributes;
  Totals& totals = summary.totals;
  read_status(inspection, summary);
  read("reason", summary.reason);
  read("consim_version", root.consim_version);
  read("git_revision", root.git_revision);
  read("libtorch_version", root.libtorch_version);
  read("created", root.created);
  read("host", root.host);
  read("data_dir", root.data_dir);
  read("threads", root.threads);
  inspection.attempt("seed", [&] { root.seed = read_unsigned(file, "seed"); });
  read("steps_done", totals.steps_done);
  read("simulated_seconds", totals.simulated_seconds);
  read("host_seconds", totals.host_seconds);
  read_hash(inspection, totals);
  read_unreached(inspection, summary.unreached);
}

// What is missing is a problem unless the schema calls it optional.
bool wanted(Inspection& inspection, const DatasetText& dataset, const std::string& name) {
  if (exists(inspection.file(), name)) return true;
  if (!dataset.optional) inspection.add(name, fmt::format("the dataset /{} is missing", name));
  return false;
}

template <class Use>
void with_dataset(Inspection& inspection, const DatasetText& dataset, Use&& use) {
  const std::string name = dataset.group == "/" ? std::string(dataset.name)
                                                : fmt::format("{}/{}", dataset.group, dataset.name);
  if (!wanted(inspection, dataset, name)) return;
  inspection.attempt(name, [&] { use(DatasetReader(inspection.file(), name)); });
}

template <class Value>
void read_list(Inspection& inspection, std::string_view name, std::vector<Value>& values) {
  with_dataset(inspection, fixed_dataset("topology", name), [&](const DatasetReader& reader) {
    if (reader.shape().size() != 1) throw Hdf5Error("isn't a list");
    reader.read(values, reader.shape().front());
  });
}

void require_consistent(Inspection& inspection, const TopologyRecord& topology) {
  const std::size_t count = topology.weight.size();
  if (topology.row.size() != count || topology.column.size() != count ||
      (!topology.round.empty() && topology.round.size() != count)) {
    inspection.add("topology", "row, column and weight have different lengths");
  }
  if (!topology.eigenvalues_imaginary.empty() &&
      topology.eigenvalues_imaginary.size() != topology.eigenvalues.size()) {
    inspection.add("topology", "the parts of the eigenvalues have different lengths");
  }
}

void read_topology(Inspection& inspection, TopologyRecord& topology) {
  if (!exists(inspection.file(), "topology")) {
    return inspection.add("topology", "the group /topology is missing");
  }
  with_dataset(inspection, fixed_dataset("topology", "edges"), [&](const DatasetReader& reader) {
    const auto& shape = reader.shape();
    if (shape.size() != 2 || shape[1] != 2) throw Hdf5Error("isn't a list of pairs");
    const std::vector<std::int64_t> ends = reader.integers();
    for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
      topology.edges.push_back({ends[i], ends[i + 1]});
    }
  });
  read_list(inspection, "row", topology.row);
  read_list(inspection, "column", topology.column);
  read_list(inspection, "weight", topology.weight);
  read_list(inspection, "round", topology.round);
  read_list(inspection, "eigenvalues", topology.eigenvalues);
  read_list(inspection, "eigenvalues_imaginary", topology.eigenvalues_imaginary);
  require_consistent(inspection, topology);
  inspection.attempt("topology", [&] {
    const Handle group =
        own(H5Gopen2(inspection.file(), "topology", H5P_DEFAULT), H5Gclose, "open the group");
    topology.attributes = read_attributes(group.id());
  });
}

void read_work(Inspection& inspection, WorkRecord& work) {
  if (!exists(inspection.file(), "work"))
    return inspection.add("work", "the group /work is missing");
  const auto read_count = [&](std::string_view name, double WorkCount::* member) {
    with_dataset(inspection, fixed_dataset("work", name), [&](const DatasetReader& reader) {
      std::vector<double> values;
      if (reader.shape() != std::vector<std::uint64_t>{2}) throw Hdf5Error("isn't a pair");
      reader.read(values, 2);
      work.per_step.*member = values[0];
      work.per_sample.*member = values[1];
    });
  };
  const auto read_integer = [&](std::string_view name, std::int64_t& value) {
    with_dataset(inspection, fixed_dataset("work", name),
                 [&](const DatasetReader& reader) { value = reader.integer(); });
  };
  read_count("flops", &WorkCount::flops);
  read_count("bytes", &WorkCount::bytes);
  read_count("kernels", &WorkCount::kernels);
  read_integer("parameters", work.parameters);
  read_integer("message_bytes", work.message_bytes);
}

void read_layers(Inspection& inspection, std::vector<LayerRecord>& layers) {
  if (!exists(inspection.file(), "layers")) return;
  const auto read_column = [&]<class Value>(std::string_view name, Value LayerRecord::* member) {
    with_dataset(inspection, fixed_dataset("layers", name), [&](const DatasetReader& reader) {
      std::vector<Value> values;
      if (reader.shape().size() != 1) throw Hdf5Error("isn't a list");
      reader.read(values, reader.shape().front());
      if (layers.empty()) layers.resize(values.size());
      if (layers.size() != values.size()) throw Hdf5Error("has another length than the names");
      for (std::size_t i = 0; i < values.size(); ++i) layers[i].*member = std::move(values[i]);
    });
  };
  read_column("name", &LayerRecord::name);
  read_column("offset", &LayerRecord::offset);
  read_column("size", &LayerRecord::size);
}

// What a file has is told by the first column of each kind.
OptionalParts present_parts(Hdf5Id file) {
  return {.estimates = exists(file, "steps/critical_distance"),
          .translation = exists(file, "evaluations/test_bleu"),
          .trace = exists(file, "events")};
}

void read_scenario(Inspection& inspection, ResultFile& result) {
  with_dataset(inspection, fixed_dataset("/", "scenario"),
               [&](const DatasetReader& reader) { result.scenario = reader.text(); });
}

void read_contents(Inspection& inspection, ResultFile& result) {
  read_scenario(inspection, result);
  read_topology(inspection, result.topology);
  read_work(inspection, result.work);
  result.parts = present_parts(inspection.file());
  result.steps = read_table<StepRow>(inspection);
  result.evaluations = read_table<EvaluationRow>(inspection);
  read_layers(inspection, result.layers);
  result.layer_rows = read_table<LayerRow>(inspection);
  result.node_evaluations = read_table<NodeEvaluationRow>(inspection);
  result.events = read_table<EventRow>(inspection);
  result.phases = read_table<PhaseRow>(inspection);
  result.nodes = read_table<NodeRow>(inspection);
}

// `read_parts` reads what stands beside the attributes of the root.
template <class ReadParts>
ResultFile read(const std::filesystem::path& path, const ReadParts& read_parts) {
  const QuietErrors quiet;
  ResultFile result;
  // Asked before opening: a writer that is alive now may close the file at any time, but no writer
  // comes to life in it.
  result.summary.path = path;
  result.summary.writer_alive = writer_lives(path);
  const std::string advice = advice_about(path);
  try {
    const OpenFile open = open_for_reading(path);
    result.summary.access = open.access;
    require_format(open.file.id(), path.string());
    Inspection inspection(open.file.id(), path.string(), open.access);
    read_root(inspection, result.summary);
    read_parts(inspection, result);
    inspection.finish(advice);
  } catch (const Hdf5Error& error) {
    throw base::InputError({.file = path.string(), .what = error.what(), .allowed = advice});
  }
  return result;
}

}  // namespace

ResultFile read_result(const std::filesystem::path& path) { return read(path, read_contents); }

ResultFile read_description(const std::filesystem::path& path) { return read(path, read_scenario); }

ResultSummary read_summary(const std::filesystem::path& path) {
  return std::move(read(path, [](Inspection&, ResultFile&) {}).summary);
}

}  // namespace consim::results
