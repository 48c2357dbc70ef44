# cmake -DOUTPUT=FILE.cpp -DFOLDER=FOLDER -DPROFILES="profiles/devices/a.toml;profiles/links/b.toml" -P embed.cmake
#
# Writes profiles into a source file that defines what schema/embedded_profiles.h declares.
set(text "#include \"scenarios/schema/embedded_profiles.h\"\n\n#include <array>\n\nnamespace consim::scenarios {\n")
foreach(kind devices links)
  set(files ${PROFILES})
  list(FILTER files INCLUDE REGEX "^profiles/${kind}/")
  list(TRANSFORM files PREPEND "${FOLDER}/../")
  list(SORT files)
  list(LENGTH files count)
  string(APPEND text "namespace {\nconstexpr std::array<EmbeddedProfile, ${count}> ${kind}_ = {{\n")
  foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME_WLE)
    file(READ "${file}" profile)
    string(APPEND text "{\"${name}\", R\"toml(${profile})toml\"},\n")
  endforeach()
  string(APPEND text "}};\n}  // namespace\n"
    "std::span<const EmbeddedProfile> embedded_${kind}() { return ${kind}_; }\n")
endforeach()
string(APPEND text "}  // namespace consim::scenarios\n")
file(WRITE "${OUTPUT}" "${text}")
