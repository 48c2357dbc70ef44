#include "sim/results/dataset_reader.h"

#include <fmt/format.h>
#include <hdf5.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace consim::results {

namespace {

// The best ratio of deflate; a file that claims more is garbled.
constexpr std::uint64_t kLargestCompression = 1100;

[[noreturn]] void refuse(const std::string& what) { throw Hdf5Error(what); }

// H5Fget_filesize answers with what the file should be if that is more.
std::uint64_t file_bytes(Hdf5Id file) {
  void* descriptor = nullptr;
  require(H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor), "tell the file's size");
  struct stat status{};
  require(::fstat(*static_cast<const int*>(descriptor), &status), "tell the file's size");
  return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace

DatasetReader::DatasetReader(Hdf5Id file, const std::string& name) : file_(file) {
  dataset_ = own(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "open it");
  type_ = own(H5Dget_type(dataset_.id()), H5Tclose, "read its type");
  const Handle space = own(H5Dget_space(dataset_.id()), H5Sclose, "read its extent");
  if (H5Sget_simple_extent_type(space.id()) == H5S_NULL) refuse("has no values");
  const int rank = H5Sget_simple_extent_ndims(space.id());
  require(rank, "read its extent");
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
  require(H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr), "read its extent");
  shape_.assign(extent.begin(), extent.end());
}

void DatasetReader::read(std::vector<double>& values, std::uint64_t count) const {
  if (H5Tget_class(type_.id()) != H5T_INTEGER) require_class(H5T_FLOAT, "numbers");
  require_stored(count);
  values.resize(count);
  read_rows(H5T_NATIVE_DOUBLE, values.data(), count);
}

void DatasetReader::read(std::vector<std::int64_t>& values, std::uint64_t count) const {
  require_class(H5T_INTEGER, "whole numbers");
  require_stored(count);
  values.resize(count);
  read_rows(H5T_NATIVE_INT64, values.data(), count);
}

void DatasetReader::read(std::vector<std::string>& values, std::uint64_t count) const {
  require_class(H5T_STRING, "texts");
  if (H5Tis_variable_str(type_.id()) != 0) refuse("holds texts of varying length");
  require_stored(count);
  const std::size_t width = H5Tget_size(type_.id());
  std::string padded(width * count, '\0');
  read_rows(type_.id(), padded.data(), count);
  values.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view text = std::string_view(padded).substr(i * width, width);
    values[i] = text.substr(0, text.find('\0'));
  }
}

void DatasetReader::read(std::vector<std::vector<double>>& values, std::uint64_t count) const {
  require_class(H5T_FLOAT, "numbers");
  require_stored(count);
  std::vector<double> flat(elements(count));
  read_rows(H5T_NATIVE_DOUBLE, flat.data(), count);
  const std::size_t width = count == 0 ? 0 : flat.size() / count;
  values.assign(count, {});
  for (std::size_t i = 0; i < count; ++i) {
    const auto begin = flat.begin() + static_cast<std::ptrdiff_t>(i * width);
    values[i].assign(begin, begin + static_cast<std::ptrdiff_t>(width));
  }
}

std::vector<std::int64_t> DatasetReader::integers() const {
  require_class(H5T_INTEGER, "whole numbers");
  const std::uint64_t rows = shape_.empty() ? 1 : shape_.front();
  require_stored(rows);
  std::vector<std::int64_t> values(elements(rows));
  read_rows(H5T_NATIVE_INT64, values.data(), rows);
  return values;
}

std::int64_t DatasetReader::integer() const {
  if (!shape_.empty()) refuse("isn't a single number");
  return integers().front();
}

std::string DatasetReader::text() const {
  if (!shape_.empty()) refuse("isn't a single text");
  std::vector<std::string> values;
  read(values, 1);
  return values.front();
}

void DatasetReader::require_class(int type_class, const char* expected) const {
  if (H5Tget_class(type_.id()) != type_class) refuse(fmt::format("doesn't hold {}", expected));
}

std::uint64_t DatasetReader::elements(std::uint64_t rows) const {
  std::uint64_t product = rows;
  for (std::size_t k = 1; k < shape_.size(); ++k) {
    if (__builtin_mul_overflow(product, shape_[k], &product)) refuse("has an impossible extent");
  }
  return product;
}

