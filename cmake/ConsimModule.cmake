# consim_add_module(NAME HEADERS ... SOURCES ... PUBLIC ... PRIVATE ... [KIND STATIC|SHARED|MODULE])
#
# One library of the project: `consim_NAME`, alias `consim::NAME`. HEADERS are its public headers, each
# compiled on its own by the target `consim_NAME_verify_interface_header_sets`. Includes are written from the
# top of the tree ("topologies/mixing.h"), and a target sees only what PUBLIC and PRIVATE name.
include(GNUInstallDirs)

find_program(CONSIM_CCACHE ccache DOC "Compiler cache, used where it is installed")
if(CONSIM_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CONSIM_CCACHE}")
endif()

function(consim_compile_settings target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow)
endfunction()

function(consim_add_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "KIND" "HEADERS;SOURCES;PUBLIC;PRIVATE")
  if(NOT arg_KIND)
    set(arg_KIND STATIC)
  endif()
  set(target consim_${name})
  set_property(GLOBAL APPEND PROPERTY CONSIM_MODULES ${name})
  add_library(${target} ${arg_KIND})
  add_library(consim::${name} ALIAS ${target})
  target_sources(${target}
    PRIVATE ${arg_SOURCES}
    PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${arg_HEADERS})
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  consim_compile_settings(${target})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON EXPORT_NAME ${name})
endfunction()
