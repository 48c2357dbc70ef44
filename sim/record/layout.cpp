#include "sim/record/layout.h"

#include <fmt/format.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include "base/check.h"
#include "sim/record/disk_space.h"
#include "sim/results/file_access.h"
#include "sim/results/hdf5_attribute.h"
#include "sim/results/schema.h"

namespace consim::record {

using results::Column;
using results::create_attribute;
using results::DatasetText;
using results::Handle;
using results::Hdf5Id;
using results::own;
using results::Presence;
using results::require;
using results::Table;

namespace {

constexpr std::size_t kStatusWidth = 16;
// Attributes stay in the object's header, where SWMR readers see a change at once.
constexpr unsigned kAttributesInHeader = 64;

Handle creation_properties(Hdf5Id property_class) {
  Handle properties = own(H5Pcreate(property_class), H5Pclose, "create properties");
  // The time of creation would make equal results differ.
  require(H5Pset_obj_track_times(properties.id(), false), "store no times");
  require(H5Pset_attr_phase_change(properties.id(), kAttributesInHeader, 0), "place attributes");
  return properties;
}

Handle create_group(Hdf5Id file, std::string_view name) {
  const Handle properties = creation_properties(H5P_GROUP_CREATE);
  return own(H5Gcreate2(file, std::string(name).c_str(), H5P_DEFAULT, properties.id(), H5P_DEFAULT),
             H5Gclose, fmt::format("create group {}", name));
}

Handle open_group(Hdf5Id file, std::string_view name) {
  return own(H5Gopen2(file, std::string(name).c_str(), H5P_DEFAULT), H5Gclose,
             fmt::format("open group {}", name));
}

struct Shape {
  Hdf5Id type = -1;
  std::vector<hsize_t> extent;  // none: a single value
  hsize_t chunk = 0;            // rows; 0: of fixed extent
};

std::vector<hsize_t> chunk_of(const Shape& shape) {
  std::vector<hsize_t> chunk = shape.extent;
  chunk.front() = shape.chunk;
  if (chunk.size() > 1) chunk[1] = std::min<hsize_t>(chunk[1], results::kChunkAcross);
  return chunk;
}

Handle create_space(const Shape& shape) {
  const int rank = static_cast<int>(shape.extent.size());
  std::vector<hsize_t> most = shape.extent;
  if (shape.chunk > 0) most.front() = H5S_UNLIMITED;
  return own(
      rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(rank, shape.extent.data(), most.data()),
      H5Sclose, "create a dataspace");
}

struct Text {
  std::string_view name, units, description;
};

Handle create_dataset(Hdf5Id group, const Text& text, const Shape& shape) {
  const std::string what = fmt::format("create dataset {}", text.name);
  const Handle properties = creation_properties(H5P_DATASET_CREATE);
  if (shape.chunk > 0) {
    const std::vector<hsize_t> chunk = chunk_of(shape);
    require(H5Pset_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()), what);
  }
  Handle dataset =
      own(H5Dcreate2(group, std::string(text.name).c_str(), shape.type, create_space(shape).id(),
                     H5P_DEFAULT, properties.id(), H5P_DEFAULT),
          H5Dclose, what);
  create_attribute(dataset.id(), {"units", std::string(text.units)});
  create_attribute(dataset.id(), {"description", std::string(text.description)});
  return dataset;
}

void make_scale(Hdf5Id dataset, std::string_view name) {
  require(H5DSset_scale(dataset, std::string(name).c_str()), fmt::format("make scale {}", name));
}

// Tables that grow.

Handle column_type(std::size_t member, std::size_t width) {
  if (member == 0 || member == 3) return own(H5Tcopy(H5T_IEEE_F64LE), H5Tclose, "create a type");
  if (member == 1) return own(H5Tcopy(H5T_STD_I64LE), H5Tclose, "create a type");
  return results::text_type(width);
}

bool is_present(Presence presence, const results::OptionalParts& parts) {
  return presence == Presence::kAlways || presence == Presence::kAdded ||
         (presence == Presence::kWithEstimates && parts.estimates) ||
         (presence == Presence::kWithTranslation && parts.translation);
}

void attach_scale(Hdf5Id dataset, const Handle& scale, unsigned dimension) {
  require(H5DSattach_scale(dataset, scale.id(), dimension), "attach a scale");
}

Handle open_scale(Hdf5Id group, const std::string& name) {
  return own(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, "open a scale");
}

/// `across`: extent of the second dimension, whose scale is in the group already.
template <class Row>
void create_table(Hdf5Id file, const results::OptionalParts& parts, std::size_t across = 0) {
  const Table<Row> table = results::table_of<Row>();
  const Handle group =
      table.across.empty() ? create_group(file, table.group) : open_group(file, table.group);
  create_attribute(group.id(), {"description", std::string(table.description)});
  Handle scale;
  for (const Column<Row>& column : table.columns) {
    if (!is_present(column.presence, parts)) continue;
    const Handle type = column_type(column.member.index(), column.width);
    Shape shape{type.id(), {0}, table.chunk_rows};
    const bool has_two = std::holds_alternative<std::vector<double> Row::*>(column.member);
    if (has_two) shape.extent.push_back(across);
    Handle dataset =
        create_dataset(group.id(), {column.name, column.units, column.description}, shape);
    if (has_two) attach_scale(dataset.id(), open_scale(group.id(), std::string(table.across)), 1);
    if (scale) {
      attach_scale(dataset.id(), scale, 0);
    } else {
      make_scale(dataset.id(), column.name);
      scale = std::move(dataset);
    }
  }
}

// Datasets of fixed extent. Their scales are written before them.

class FixedGroup {
 public:
  FixedGroup(Hdf5Id file, std::string_view name) : name_(name), group_(create_group(file, name)) {}