void DatasetReader::require_stored(std::uint64_t rows) const {
  std::uint64_t needed = 0;
  const std::uint64_t width = H5Tget_size(type_.id());
  const std::uint64_t count = elements(rows);
  if (count == 0) return;
  if (__builtin_mul_overflow(count, width, &needed) || needed > stored_bytes(rows)) {
    refuse("is cut off: the file doesn't hold all of its values");
  }
}

std::uint64_t DatasetReader::stored_bytes(std::uint64_t rows) const {
  const Handle properties =
      own(H5Dget_create_plist(dataset_.id()), H5Pclose, "read how it is stored");
  const std::uint64_t storage = H5Dget_storage_size(dataset_.id());
  switch (H5Pget_layout(properties.id())) {
    case H5D_COMPACT:
      return storage;
    case H5D_CONTIGUOUS: {
      const haddr_t address = H5Dget_offset(dataset_.id());
      const std::uint64_t end = file_bytes(file_);
      return address != HADDR_UNDEF && address <= end && storage <= end - address ? storage : 0;
    }
    case H5D_CHUNKED: {
      const bool filtered = H5Pget_nfilters(properties.id()) > 0;
      const Chunks chunks = stored_chunks(properties.id(), rows);
      return chunks.bytes * (filtered ? kLargestCompression : 1);
    }
    default:
      refuse("is stored in a way that result files don't use");
  }
}

std::uint64_t DatasetReader::held_rows() const {
  const Handle properties =
      own(H5Dget_create_plist(dataset_.id()), H5Pclose, "read how it is stored");
  if (H5Pget_layout(properties.id()) != H5D_CHUNKED) return shape_.front();
  return std::min(shape_.front(), stored_chunks(properties.id(), shape_.front()).rows);
}

// The chunks of the first rows, up to the first that is missing; a second dimension may have
// several chunks a row.
DatasetReader::Chunks DatasetReader::stored_chunks(Hdf5Id properties, std::uint64_t rows) const {
  const std::size_t rank = shape_.size();
  std::array<hsize_t, 2> chunk = {0, 1};
  if (rank == 0 || rank > 2) refuse("has neither one nor two dimensions");
  require(H5Pget_chunk(properties, static_cast<int>(rank), chunk.data()), "read how it is stored");
  if (chunk[0] == 0 || chunk[1] == 0) refuse("has empty chunks");
  const std::uint64_t across = rank == 2 ? shape_[1] : 1;
  Chunks stored;
  while (stored.rows < rows) {
    std::uint64_t bytes = 0;
    for (hsize_t column = 0; column < across; column += chunk[1]) {
      const std::optional<std::uint64_t> size = chunk_bytes({stored.rows, column});
      if (!size) return stored;
      bytes += *size;
    }
    stored.rows += chunk[0];
    stored.bytes += bytes;
  }
  return stored;
}

// Of the chunk that begins there, if the file holds it.
std::optional<std::uint64_t> DatasetReader::chunk_bytes(
    const std::array<std::uint64_t, 2>& place) const {
  const std::array<hsize_t, 2> start = {place[0], place[1]};
  const std::uint64_t end = file_bytes(file_);
  unsigned mask = 0;
  haddr_t address = HADDR_UNDEF;
  hsize_t size = 0;
  require(H5Dget_chunk_info_by_coord(dataset_.id(), start.data(), &mask, &address, &size),
          "find its values");
  if (address == HADDR_UNDEF || address > end || size > end - address) return std::nullopt;
  return size;
}

void DatasetReader::read_rows(Hdf5Id memory_type, void* values, std::uint64_t rows) const {
  const hsize_t size = elements(rows);
  if (size == 0) return;
  const Handle memory = own(H5Screate_simple(1, &size, nullptr), H5Sclose, "create a dataspace");
  const Handle selected = own(H5Dget_space(dataset_.id()), H5Sclose, "read its extent");
  if (!shape_.empty()) {
    const std::vector<hsize_t> start(shape_.size(), 0);
    std::vector<hsize_t> count(shape_.begin(), shape_.end());
    count.front() = rows;
    require(H5Sselect_hyperslab(selected.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                                nullptr),
            "select rows");
  }
  require(H5Dread(dataset_.id(), memory_type, memory.id(), selected.id(), H5P_DEFAULT, values),
          "read its values");
}

bool exists(Hdf5Id file, const std::string& name) {
  const auto slash = name.find('/');
  if (H5Lexists(file, name.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
  return slash == std::string::npos || H5Lexists(file, name.c_str(), H5P_DEFAULT) > 0;
}

}  // namespace consim::results
