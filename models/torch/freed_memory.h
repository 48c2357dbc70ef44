// Keeps memory that tensors have freed, instead of handing it back to the system and fetching it
// again in every step.
#pragma once

namespace consim::models {

/// For the whole process, with glibc (nothing happens with other C libraries). A training step
/// allocates and frees the same megabytes again and again; with glibc's defaults every step pays
/// for fresh zeroed pages: a step of a small residual network takes 1.4 times as long. The process
/// keeps its peak memory until it ends.
void keep_freed_memory();

}  // namespace consim::models
