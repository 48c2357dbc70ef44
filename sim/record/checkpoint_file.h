// A checkpoint on disk: named sections of bytes, whole or not there.
//
//   write_checkpoint("ring.h5.checkpoint", {{"engine", saver.take()}, {"swarm", rows}});
//   if (auto checkpoint = read_checkpoint("ring.h5.checkpoint")) {
//     resume(find_section(*checkpoint, "engine"));
//   }
//
// Layout, little-endian: 8 bytes "CONSIMCK"; 32 bits of format version and 32 bits 0; 64 bits of
// the payload's length; the payload (for each section: length of its name, name, length of its
// bytes, bytes, lengths of 64 bits); 64 bits of Hash64 over all bytes before it. A change of up to
// 8 bytes within an aligned word never goes unnoticed.
//
// Guarantees: a new checkpoint takes the old one's place by a rename, after its bytes and then the
// folder have been synchronised with the disk, so at every moment, a power failure included, the
// old or the new one is there, whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace consim::record {

inline constexpr std::uint32_t kCheckpointVersion = 2;

struct CheckpointSection {
  std::string name = {};
  std::string bytes = {};
  bool operator==(const CheckpointSection&) const = default;
};

using Checkpoint = std::vector<CheckpointSection>;

/// `<output>.checkpoint`
std::filesystem::path checkpoint_path(const std::filesystem::path& output);

/// Throws InputError where the file can't be written; an older checkpoint is then untouched.
/// Complexity: one pass over the bytes; needs no second copy of them.
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// Nothing if there is no such file. Throws InputError with the byte offset for a file that is cut
/// off, too long, foreign, of another version, or changed.
std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& path);

/// The format version of a checkpoint, whatever else is in it; nothing if there is no such file or
/// it isn't a checkpoint.
std::optional<std::uint32_t> checkpoint_version(const std::filesystem::path& path);

/// The bytes of that section; throws InputError where there is none.
const std::string& find_section(const Checkpoint& checkpoint, std::string_view name);

}  // namespace consim::record
