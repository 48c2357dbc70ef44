# consim_add_test(NAME SOURCES ... LINK ... [LABELS ...])
#
# One Boost.Test program `test_NAME`, run by CTest as `NAME`. Label `training`: needs LibTorch and seconds to minutes.
# RapidCheck draws from one fixed seed; RC_PARAMS="seed=…" ./test_NAME tries another.
#
# What is tested is optimised as ever; the tests themselves less, since they take most of the building.
add_library(consim_test_main OBJECT "${PROJECT_SOURCE_DIR}/tests/support/main.cpp")
target_link_libraries(consim_test_main PUBLIC Boost::unit_test_framework)
target_compile_definitions(consim_test_main PUBLIC BOOST_TEST_DYN_LINK)
consim_compile_settings(consim_test_main)

function(consim_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LABELS")
  set(target test_${name})
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE ${arg_LINK} consim_test_main)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_compile_definitions(${target} PRIVATE
    CONSIM_SOURCE_DIR="${PROJECT_SOURCE_DIR}" CONSIM_BINARY_DIR="${PROJECT_BINARY_DIR}")
  consim_compile_settings(${target})
  add_test(NAME ${name} COMMAND ${target} --color_output=no --catch_system_errors=no)
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 600
    ENVIRONMENT "RC_PARAMS=seed=20210718")
endfunction()
