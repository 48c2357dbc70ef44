"""Each house rule finds what it forbids and lets the allowed pass: a rule that never fires would be no rule."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(TOP / ".ci" / "checks"))

import format as format_rule  # noqa: E402
import headers  # noqa: E402
import includes  # noqa: E402
import references  # noqa: E402
import sizes  # noqa: E402
import tidy  # noqa: E402
import tree  # noqa: E402
import words  # noqa: E402

MODULE = "consim_add_module({0}\n  HEADERS {1}\n  SOURCES {2}\n  PUBLIC {3})\n"


class Checkout(unittest.TestCase):
    """A small checkout in a temporary folder."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="consim-house-"))
        self.addCleanup(shutil.rmtree, self.root)
        subprocess.run(["git", "init", "-q"], cwd=self.root, check=True)
        for name in (".clang-format", ".clang-tidy"):
            shutil.copy(TOP / name, self.root)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def found(self, rule, **arguments):
        return [f"{finding.file}:{finding.line}: {finding.what}" for finding in rule.check(self.root, **arguments)]

    def assert_finds(self, rule, *starts, **arguments):
        found = sorted(self.found(rule, **arguments))
        self.assertEqual(len(found), len(starts), found)
        for line, start in zip(found, sorted(starts)):
            self.assertIn(start, line)


class Words(Checkout):
    def test_forbidden_words_are_found_with_their_line(self):
        for text in ("// TODO: later", "# FIXME", "as issue 12 says", "fixes #3", "in this session", "/root/x",
                     "https://mirror.example.org/debian"):
            with self.subTest(text):
                self.write("notes.md", f"first line\n{text}\n")
                self.assert_finds(words, "notes.md:2: ")

    def test_ordinary_text_passes(self):
        self.write("notes.md", "an issue of trust; node #3; https://arxiv.org/abs/2102.04828; a/work/b; usr/home\n")
        self.assert_finds(words)

    def test_vague_file_names_are_found(self):
        self.write("base/utils.h", "#pragma once\n")
        self.write("sim/common/queue.h", "#pragma once\n")
        self.assert_finds(words, 'base/utils.h:1: "utils"', 'sim/common/queue.h:1: "common"')


class References(Checkout):
    def test_a_key_that_the_bibliography_lacks_is_found(self):
        self.write("docs/references.bib", "@article{salmon2011parallel,\n}\n")
        self.write("base/a.h", "// Sources: salmon2011parallel,\n// nobody1999known.\n")
        self.assert_finds(references, "base/a.h:2: nobody1999known")


class Sizes(Checkout):
    def test_long_files_and_lines_are_found(self):
        self.write("base/a.h", "\n" * 301)
        self.write("base/a.cpp", "\n" * 401)
        self.write("tests/a.cpp", "\n" * 251)
        self.write("base/b.cpp", "//" + "x" * 99 + "\n")
        self.assert_finds(sizes, "base/a.h:301: 301 lines", "base/a.cpp:401: 401 lines", "tests/a.cpp:251: 251 lines",
                          "base/b.cpp:1: 101 characters")

    def test_files_at_the_limit_pass(self):
        self.write("base/a.h", "\n" * 300)
        self.write("base/a.cpp", "\n" * 400)
        self.write("tests/a.cpp", "\n" * 250)
        self.assert_finds(sizes)

    def many_short(self):
        return "".join(f"int short_{i}() {{ return {i}; }}\n" for i in range(20))

    def body(self, lines):
        return "int f(int a) {\n" + "  ++a;\n" * (lines - 3) + "  return a;\n}\n"

    def test_a_function_over_sixty_lines_needs_its_reason(self):
        self.write("base/a.cpp", self.many_short() + self.body(60))
        self.assert_finds(sizes)
        self.write("base/a.cpp", self.many_short() + self.body(61))
        self.assert_finds(sizes, "base/a.cpp:21: f has 61 lines")
        self.write("base/a.cpp", self.many_short() + "// Long: one table of all cases.\n" + self.body(61))
        self.assert_finds(sizes)

    def test_one_long_function_in_five_is_too_many(self):
        self.write("base/a.cpp", "".join(f"int s{i}() {{ return 1; }}\n" for i in range(4)) + self.body(30))
        self.assert_finds(sizes, "1 of 5 functions have 30 lines or more")

    def test_bodies_of_boost_tests_templates_and_constructors_count(self):
        long = "{\n" + "  g();\n" * 60 + "}\n"
        self.write("tests/a.cpp", self.many_short() + "BOOST_AUTO_TEST_CASE(it_holds) " + long)
        self.write("tests/b.cpp", "BOOST_DATA_TEST_CASE(grid, make({1, 2}) * make({3}), a, b) " + long)
        self.write("base/c.h", "template <class T>\n  requires C<T>\nauto f(T a) -> int " + long)
        self.write("base/d.h", "struct S {\n  S() : a_(1), b_{2} " + long + "};\n")
        self.write("base/e.cpp", self.many_short().replace("short", "other"))
        self.assert_finds(sizes, "tests/a.cpp:21: it_holds has 62", "tests/b.cpp:1: grid has 62",
                          "base/c.h:3: f has 62", "base/d.h:2: S has 62")

    def test_more_than_four_parameters_are_found(self):
        self.write("base/a.h", "void f(int a, int b, int c, int d, int e);\n")
        self.write("base/b.h", "void f(std::map<int, int> a = {1, 2}, int (*g)(int, int) = nullptr, int c, int d);\n"
                   "void none(void);\nvoid g();\n")
        self.write("base/lapack.cpp", 'extern "C" void dgeev_(int* a, int* b, int* c, int* d, int* e);\n')
        self.assert_finds(sizes, "base/a.h:1: f has 5 parameters")