  Hdf5Id id() const { return group_.id(); }

  template <class Value>
  void write(std::string_view name, const std::vector<Value>& values) const {
    write(name, {file_type(Value{}), {values.size()}}, memory_type(Value{}), values.data());
  }
  void write_single(std::string_view name, std::int64_t value) const {
    write(name, {H5T_STD_I64LE, {}}, H5T_NATIVE_INT64, &value);
  }
  void write_index(std::string_view name, std::size_t size) const {
    std::vector<std::int32_t> index(size);
    std::iota(index.begin(), index.end(), 0);
    write(name, index);
  }
  void write(std::string_view name, const Shape& shape, Hdf5Id memory_type,
             const void* data) const {
    const DatasetText& text = results::fixed_dataset(name_, name);
    const Handle dataset =
        create_dataset(group_.id(), {text.name, text.units, text.description}, shape);
    attach_scales(dataset.id(), text);
    const bool empty =
        std::find(shape.extent.begin(), shape.extent.end(), 0u) != shape.extent.end();
    if (empty) return;
    require(H5Dwrite(dataset.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data),
            fmt::format("write dataset {}", name));
  }

 private:
  static Hdf5Id file_type(double) { return H5T_IEEE_F64LE; }
  static Hdf5Id file_type(std::int64_t) { return H5T_STD_I64LE; }
  static Hdf5Id file_type(std::int32_t) { return H5T_STD_I32LE; }
  static Hdf5Id memory_type(double) { return H5T_NATIVE_DOUBLE; }
  static Hdf5Id memory_type(std::int64_t) { return H5T_NATIVE_INT64; }
  static Hdf5Id memory_type(std::int32_t) { return H5T_NATIVE_INT32; }

  void attach_scales(Hdf5Id dataset, const DatasetText& text) const {
    std::string_view rest = text.scales;
    for (unsigned dimension = 0; !rest.empty(); ++dimension) {
      const std::string scale(rest.substr(0, rest.find(' ')));
      rest.remove_prefix(std::min(rest.size(), scale.size() + 1));
      if (scale == text.name) {
        make_scale(dataset, scale);
        continue;
      }
      attach_scale(dataset, open_scale(group_.id(), scale), dimension);
    }
  }

