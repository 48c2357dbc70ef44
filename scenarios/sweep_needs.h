// Which points of a sweep read the results of which others.
//
//   find_needs(points, directory, problems);      // points[1].needs == {0}
#pragma once

#include <filesystem>
#include <vector>

#include "scenarios/point_problems.h"
#include "scenarios/sweep.h"

namespace consim::scenarios {

/// Sets `needs`. Throws InputError for files that are neither there nor made by a point, for points
/// that don't fit as references, and for points that wait for each other in a circle.
void find_needs(std::vector<SweepPoint>& points, const std::filesystem::path& directory,
                PointProblems& problems);

}  // namespace consim::scenarios