class Includes(Checkout):
    def setUp(self):
        super().setUp()
        self.write("base/CMakeLists.txt", MODULE.format("base", "time.h", "time.cpp", "fmt::fmt"))
        self.write("base/time.h", "#pragma once\n")
        self.write("models/CMakeLists.txt", MODULE.format("models", "data.h", "data.cpp", "consim::base"))

    def test_a_module_that_looks_up_the_table_is_found(self):
        self.write("sim/kernel/engine.h", "#pragma once\n")
        self.write("models/data.h", '#include "base/time.h"\n\n#include "sim/kernel/engine.h"\n')
        self.assert_finds(includes, "models/data.h:3: models may not use kernel")

    def test_a_link_up_the_table_is_found(self):
        self.write("base/CMakeLists.txt", MODULE.format("base", "time.h", "time.cpp", "consim::models"))
        self.assert_finds(includes, "base/CMakeLists.txt:1: base may not link models")

    def test_heavy_packages_stay_out_of_public_headers_and_of_other_modules(self):
        self.write("sim/results/CMakeLists.txt", MODULE.format("results", "reader.h", "reader.cpp", "consim::base"))
        self.write("sim/results/reader.h", "#include <hdf5.h>\n")
        self.write("sim/results/reader.cpp", "#include <hdf5.h>\n#include <vector>\n")
        self.write("sim/results/file.h", "#include <hdf5.h>\n")  # private
        self.write("models/data.cpp", "#include <torch/torch.h>\n#include <zlib.h>\n")
        self.assert_finds(includes, "sim/results/reader.h:1: a public header of results may not use HDF5",
                          "models/data.cpp:1: models may not use LibTorch")

    def test_unknown_packages_and_relative_paths_are_found(self):
        self.write("base/time.cpp", '#include <strange/thing.h>\n#include "time.h"\n')
        self.assert_finds(includes, "base/time.cpp:1: <strange/thing.h> is of no known package",
                          'base/time.cpp:2: "time.h" is no file from the top')

    def test_tests_are_free(self):
        self.write("tests/a.cpp", "#include <torch/torch.h>\n")
        self.assert_finds(includes)


