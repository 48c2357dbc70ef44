#include "sim/results/hdf5_attribute.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>

#include "base/check.h"

namespace consim::results {

namespace {

struct Stored {
  Hdf5Id type = -1;
  Hdf5Id space = -1;
  const void* data = nullptr;
};

void create(Hdf5Id object, const std::string& name, const Stored& stored) {
  CONSIM_ASSERT(!name.empty());
  const std::string what = fmt::format("write attribute {}", name);
  const Handle attribute =
      own(H5Acreate2(object, name.c_str(), stored.type, stored.space, H5P_DEFAULT, H5P_DEFAULT),
          H5Aclose, what);
  if (stored.data != nullptr) {
    require(H5Awrite(attribute.id(), stored.type, stored.data), what);
  }
}

Handle scalar() { return own(H5Screate(H5S_SCALAR), H5Sclose, "create a dataspace"); }

// As h5py stores bool.
Handle truth_type() {
  Handle type = own(H5Tenum_create(H5T_NATIVE_INT8), H5Tclose, "create the type of a truth value");
  for (const std::int8_t value : {0, 1}) {
    require(H5Tenum_insert(type.id(), value == 0 ? "FALSE" : "TRUE", &value),
            "create the type of a truth value");
  }
  return type;
}

void create_padded(Hdf5Id object, const std::string& name, std::string text, std::size_t width) {
  text.resize(std::max<std::size_t>(width, 1), '\0');
  const Handle type = text_type(text.size());
  create(object, name, {type.id(), scalar().id(), text.data()});
}

struct Creator {
  Hdf5Id object;
  const std::string& name;

  void operator()(std::monostate) const {
    const Handle null = own(H5Screate(H5S_NULL), H5Sclose, "create a dataspace");
    create(object, name, {H5T_IEEE_F64LE, null.id(), nullptr});
  }
  void operator()(bool value) const {
    const auto stored = static_cast<std::int8_t>(value);
    create(object, name, {truth_type().id(), scalar().id(), &stored});
  }
  void operator()(std::int64_t value) const {
    create(object, name, {H5T_STD_I64LE, scalar().id(), &value});
  }
  void operator()(double value) const {
    create(object, name, {H5T_IEEE_F64LE, scalar().id(), &value});
  }
  void operator()(const std::string& text) const { create_padded(object, name, text, text.size()); }
  void operator()(const std::vector<double>& values) const {
    const hsize_t size = values.size();
    const Handle space = own(H5Screate_simple(1, &size, nullptr), H5Sclose, "create a dataspace");
    create(object, name, {H5T_IEEE_F64LE, space.id(), values.empty() ? nullptr : values.data()});
  }
};

Handle open(Hdf5Id object, const std::string& name, const std::string& what) {
  return own(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, what);
}

struct Opened {
  explicit Opened(Hdf5Id object, const std::string& name)
      : what(fmt::format("read attribute {}", name)),
        attribute(open(object, name, what)),
        type(own(H5Aget_type(attribute.id()), H5Tclose, what)),
        space(own(H5Aget_space(attribute.id()), H5Sclose, what)) {}

  H5T_class_t type_class() const { return H5Tget_class(type.id()); }
  H5S_class_t space_class() const { return H5Sget_simple_extent_type(space.id()); }
  [[noreturn]] void refuse(std::string_view expected) const {
    throw Hdf5Error(fmt::format("cannot {}: it is not {}", what, expected));
  }
  template <class T>
  T value(Hdf5Id memory_type) const {
    T result{};
    require(H5Aread(attribute.id(), memory_type, &result), what);
    return result;
  }