  std::string_view name_;
  Handle group_;
};

void write_topology(Hdf5Id file, const results::TopologyRecord& topology) {
  const std::size_t weights = topology.weight.size();
  CONSIM_ASSERT(topology.row.size() == weights && topology.column.size() == weights, weights);
  CONSIM_ASSERT(topology.round.empty() || topology.round.size() == weights, weights);
  const auto& imaginary = topology.eigenvalues_imaginary;
  CONSIM_ASSERT(imaginary.empty() || imaginary.size() == topology.eigenvalues.size());
  const FixedGroup group(file, "topology");
  group.write_index("edge", topology.edges.size());
  group.write_index("end", 2);
  group.write("edges", {H5T_STD_I64LE, {topology.edges.size(), 2}}, H5T_NATIVE_INT64,
              topology.edges.data());
  group.write_index("nonzero", weights);
  group.write("row", topology.row);
  group.write("column", topology.column);
  group.write("weight", topology.weight);
  if (!topology.round.empty()) group.write("round", topology.round);
  group.write_index("eigenvalue", topology.eigenvalues.size());
  group.write("eigenvalues", topology.eigenvalues);
  if (!imaginary.empty()) group.write("eigenvalues_imaginary", imaginary);
  for (const results::Attribute& attribute : topology.attributes) {
    create_attribute(group.id(), attribute);
  }
}

void write_work(Hdf5Id file, const results::WorkRecord& work) {
  constexpr std::string_view kPer("step\0\0sample", 12);
  const results::WorkCount& step = work.per_step;
  const results::WorkCount& sample = work.per_sample;
  const FixedGroup group(file, "work");
  const Handle type = results::text_type(kPer.size() / 2);
  group.write("per", {type.id(), {2}}, type.id(), kPer.data());
  group.write("flops", std::vector<double>{step.flops, sample.flops});
  group.write("bytes", std::vector<double>{step.bytes, sample.bytes});
  group.write("kernels", std::vector<double>{step.kernels, sample.kernels});
  group.write_single("parameters", work.parameters);
  group.write_single("message_bytes", work.message_bytes);
}

void write_layers(Hdf5Id file, const std::vector<results::LayerRecord>& layers) {
  const FixedGroup group(file, "layers");
  std::size_t width = 1;
  for (const results::LayerRecord& layer : layers) width = std::max(width, layer.name.size());
  std::string names;
  std::vector<std::int64_t> offsets, sizes;
  for (const results::LayerRecord& layer : layers) {
    names += layer.name;
    names.append(width - layer.name.size(), '\0');
    offsets.push_back(layer.offset);
    sizes.push_back(layer.size);
  }
  group.write_index("layer", layers.size());
  const Handle type = results::text_type(width);
  group.write("name", {type.id(), {layers.size()}}, type.id(), names.data());
  group.write("offset", offsets);
  group.write("size", sizes);
}

// Groups that have no columns aren't there.
void write_spread(Hdf5Id file, const ResultHeader& header) {
  if (!header.layers.empty()) {
    write_layers(file, header.layers);
    create_table<LayerRow>(file, header.parts, header.layers.size());
  }
  if (header.evaluated_nodes > 0) {
    const auto nodes = static_cast<std::size_t>(header.evaluated_nodes);
    FixedGroup(file, "node_evaluations").write_index("node", nodes);
    create_table<NodeEvaluationRow>(file, header.parts, nodes);
  }
}

void write_scenario(Hdf5Id file, const std::string& scenario) {
  const DatasetText& text = results::fixed_dataset("/", "scenario");
  const Handle type = results::text_type(scenario.size());
  const Handle dataset =
      create_dataset(file, {text.name, text.units, text.description}, {type.id(), {}});
  require(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, scenario.c_str()),
          "write the scenario");
}

