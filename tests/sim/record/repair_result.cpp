// `repair_result FILE`: repairs it and says what was done.
#include <iostream>

#include "base/errors.h"
#include "sim/results/repair.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    std::cout << to_string(consim::results::repair(argv[1])) << std::endl;
    return 0;
  } catch (const consim::base::InputError& error) {
    std::cerr << error.what() << std::endl;
    return 2;
  }
}
