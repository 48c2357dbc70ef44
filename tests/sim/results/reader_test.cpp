// Files that aren't whole results are refused with the reason, and never read as something else.
#include "sim/results/reader.h"

#include <hdf5.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>

#include "base/errors.h"
#include "base/random.h"
#include "sim/results/hdf5_handle.h"
#include "sim/results/schema.h"
#include "tests/sim/record/example_run.h"
#include "tests/sim/record/row_equality.h"

namespace data = boost::unit_test::data;
using consim::base::InputError;
using consim::base::TemporaryFolder;
using consim::record::write_bytes;
using consim::record::write_example;

namespace consim::results {

namespace {

std::string refusal(const std::filesystem::path& path) {
  try {
    read_result(path);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

void require_refusal(const std::filesystem::path& path, const std::string& reason) {
  const std::string text = refusal(path);
  BOOST_TEST(text.find(reason) != std::string::npos, text << " instead of " << reason);
  BOOST_TEST(text.find(path.filename().string()) != std::string::npos, text);
}

/// Changes a finished example by HDF5's own functions.
void change(const std::filesystem::path& path, const std::function<void(hid_t)>& edit) {
  std::filesystem::remove(path);
  write_example(path, 20);
  const Handle file = own(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
  edit(file.id());
}

void remove_link(hid_t file, const char* name) { H5Ldelete(file, name, H5P_DEFAULT); }

}  // namespace

BOOST_AUTO_TEST_SUITE(reader)

BOOST_AUTO_TEST_CASE(what_is_no_hdf5_file_is_refused) {
  const base::TemporaryFolder folder;
  require_refusal(folder.file("none.h5"), "no such file");
  require_refusal(folder.path(), "is no regular file");
  require_refusal("/dev/zero", "is no regular file");
  write_bytes(folder.file("empty.h5"), "");
  require_refusal(folder.file("empty.h5"), "isn't an HDF5 file");
  write_bytes(folder.file("text.h5"), std::string(5000, 'x'));
  require_refusal(folder.file("text.h5"), "isn't an HDF5 file");
  write_bytes(folder.file("start.h5"), "\x89HDF\r\n\x1a\n");
  require_refusal(folder.file("start.h5"), "can't be opened as HDF5");
}

BOOST_AUTO_TEST_CASE(other_hdf5_files_are_refused_in_one_sentence) {
  const base::TemporaryFolder folder;
  {
    const Handle file =
        own(H5Fcreate(folder.file("foreign.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
            H5Fclose, "create");
  }
  const std::string text = refusal(folder.file("foreign.h5"));
  BOOST_TEST(text ==
             folder.file("foreign.h5").string() + ": is HDF5, but no result file of consim");
}

BOOST_AUTO_TEST_CASE(a_newer_format_is_refused) {
  const base::TemporaryFolder folder;
  change(folder.file("a.h5"), [](hid_t file) {
    const Handle version = own(H5Aopen(file, "format_version", H5P_DEFAULT), H5Aclose, "open");
    const std::int64_t two = 2;
    H5Awrite(version.id(), H5T_NATIVE_INT64, &two);
  });
  require_refusal(folder.file("a.h5"), "format_version: is 2; this program reads 1");
}

BOOST_DATA_TEST_CASE(a_missing_part_is_named,
                     data::make({"steps", "steps/theta", "steps/step", "evaluations/test_loss",
                                 "phases", "nodes", "scenario", "topology", "topology/weight",
                                 "work", "work/flops"}),
                     name) {
  const base::TemporaryFolder folder;
  change(folder.file("a.h5"), [&](hid_t file) { remove_link(file, name); });
  require_refusal(folder.file("a.h5"), std::string("a.h5: ") + name + ": ");
  require_refusal(folder.file("a.h5"), std::string("/") + name + " is missing");
  require_refusal(folder.file("a.h5"), "; the file is damaged: move it away");
}

BOOST_AUTO_TEST_CASE(all_that_is_missing_is_told_at_once) {
  const base::TemporaryFolder folder;
  change(folder.file("a.h5"), [](hid_t file) {
    remove_link(file, "steps/theta");
    remove_link(file, "nodes");
    H5Adelete(file, "host");
  });
  const std::string text = refusal(folder.file("a.h5"));
  for (const char* part : {"steps/theta: ", "nodes: ", "host: "}) {
    BOOST_TEST(text.find(part) != std::string::npos, text);
  }
}

BOOST_AUTO_TEST_CASE(columns_of_another_type_or_shape_are_refused) {
  const base::TemporaryFolder folder;
  for (const char* replaced : {"steps/theta", "steps/step", "work/flops", "topology/edges"}) {
    change(folder.file("a.h5"), [&](hid_t file) {
      remove_link(file, replaced);
      H5Lcreate_hard(file, "scenario", file, replaced, H5P_DEFAULT, H5P_DEFAULT);
    });
    require_refusal(folder.file("a.h5"), std::string(replaced) + ": ");
  }
  change(folder.file("a.h5"), [](hid_t file) {
    remove_link(file, "steps/step");
    H5Lcreate_hard(file, "steps/epoch", file, "steps/step", H5P_DEFAULT, H5P_DEFAULT);
  });
  require_refusal(folder.file("a.h5"), "steps/step: doesn't hold whole numbers");
}

BOOST_AUTO_TEST_CASE(files_of_earlier_programs_lack_what_was_added) {
  const base::TemporaryFolder folder;
  std::filesystem::remove(folder.file("a.h5"));
  write_example(folder.file("a.h5"), 220);
  const ResultFile whole = read_result(folder.file("a.h5"));
  {
    const Handle file =
        own(H5Fopen(folder.file("a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
    for (const char* added : {"layers", "node_evaluations", "evaluations/generalization_gap",
                              "evaluations/mean_model_gradient_norm"})
      remove_link(file.id(), added);
  }
  const ResultFile old = read_result(folder.file("a.h5"));
  BOOST_TEST((old.layers.empty() && old.layer_rows.empty() && old.node_evaluations.empty()));
  std::vector<EvaluationRow> expected = whole.evaluations;
  BOOST_TEST(expected.size() == 2u);
  for (EvaluationRow& row : expected) row.generalization_gap = row.mean_model_gradient_norm = kNone;
  BOOST_TEST(record::difference(old.evaluations, expected) == "");
  BOOST_TEST(record::difference(old.steps, whole.steps) == "");
}

BOOST_AUTO_TEST_CASE(a_second_dimension_has_the_extent_of_its_scale) {
  const base::TemporaryFolder folder;
  change(folder.file("a.h5"), [](hid_t file) {
    remove_link(file, "layers/layer");
    H5Lcreate_hard(file, "node_evaluations/node", file, "layers/layer", H5P_DEFAULT, H5P_DEFAULT);
  });
  require_refusal(folder.file("a.h5"),
                  "layers/consensus_distance: doesn't have the extent of layers/layer");
  change(folder.file("a.h5"), [](hid_t file) {
    remove_link(file, "layers/consensus_distance");
    H5Lcreate_hard(file, "layers/step", file, "layers/consensus_distance", H5P_DEFAULT,
                   H5P_DEFAULT);
  });
  require_refusal(folder.file("a.h5"), "layers/consensus_distance: isn't a column");
}

BOOST_AUTO_TEST_CASE(an_extent_without_values_is_refused) {
  const base::TemporaryFolder folder;
  change(folder.file("a.h5"), [](hid_t file) {
    for (const Column<StepRow>& column : table_of<StepRow>().columns) {
      const std::string name = "steps/" + std::string(column.name);
      const Handle dataset = own(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "open");
      const hsize_t rows = hsize_t{1} << 58;
      H5Dset_extent(dataset.id(), &rows);
    }
  });
  require_refusal(folder.file("a.h5"), "is cut off");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::results