class Compiled(Checkout):
    """Rules that need a build folder: a project of one module."""

    def build(self, header, source):
        self.write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(small CXX)\n"
                   "add_library(small STATIC base/a.cpp)\n"
                   "target_sources(small PUBLIC FILE_SET HEADERS BASE_DIRS . FILES base/a.h)\n"
                   "set_target_properties(small PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON CXX_STANDARD 20)\n")
        self.write("base/a.h", header)
        self.write("base/a.cpp", source)
        folder = self.root / "build" / "tidy"
        subprocess.run(["cmake", "-G", "Ninja", "-B", str(folder), "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"],
                       cwd=self.root, check=True, capture_output=True)
        self.write(".gitignore", "/build/\n")
        return folder

    def test_a_header_that_needs_another_first_is_found(self):
        folder = self.build("#pragma once\nstd::vector<int> f();\n", '#include <vector>\n#include "base/a.h"\n')
        self.assert_finds(headers, "base/a.h:2: ", build=folder)

    def test_a_header_that_stands_alone_passes(self):
        folder = self.build("#pragma once\n#include <vector>\nstd::vector<int> f();\n", "\n")
        self.assert_finds(headers, build=folder)

    def test_a_private_header_used_by_another_folder_is_found(self):
        self.write("base/CMakeLists.txt", MODULE.format("base", "time.h", "time.cpp", "fmt::fmt"))
        self.write("base/inside.h", "#pragma once\n")
        self.write("base/time.cpp", '#include "base/inside.h"\n')
        self.write("models/data.cpp", '\n#include "base/inside.h"\n')
        found = [str(finding) for finding in headers.private_headers_used_elsewhere(self.root)]
        self.assertEqual(len(found), 1, found)
        self.assertIn("models/data.cpp:2: headers: base/inside.h is private", found[0])

    def test_names_and_likely_mistakes_are_found_and_only_clean_files_are_remembered(self):
        folder = self.build("#pragma once\nclass badName {};\n",
                            '#include "../base/a.h"\nint f(int* p) {\n  if ((p = nullptr)) return 1;\n  return 0;\n}\n'
                            "int Wrong() { return 0; }\n")
        starts = ("base/a.h:2: invalid case style for class 'badName'",
                  "base/a.cpp:3: an assignment within an 'if' condition",
                  "base/a.cpp:6: invalid case style for function 'Wrong'")
        self.assert_finds(tidy, *starts, build=folder)
        self.assert_finds(tidy, *starts, build=folder)
        self.write("base/a.h", "#pragma once\nclass GoodName {};\n")
        self.write("base/a.cpp", '#include "../base/a.h"\nint right() { return 0; }\n')
        self.assert_finds(tidy, build=folder)
        self.assertEqual(len(list((folder / "tidy-clean").iterdir())), 1)


class Format(Checkout):
    def test_another_format_is_found_and_the_house_s_passes(self):
        self.write("base/a.cpp", "int f( ) {\n    return 1; }\n")
        self.assert_finds(format_rule, "base/a.cpp:1: not in the house's format")
        self.write("base/a.cpp", "int f() { return 1; }\n")
        self.assert_finds(format_rule)


class Tree(Checkout):
    def test_modules_are_read_from_their_folders(self):
        self.write("base/CMakeLists.txt",
                   "# consim_add_module(no)\nconsim_add_module(base\n  HEADERS a.h b.h  # public\n  SOURCES a.cpp\n"
                   "  PUBLIC fmt::fmt\n  PRIVATE consim_random123)\n")
        (module,) = tree.modules(self.root)
        self.assertEqual(module, tree.Module("base", "base/CMakeLists.txt", ["base/a.h", "base/b.h"], ["base/a.cpp"],
                                             ["fmt::fmt", "consim_random123"]))

    def test_a_file_belongs_to_the_module_that_lists_it_or_to_the_first_of_its_folder(self):
        self.write("record/CMakeLists.txt", MODULE.format("record", "writer.h", "writer.cpp", "consim::base")
                   + MODULE.format("recorder", "run.h", "run.cpp extra/inside.cpp", "consim::base"))
        owners = tree.Owners(tree.modules(self.root))
        for name, module in (("record/writer.h", "record"), ("record/run.cpp", "recorder"),
                             ("record/extra/inside.h", "recorder"), ("record/layout.h", "record"),
                             ("record/extra/other.h", "record"), ("sim/kernel/a.h", "kernel"), ("apps/a.h", "apps")):
            self.assertEqual(owners.of(name), module, name)
        self.assertTrue(owners.is_public("record/run.h"))
        self.assertFalse(owners.is_public("record/layout.h"))

    def test_ignored_files_are_not_looked_at(self):
        self.write(".gitignore", "/build/\n")
        self.write("build/a.h", "// TODO\n")
        self.assert_finds(words)


if __name__ == "__main__":
    unittest.main()
