// Holds BLAS to a fixed number of threads while it lives, so that results don't change with the
// number of threads that the program has.
//
// OpenBLAS changes the last bits with its number of threads, not with that of the cores that run
// them; where BLAS is another library nothing is done. Not for two threads at once: the number is
// the whole process's.
//
//   const BlasThreads threads(1);   // put back at the end of the scope
#pragma once

namespace consim::topologies {

class BlasThreads {
 public:
  /// Requires count >= 1.
  explicit BlasThreads(int count);
  ~BlasThreads();
  BlasThreads(const BlasThreads&) = delete;
  BlasThreads& operator=(const BlasThreads&) = delete;

 private:
  int before_ = 0;
};

}  // namespace consim::topologies