  std::string what;
  Handle attribute, type, space;
};

std::string text_of(const Opened& opened) {
  if (opened.type_class() != H5T_STRING || H5Tis_variable_str(opened.type.id()) != 0 ||
      opened.space_class() != H5S_SCALAR) {
    opened.refuse("a single text of fixed length");
  }
  std::string text(H5Tget_size(opened.type.id()), '\0');
  require(H5Aread(opened.attribute.id(), opened.type.id(), text.data()), opened.what);
  return text.substr(0, text.find('\0'));
}

std::vector<double> numbers_of(const Opened& opened) {
  if (H5Sget_simple_extent_ndims(opened.space.id()) != 1 || opened.type_class() != H5T_FLOAT) {
    opened.refuse("a list of numbers");
  }
  const hssize_t size = H5Sget_simple_extent_npoints(opened.space.id());
  // What HDF5 has read of the attribute bounds its size; a garbled size isn't allocated.
  if (static_cast<hsize_t>(size) * 8 > H5Aget_storage_size(opened.attribute.id())) {
    opened.refuse("as long as it says");
  }
  std::vector<double> values(static_cast<std::size_t>(size));
  if (size > 0)
    require(H5Aread(opened.attribute.id(), H5T_NATIVE_DOUBLE, values.data()), opened.what);
  return values;
}

std::size_t text_width(const Opened& opened) {
  CONSIM_ASSERT(opened.type_class() == H5T_STRING);
  return H5Tget_size(opened.type.id());
}

void renew(Hdf5Id object, const std::string& name, const Stored& stored) {
  const std::string what = fmt::format("write attribute {}", name);
  require(H5Awrite(open(object, name, what).id(), stored.type, stored.data), what);
}

herr_t collect_name(hid_t, const char* name, const H5A_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

Handle text_type(std::size_t width) {
  Handle type = own(H5Tcopy(H5T_C_S1), H5Tclose, "create a text type");
  require(H5Tset_size(type.id(), std::max<std::size_t>(width, 1)), "create a text type");
  require(H5Tset_strpad(type.id(), H5T_STR_NULLPAD), "create a text type");
  require(H5Tset_cset(type.id(), H5T_CSET_UTF8), "create a text type");
  return type;
}

void create_attribute(Hdf5Id object, const Attribute& attribute) {
  std::visit(Creator{object, attribute.name}, attribute.value);
}

void create_unsigned(Hdf5Id object, const std::string& name, std::uint64_t value) {
  create(object, name, {H5T_STD_U64LE, scalar().id(), &value});
}

void create_text(Hdf5Id object, const Attribute& attribute, std::size_t width) {
  const auto& text = std::get<std::string>(attribute.value);
  CONSIM_ASSERT(text.size() <= width, text.size(), width);
  create_padded(object, attribute.name, text, width);
}

void renew_text(Hdf5Id object, const std::string& name, std::string_view text) {
  const Opened opened(object, name);
  const std::size_t width = text_width(opened);
  std::size_t size = std::min(width, text.size());
  while (size < text.size() && size > 0 &&
         (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) {
    --size;
  }
  std::string padded(text.substr(0, size));
  padded.resize(width, '\0');
  require(H5Awrite(opened.attribute.id(), opened.type.id(), padded.data()),
          fmt::format("write attribute {}", name));
}

void renew_integer(Hdf5Id object, const std::string& name, std::int64_t value) {
  renew(object, name, {H5T_NATIVE_INT64, -1, &value});
}

void renew_number(Hdf5Id object, const std::string& name, double value) {
  renew(object, name, {H5T_NATIVE_DOUBLE, -1, &value});
}

AttributeValue read_attribute(Hdf5Id object, const std::string& name) {
  const Opened opened(object, name);
  if (opened.space_class() == H5S_NULL) return std::monostate{};
  if (opened.type_class() == H5T_STRING) return text_of(opened);
  if (opened.space_class() == H5S_SIMPLE) return numbers_of(opened);
  switch (opened.type_class()) {
    case H5T_ENUM:
      return opened.value<std::int8_t>(truth_type().id()) != 0;
    case H5T_INTEGER:
      return opened.value<std::int64_t>(H5T_NATIVE_INT64);
    case H5T_FLOAT:
      return opened.value<double>(H5T_NATIVE_DOUBLE);
    default:
      opened.refuse("a truth value, a number, a text or a list of numbers");
  }
}

std::uint64_t read_unsigned(Hdf5Id object, const std::string& name) {
  const Opened opened(object, name);
  if (opened.type_class() != H5T_INTEGER || opened.space_class() != H5S_SCALAR) {
    opened.refuse("a whole number");
  }
  return opened.value<std::uint64_t>(H5T_NATIVE_UINT64);
}

std::string read_text(Hdf5Id object, const std::string& name) {
  return text_of(Opened(object, name));
}

std::vector<Attribute> read_attributes(Hdf5Id object) {
  std::vector<std::string> names;
  require(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_name, &names),
          "list the attributes");
  std::sort(names.begin(), names.end());
  std::vector<Attribute> attributes;
  for (std::string& name : names) attributes.push_back({name, read_attribute(object, name)});
  return attributes;
}

}  // namespace consim::results
