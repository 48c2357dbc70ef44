"""Two runs of one scenario give the same bits, for any number of threads."""

import json
import os
import unittest

import program
from test_resume import ALGORITHMS, SEQUENCES


class SameBits(program.ProgramTest):
    def check(self, text, variants):
        for name, overrides in variants.items():
            with self.subTest(name):
                scenario, hashes = self.scenario(text), []
                first = self.folder / f"{name}-0.h5"
                for number, threads in enumerate((1, 1, 2, 4)):
                    output = self.folder / f"{name}-{number}.h5"
                    done = self.run_ok("run", scenario, *overrides, "-o", output, "--threads", threads, "--json")
                    hashes.append(json.loads(done.stdout)["trajectory_hash"])
                    self.assert_same_result(first, output)
                self.assertEqual(len(set(hashes)), 1, hashes)

    def test_quadratic(self):
        self.check(program.QUADRATIC, {**ALGORITHMS, **SEQUENCES})

    @unittest.skipUnless(os.environ.get("CONSIM_WITH_TORCH"), "built without LibTorch")
    def test_pictures(self):
        self.check(program.PICTURES, ALGORITHMS)

    def test_spectra_do_not_depend_on_the_threads_of_the_linear_algebra(self):
        answers = set()
        for threads in ("1", "2"):
            done = program.consim("topology", "torus:rows=17,cols=19", "--json", "--eigenvalues",
                                  env={**os.environ, "OPENBLAS_NUM_THREADS": threads})
            answers.add(done.stdout)
        self.assertEqual(len(answers), 1)

    def test_another_seed_gives_another_trajectory(self):
        scenario = self.scenario(program.QUADRATIC)
        hashes = set()
        for seed in (1, 2):
            done = self.run_ok("run", scenario, "--set", f"seed={seed}", "--set", "run.epochs=1",
                               "-o", self.folder / f"{seed}.h5", "--json")
            hashes.add(json.loads(done.stdout)["trajectory_hash"])
        self.assertEqual(len(hashes), 2)

    def test_a_result_file_runs_again(self):
        scenario, first, second = self.scenario(program.QUADRATIC), self.folder / "a.h5", self.folder / "b.h5"
        self.run_ok("run", scenario, "--set", "run.epochs=1", "-o", first)
        self.run_ok("run", first, "-o", second)
        self.assert_same_result(first, second)


if __name__ == "__main__":
    unittest.main()
