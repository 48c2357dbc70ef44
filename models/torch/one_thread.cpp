#include "models/torch/one_thread.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace consim::models {

// OpenBLAS is one of several libraries that may stand behind libblas.so.3, so its functions are
// looked up when running.
int blas_threads() {
  using Get = int (*)();
  const auto get = reinterpret_cast<Get>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  return get != nullptr ? get() : 1;
}

int operator_threads() { return at::get_num_threads(); }

void use_one_thread() {
  at::set_num_threads(1);
  if (blas_threads() == 1) return;
  using Set = void (*)(int);
  if (const auto set = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
    set(1);
}

}  // namespace consim::models
