#include "apps/batch/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include "base/errors.h"

extern char** environ;

namespace consim::apps {
namespace {

constexpr std::size_t kLongestComplaint = 4096;

[[noreturn]] void refuse(const char* what, int error) {
  throw base::InputError(
      base::Problem{.what = fmt::format("cannot {}: {}", what, std::strerror(error))});
}

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) refuse("make a pipe", errno);
    read = ends[0];
    write = ends[1];
    fcntl(read, F_SETFL, O_NONBLOCK);
  }
};

/// What posix_spawn is told, freed in the end.
struct Settings {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
  Settings() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  ~Settings() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;

  void own_group() {
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  }
};

std::vector<std::string> words_of(const Launch& launch) {
  std::vector<std::string> words = {"consim",
                                    "run",
                                    launch.scenario.string(),
                                    "-o",
                                    launch.output.string(),
                                    launch.overwrite ? "--overwrite" : "--resume",
                                    "--quiet",
                                    "--threads",
                                    std::to_string(launch.threads),
                                    "--batch-parent",
                                    std::to_string(getpid())};
  for (const std::size_t phase : launch.keep_phases)
    words.push_back("--keep-phase=" + std::to_string(phase));
  if (!launch.branch_from.empty()) words.push_back("--branch-from=" + launch.branch_from.string());
  return words;
}

// All that the pipe has now; at its end the descriptor becomes -1.
void drain(int& descriptor, std::string& text) {
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
    if (got > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(got));
    } else if (got == 0) {
      close(descriptor);
      descriptor = -1;
      return;
    } else if (errno != EINTR) {
      return;
    }
  }
}

}  // namespace

Child::Child(const Launch& launch) : threads_(launch.threads) {
  const Pipe output, errors;
  fcntl(output.write, F_SETFL, O_NONBLOCK);
  Settings settings;
  settings.own_group();
  posix_spawn_file_actions_addopen(&settings.files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&settings.files, output.write, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&settings.files, errors.write, STDERR_FILENO);
  if (launch.held_open >= 0)
    posix_spawn_file_actions_adddup2(&settings.files, launch.held_open, launch.held_open);
  std::vector<std::string> words = words_of(launch);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int error = posix_spawn(&pid_, "/proc/self/exe", &settings.files, &settings.attributes,
                                arguments.data(), environ);
  close(output.write);
  close(errors.write);
  output_ = output.read;
  errors_ = errors.read;
  if (error == 0) return;
  close(output_);
  close(errors_);
  refuse("start a run", error);
}

Child::~Child() {
  if (output_ >= 0) close(output_);
  if (errors_ >= 0) close(errors_);
}

void Child::read() {
  if (output_ >= 0) drain(output_, pending_);
  take_lines();
  if (errors_ >= 0) drain(errors_, complaint_);
  if (complaint_.size() > kLongestComplaint)
    complaint_.erase(0, complaint_.size() - kLongestComplaint);
}

void Child::take_lines() {
  const std::size_t end = pending_.rfind('\n');
  if (end == std::string::npos) return;
  const std::size_t begin = end == 0 ? std::string::npos : pending_.rfind('\n', end - 1);
  const std::size_t first = begin == std::string::npos ? 0 : begin + 1;
  if (const auto progress = parse_progress(pending_.substr(first, end - first)))
    progress_ = *progress;
  pending_.erase(0, end + 1);
}

void Child::signal(int number) const {
  if (!status_) ::kill(pid_, number);
}

std::optional<int> Child::ended() {
  int status = 0;
  if (status_ || waitpid(pid_, &status, WNOHANG) != pid_) return status_;
  status_ = status;
  end_ = Clock::now();
  read();
  return status_;
}

double Child::seconds() const {
  return std::chrono::duration<double>((status_ ? end_ : Clock::now()) - begin_).count();
}

}  // namespace consim::apps
