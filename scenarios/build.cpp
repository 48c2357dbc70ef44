#include "scenarios/build.h"

#include <fmt/format.h>
#include <link.h>

#include <span>

namespace consim::scenarios {
namespace {

constexpr std::size_t align(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

// Notes follow each other: sizes of name and content, type, name, content, each part aligned to 4.
std::string id_among(std::span<const unsigned char> notes) {
  while (notes.size() > sizeof(ElfW(Nhdr))) {
    const auto* note = reinterpret_cast<const ElfW(Nhdr)*>(notes.data());
    const std::size_t begin = sizeof *note + align(note->n_namesz);
    const std::size_t end = begin + align(note->n_descsz);
    if (end > notes.size()) break;
    if (note->n_type == NT_GNU_BUILD_ID) {
      std::string text;
      for (const unsigned char byte : notes.subspan(begin, note->n_descsz))
        text += fmt::format("{:02x}", byte);
      return text;
    }
    notes = notes.subspan(end);
  }
  return {};
}

// The first object is the program itself; what isn't 0 ends the walk.
int find_id(dl_phdr_info* object, std::size_t, void* found) {
  for (const ElfW(Phdr) & part : std::span(object->dlpi_phdr, object->dlpi_phnum)) {
    if (part.p_type != PT_NOTE) continue;
    const auto address = object->dlpi_addr + part.p_vaddr;  // an integer in <link.h>
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    const auto* begin = reinterpret_cast<const unsigned char*>(address);
    const std::string id = id_among({begin, part.p_memsz});
    if (!id.empty()) *static_cast<std::string*>(found) = id;
  }
  return 1;
}

}  // namespace

std::string program_version() { return CONSIM_VERSION; }

std::string build_id() {
  std::string found;
  dl_iterate_phdr(find_id, &found);
  return found;
}

}  // namespace consim::scenarios
