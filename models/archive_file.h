// Files in a tar archive, gzipped or not.
//
//   std::vector<ArchiveMember> files = read_archive("cifar.tar.gz", {"test_batch.bin"}, limit);
//
// Guarantees: members are found by the last part of their path; nothing is written anywhere, and
// nothing is read beyond `limit` unpacked bytes of a member. Errors: InputError with the archive
// and the offset in it, where it is truncated or malformed, and where a member is larger or comes
// twice.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace consim::models {

struct ArchiveMember {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

/// Those of `names` that the archive holds, in its order.
std::vector<ArchiveMember> read_archive(const std::string& file,
                                        const std::vector<std::string>& names, std::size_t limit);

}  // namespace consim::models
