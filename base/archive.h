// Saving and loading of state as bytes, by one function for both directions.
//
// A state type has
//
//   template <class Archive> void persist(Archive& archive) { archive(a_, b_, c_); }
//
// A Saver appends to a byte string, a Loader reads the same sequence back and throws ArchiveError
// where the bytes end too early. Trivially copyable values are copied as they are (so
// padding should be zero), vectors and strings with their length. The bytes are for the same binary
// on the same machine type; whoever stores them adds a version and a checksum.
//
//   Saver saver;   saver(state);          std::string bytes = saver.take();
//   Loader loader(bytes);  State copy;    loader(copy);   // copy == state
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace consim::base {

struct ArchiveError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Saver {
 public:
  static constexpr bool kLoading = false;

  template <class... Values>
  void operator()(Values&... values) {
    (save(values), ...);
  }
  void bytes(const void* data, std::size_t size) {
    bytes_.append(static_cast<const char*>(data), size);
  }
  std::string take() { return std::move(bytes_); }

 private:
  template <class T>
  void save(T& value) {
    if constexpr (requires { value.persist(*this); }) {
      value.persist(*this);
    } else {
      static_assert(std::is_trivially_copyable_v<T>, "give the type a persist() member");
      bytes(&value, sizeof value);
    }
  }
  template <class T>
  void save(std::vector<T>& values) {
    std::uint64_t size = values.size();
    save(size);
    if constexpr (std::is_trivially_copyable_v<T>) {
      bytes(values.data(), values.size() * sizeof(T));
    } else {
      for (T& value : values) save(value);
    }
  }
  void save(std::string& text) {
    std::uint64_t size = text.size();
    save(size);
    bytes(text.data(), text.size());
  }

  std::string bytes_;
};

class Loader {
 public:
  static constexpr bool kLoading = true;

  explicit Loader(std::string_view bytes) : bytes_(bytes) {}

  template <class... Values>
  void operator()(Values&... values) {
    (load(values), ...);
  }
  void bytes(void* data, std::size_t size) {
    if (size > bytes_.size()) throw ArchiveError("the saved state ends too early");
    if (size > 0) std::memcpy(data, bytes_.data(), size);
    bytes_.remove_prefix(size);
  }
  bool at_end() const { return bytes_.empty(); }

 private:
  template <class T>
  void load(T& value) {
    if constexpr (requires { value.persist(*this); }) {
      value.persist(*this);
    } else {
      static_assert(std::is_trivially_copyable_v<T>, "give the type a persist() member");
      bytes(&value, sizeof value);
    }
  }
  std::uint64_t load_size(std::size_t element) {
    std::uint64_t size = 0;
    load(size);
    if (size > bytes_.size() / element) throw ArchiveError("the saved state ends too early");
    return size;
  }
  template <class T>
  void load(std::vector<T>& values) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      values.resize(load_size(sizeof(T)));
      bytes(values.data(), values.size() * sizeof(T));
    } else {
      values.resize(load_size(1));
      for (T& value : values) load(value);
    }
  }
  void load(std::string& text) {
    text.resize(load_size(1));
    bytes(text.data(), text.size());
  }

  std::string_view bytes_;
};

}  // namespace consim::base
