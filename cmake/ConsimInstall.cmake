# cmake --install: the program in bin, the module with the LibTorch models in lib/consim (it installs itself, beside its
# target), the libraries with their public headers, and consimConfig.cmake, so that another project can write
#
#   find_package(consim REQUIRED)
#   target_link_libraries(mine PRIVATE consim::topologies)
include(CMakePackageConfigHelpers)

get_property(consim_modules GLOBAL PROPERTY CONSIM_MODULES)
# LibTorch stays behind the loadable module: whoever links consim doesn't need it.
list(REMOVE_ITEM consim_modules bare_loop torch_learner models_torch)
list(TRANSFORM consim_modules PREPEND consim_)

foreach(package IN ITEMS cholmod clp hdf5 spectra random123)
  set_target_properties(consim_${package} PROPERTIES EXPORT_NAME package_${package})
endforeach()
install(TARGETS ${consim_modules} consim_cholmod consim_clp consim_hdf5 consim_spectra consim_random123 EXPORT consimTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/consim")
if(TARGET consim)
  install(TARGETS consim RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

set(consim_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/consim")
install(EXPORT consimTargets NAMESPACE consim:: DESTINATION "${consim_package_dir}")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/consimConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/consimConfig.cmake" INSTALL_DESTINATION "${consim_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/consimConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/consimConfig.cmake" "${PROJECT_BINARY_DIR}/consimConfigVersion.cmake"
  DESTINATION "${consim_package_dir}")
install(FILES LICENSE README.md CHANGELOG.md docs/references.bib TYPE DOC)
