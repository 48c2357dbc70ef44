// Writes an example result by command, for the tests in Python: `scripted_writer FILE`, then lines
// on standard input, each answered with a line.
//
//   steps N       appends the next N steps with their events and evaluations
//   flush         flushes
//   close         closes the file as complete, and ends
//   stream N      appends N steps and flushes after each 10th, without waiting for further lines
#include <cstdint>
#include <iostream>
#include <string>

#include "base/errors.h"
#include "tests/sim/record/example_run.h"

namespace consim::record {

namespace {

int run(const char* path) {
  ResultWriter writer(example_header(path));
  std::cout << "ready" << std::endl;
  std::int64_t done = 0;
  std::string command;
  while (std::cin >> command) {
    std::int64_t count = 0;
    if (command == "steps" || command == "stream") std::cin >> count;
    if (command == "steps") append_steps(writer, done, done + count);
    for (std::int64_t i = 0; command == "stream" && i < count; i += 10) {
      append_steps(writer, done + i, done + i + 10);
      writer.flush();
    }
    done += count;
    if (command == "flush") writer.flush();
    if (command == "close") writer.close(example_closing(done));
    std::cout << command << ' ' << done << std::endl;
    if (command == "close") return 0;
  }
  return 1;
}

}  // namespace

}  // namespace consim::record

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    return consim::record::run(argv[1]);
  } catch (const consim::base::InputError& error) {
    std::cerr << error.what() << std::endl;
    return 2;
  }
}
