// Holds BLAS to one thread while it lives, so that results don't change with the number of threads.
//
// OpenBLAS changes the last bits with its number of threads; where BLAS is another library nothing
// is done. Not for two threads at once: the number is the whole process's.
//
//   const OneBlasThread one_thread;   // put back at the end of the scope
#pragma once

namespace consim::topologies {

class OneBlasThread {
 public:
  OneBlasThread();
  ~OneBlasThread();
  OneBlasThread(const OneBlasThread&) = delete;
  OneBlasThread& operator=(const OneBlasThread&) = delete;

 private:
  int before_ = 0;
};

}  // namespace consim::topologies
