#include "topologies/blas_threads.h"

// Present only if BLAS is OpenBLAS.
extern "C" {
__attribute__((weak)) void openblas_set_num_threads(int threads);
__attribute__((weak)) int openblas_get_num_threads(void);
}

namespace consim::topologies {

BlasThreads::BlasThreads(int count) {
  if (!openblas_get_num_threads || !openblas_set_num_threads) return;
  before_ = openblas_get_num_threads();
  openblas_set_num_threads(count);
}

BlasThreads::~BlasThreads() {
  if (before_ > 0) openblas_set_num_threads(before_);
}

}  // namespace consim::topologies
