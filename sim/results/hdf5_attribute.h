// Attributes of HDF5 objects as plain values: one type for each alternative of AttributeValue.
//
// Texts have a fixed length (UTF-8, padded with zero bytes), integers are signed and 64 bits long,
// truth values are the enum that h5py reads as bool, and "not applicable" is an empty dataspace.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/hdf5_handle.h"
#include "sim/results/header.h"

namespace consim::results {

/// A text type of that many bytes, at least 1.
Handle text_type(std::size_t width);

/// Creates the attribute. A text gets exactly its own length.
void create_attribute(Hdf5Id object, const Attribute& attribute);
/// An integer attribute without a sign.
void create_unsigned(Hdf5Id object, const std::string& name, std::uint64_t value);
/// A text attribute that can be renewed with any text of up to `width` bytes.
void create_text(Hdf5Id object, const Attribute& attribute, std::size_t width);

/// New values for attributes that exist. A text longer than the attribute is cut at a character's
/// start.
void renew_text(Hdf5Id object, const std::string& name, std::string_view text);
void renew_integer(Hdf5Id object, const std::string& name, std::int64_t value);
void renew_number(Hdf5Id object, const std::string& name, double value);

/// Throws Hdf5Error where the attribute is missing or of a type that no alternative fits.
AttributeValue read_attribute(Hdf5Id object, const std::string& name);
std::uint64_t read_unsigned(Hdf5Id object, const std::string& name);
std::string read_text(Hdf5Id object, const std::string& name);
/// All attributes, sorted by name.
std::vector<Attribute> read_attributes(Hdf5Id object);

}  // namespace consim::results
