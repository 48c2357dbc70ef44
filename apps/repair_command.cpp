#include <fmt/format.h>

#include <memory>

#include "apps/command.h"
#include "sim/results/repair.h"

namespace consim::apps {

Command repair_command(CLI::App& program) {
  const auto path = std::make_shared<std::string>();
  CLI::App* app =
      program.add_subcommand("repair", "Make the result file of a killed run plainly readable");
  app->add_option("result", *path, "result file (HDF5)")->required();
  app->footer("Example:\n  consim repair results/ring-32.h5");
  return {app, [path] {
            fmt::print("{}\n", results::to_string(results::repair(*path)));
            return int{kDone};
          }};
}

}  // namespace consim::apps