void write_root(Hdf5Id file, const results::RootAttributes& root) {
  create_attribute(file, {"format", std::string(results::kFormat)});
  create_attribute(file, {"format_version", results::kFormatVersion});
  results::create_text(file, {"status", std::string(to_string(Status::kRunning))}, kStatusWidth);
  results::create_text(file, {"reason", std::string()}, kReasonWidth);
  create_attribute(file, {"consim_version", root.consim_version});
  create_attribute(file, {"git_revision", root.git_revision});
  create_attribute(file, {"libtorch_version", root.libtorch_version});
  create_attribute(file, {"created", root.created});
  create_attribute(file, {"host", root.host});
  create_attribute(file, {"data_dir", root.data_dir});
  create_attribute(file, {"threads", root.threads});
  results::create_unsigned(file, "seed", root.seed);
  create_attribute(file, {"steps_done", std::int64_t{0}});
  create_attribute(file, {"simulated_seconds", 0.0});
  create_attribute(file, {"host_seconds", 0.0});
  create_attribute(file, {"trajectory_hash", fmt::format("{:016x}", 0)});
  create_attribute(file, {"unreached_step", std::int64_t{0}});
  create_attribute(file, {"unreached_rounds", std::int64_t{0}});
  create_attribute(file, {"unreached_distance", 0.0});
  create_attribute(file, {"unreached_target", 0.0});
}

std::size_t bytes_of_layers(const std::vector<results::LayerRecord>& layers) {
  std::size_t width = 1;
  for (const results::LayerRecord& layer : layers) width = std::max(width, layer.name.size());
  return layers.size() * (width + 20);
}

// At most what the header's lists take; HDF5's own structures for the empty tables are in the last
// term.
std::int64_t bytes_of_header(const ResultHeader& header) {
  constexpr std::int64_t kStructures = std::int64_t{1} << 19;
  const results::TopologyRecord& topology = header.topology;
  const std::size_t lists = 20 * topology.edges.size() + 36 * topology.weight.size() +
                            20 * topology.eigenvalues.size() + header.scenario.size() +
                            4 * static_cast<std::size_t>(header.evaluated_nodes) +
                            bytes_of_layers(header.layers);
  return static_cast<std::int64_t>(lists) + kStructures;
}

void write_header(const Handle& file, const ResultHeader& header) {
  if (const auto reason = reserve_space(descriptor_of(file), bytes_of_header(header))) {
    throw results::Hdf5Error(fmt::format("no room for it: {}", *reason));
  }
  write_root(file.id(), header.attributes);
  write_scenario(file.id(), header.scenario);
  write_topology(file.id(), header.topology);
  write_work(file.id(), header.work);
  create_table<StepRow>(file.id(), header.parts);
  create_table<EvaluationRow>(file.id(), header.parts);
  write_spread(file.id(), header);
  if (header.parts.trace) create_table<EventRow>(file.id(), header.parts);
  create_table<PhaseRow>(file.id(), header.parts);
  create_table<NodeRow>(file.id(), header.parts);
  require(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "write the file");
}

}  // namespace

void create_layout(const std::filesystem::path& path, const ResultHeader& header) {
  const Handle creation = creation_properties(H5P_FILE_CREATE);
  const Handle access = results::file_access_properties();
  Handle file = own(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose,
                    "create the file");
  try {
    write_header(file, header);
  } catch (const results::Hdf5Error&) {
    // After a failed write HDF5 1.10 can't close the file any more.
    file.leak();
    throw;
  }
  file.close("close the file");
}

int descriptor_of(const Handle& file) {
  void* descriptor = nullptr;
  require(H5Fget_vfd_handle(file.id(), H5P_DEFAULT, &descriptor), "find the file's descriptor");
  return *static_cast<const int*>(descriptor);
}

}  // namespace consim::record
