// CIFAR-10: 50,000 training and 10,000 test pictures, 32 × 32 in three colours, 10 classes. Source:
// krizhevsky2009learning.
//
// The binary version: data_batch_1.bin … data_batch_5.bin and test_batch.bin, each of records of a
// label (0 … 9) and 3 × 32 × 32 bytes (red, green, blue; row by row). The training set is the five
// batches in their order.
//
// `data_dir` is the folder of these files, or the archive as it is downloaded
// (cifar-10-binary.tar.gz, or unpacked to .tar), whatever its folders are called. Not given: the
// places of models/data_places.h, in each its folder cifar-10-batches-bin and the archive.
//
// Sizes come from the files. Errors: InputError with all problems of all files, with file and byte
// offset: a file that is missing, ends within a record or has a label above 9, a broken archive.
// About 0.5 s for the files, 2 s for the archive; 184 MB are held.
#pragma once

#include <string>

#include "models/image_set.h"

namespace consim::models {

struct Cifar10 {
  std::string data_dir;  ///< empty: the default places
};

/// The folder or archive that load_cifar10 reads all files from.
std::string data_folder(const Cifar10& config);

ImageData load_cifar10(const Cifar10& config);

}  // namespace consim::models
