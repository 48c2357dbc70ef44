// Owned HDF5 identifiers and errors, without HDF5's own headers: for the sources of `results` and
// `record`.
//
// Calls go through HDF5's C interface; an identifier is a Handle, and a call that fails throws
// Hdf5Error with HDF5's description. Its printing of error stacks is switched off while a
// QuietErrors lives. The library isn't used by two threads at once: one thread of a program reads
// and writes result files.
//
//   QuietErrors quiet;
//   Handle file = own(H5Fopen(name, H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file");
//   require(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "flush the file");
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace consim::results {

/// HDF5's hid_t.
using Hdf5Id = std::int64_t;

/// "cannot open the file: unable to lock file". Turned into an InputError where a function of this
/// project is left.
struct Hdf5Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Handle {
 public:
  using Close = int (*)(Hdf5Id);

  Handle() = default;
  Handle(Hdf5Id id, Close closer) : id_(id), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }

  /// Gives up the identifier without closing it.
  void leak() { id_ = -1; }

  Hdf5Id id() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }
  /// Closes now; throws Hdf5Error where HDF5 can't. The handle is empty afterwards in both cases.
  void close(std::string_view what);

 private:
  Hdf5Id id_ = -1;
  Close close_ = nullptr;
};

/// The identifier that a call returned; throws Hdf5Error("cannot " + what + …) where it failed.
Handle own(Hdf5Id id, Handle::Close closer, std::string_view what);

/// Throws Hdf5Error where a call's status or count says that it failed.
void require(std::int64_t status, std::string_view what);

/// HDF5's description of the call that failed last, from the innermost function: "unable to open
/// file".
std::string last_hdf5_error();

/// No printing of HDF5's errors from here to the end of the scope.
class QuietErrors {
 public:
  QuietErrors();
  ~QuietErrors();
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;

 private:
  int (*print_)(Hdf5Id, void*) = nullptr;
  void* data_ = nullptr;
};

}  // namespace consim::results
