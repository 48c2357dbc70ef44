// Keeps LibTorch's and OpenBLAS's own threads out of the way of the simulator's.
#pragma once

namespace consim::models {

/// For the calling thread (OpenMP) and, as OpenBLAS knows no other way, for the whole process.
/// Cheap when repeated.
void use_one_thread();

/// What OpenBLAS uses; 1 if another BLAS is linked.
int blas_threads();
/// Of LibTorch's operators on the calling thread.
int operator_threads();

}  // namespace consim::models
