// A sweep's file and its base in a folder of their own.
//
//   Files("[axes]\nseed = [1, 2]").points();
//   Files("axis = 1").problems();    // "s.toml:2:1: axis: unknown key; …"
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/temporary_folder.h"
#include "scenarios/sweep.h"
#include "tests/scenarios/loading.h"

namespace consim::scenarios {

inline const std::string kBase =
    "seed = 7\n" + kMinimal +
    "[[phase]]\nuntil = 0.5\nalgorithm = { kind = \"dsgd\" }\n[[phase]]\n";

struct Files {
  base::TemporaryFolder folder;
  explicit Files(const std::string& sweep, const std::string& base = kBase) {
    folder.write("base.toml", base);
    folder.write("s.toml", "base = \"base.toml\"\n" + sweep);
  }
  std::vector<SweepPoint> points() const {
    return load_sweep(folder.path() / "s.toml", folder.path() / "out");
  }
  /// All problems, a line each, without the folder.
  std::string problems() const {
    std::string text;
    try {
      points();
    } catch (const base::InputError& error) {
      text = error.what();
    }
    const std::string path = folder.path().string() + "/";
    for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path))
      text.erase(at, path.size());
    return text;
  }
};

/// A sweep and what is told of it.
struct Wrong {
  std::string sweep, problem;
};
inline std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
  return out << wrong.sweep;
}

}  // namespace consim::scenarios
