// Fashion-MNIST: 60,000 training and 10,000 test pictures of clothes, 28 × 28 grey, 10 classes.
// Source: xiao2017fashion.
//
// Four IDX files, each plain or gzipped (".gz"):
//   train-images-idx3-ubyte, train-labels-idx1-ubyte,
//   t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte
// Where they are looked for: in the places of models/data_places.h, in each also in its folder
// "fashion-mnist"; the last is where the Debian package dataset-fashion-mnist puts them.
//
// Any data set in this format will do (MNIST, KMNIST): sizes come from the files.
// Errors: InputError where $CONSIM_DATA is set and no folder, and with all problems of all four
// files, with file and byte offset. About 0.3 s for the gzipped files.
#pragma once

#include <string>

#include "models/image_set.h"

namespace consim::models {

struct FashionMnist {
  std::string data_dir;  ///< empty: the default places
};

/// The folder that load_fashion_mnist reads all four files from.
std::string data_folder(const FashionMnist& config);

ImageData load_fashion_mnist(const FashionMnist& config);

}  // namespace consim::models
