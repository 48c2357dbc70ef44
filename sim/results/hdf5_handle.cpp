#include "sim/results/hdf5_handle.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <type_traits>

namespace consim::results {

static_assert(std::is_same_v<hid_t, Hdf5Id> && std::is_same_v<herr_t, int>);

namespace {

// HDF5 1.10 crashes at the program's exit when it closes a file that couldn't be written, and
// prints what it can't free of a damaged one. Handles close all files anyway. To be told before
// HDF5 is used for the first time.
[[maybe_unused]] const herr_t kNothingAtExit = H5dont_atexit();

herr_t keep_innermost(unsigned, const H5E_error2_t* error, void* text) {
  if (error->desc != nullptr && *error->desc != '\0')
    *static_cast<std::string*>(text) = error->desc;
  return 0;
}

[[noreturn]] void fail(std::string_view what) {
  const std::string reason = last_hdf5_error();
  throw Hdf5Error(reason.empty() ? fmt::format("cannot {}", what)
                                 : fmt::format("cannot {}: {}", what, reason));
}

}  // namespace

void Handle::close(std::string_view what) {
  const Hdf5Id id = std::exchange(id_, -1);
  if (id >= 0 && close_(id) < 0) fail(what);
}

Handle own(Hdf5Id id, Handle::Close closer, std::string_view what) {
  if (id < 0) fail(what);
  return {id, closer};
}

void require(std::int64_t status, std::string_view what) {
  if (status < 0) fail(what);
}

std::string last_hdf5_error() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_innermost, &text);
  return text;
}

QuietErrors::QuietErrors() {
  H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietErrors::~QuietErrors() { H5Eset_auto2(H5E_DEFAULT, print_, data_); }

}  // namespace consim::results
