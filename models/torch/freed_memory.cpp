#include "models/torch/freed_memory.h"

#include <cstdlib>  // defines __GLIBC__ where it is
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace consim::models {

void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kGibibyte = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, kGibibyte);
  mallopt(M_TRIM_THRESHOLD, kGibibyte);
#endif
}

}  // namespace consim::models
