"""Tables of result files."""

import csv
import io
import pathlib
import statistics
import tempfile
import unittest

import h5py

import program


class Table(program.ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.keeper = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.keeper.cleanup)
        folder = pathlib.Path(cls.keeper.name)
        (folder / "scenario.toml").write_text(program.QUADRATIC)
        cls.results = folder / "results"
        for family in ("ring", "star"):
            for seed in (1, 2, 3):
                done = program.consim(
                    "run", folder / "scenario.toml", "--quiet", "--set", "run.epochs=1",
                    "--set", f"topology.family={family}", "--set", f"seed={seed}",
                    "-o", cls.results / f"{family}-{seed}.h5")
                assert done.returncode == 0, done.stderr

    def cells(self, *words):
        done = self.run_ok("table", *words, "--format", "csv")
        return {(row["row"], row["column"]): row for row in csv.DictReader(io.StringIO(done.stdout))}

    def test_cells_are_means_and_deviations_over_seeds(self):
        cells = self.cells(self.results, "--rows", "topology.family", "--value", "consensus_distance",
                           "--value", "gossip_rounds:mean")
        for family in ("ring", "star"):
            values = []
            for seed in (1, 2, 3):
                with h5py.File(self.results / f"{family}-{seed}.h5") as file:
                    values.append(float(file["steps/consensus_distance"][-1]))
            cell = cells[family, "consensus_distance"]
            # Sums of three numbers, each rounded; a deviation is of their differences, which lose digits.
            self.assertAlmostEqual(float(cell["mean"]) / statistics.mean(values), 1, delta=1e-14)
            self.assertAlmostEqual(float(cell["standard_deviation"]) / statistics.stdev(values), 1, delta=1e-12)
            self.assertEqual(cell["runs"], "3")
            self.assertEqual(float(cells[family, "gossip_rounds:mean"]["mean"]), 1)

    def test_columns_are_for_a_key(self):
        cells = self.cells(self.results, "--rows", "topology.family", "--columns", "seed",
                           "--value", "simulated_seconds")
        self.assertEqual(sorted(cells), [(f, s) for f in ("ring", "star") for s in ("1", "2", "3")])
        text = self.run_ok("table", self.results, "--rows", "topology.family", "--columns", "seed",
                           "--value", "simulated_seconds").stdout
        self.assertEqual(text.splitlines()[0].split(), ["topology.family", "\\", "seed", "1", "2", "3"])

    def test_runs_of_a_cell_that_differ_in_more_than_the_seed_are_told(self):
        done = self.run_ok("table", self.results, "--value", "steps_done")
        self.assertIn("differ in topology.family, topology.neighbours too", done.stderr)
        self.assertIn("(6)", done.stdout)

    def test_runs_that_did_not_end_well_are_counted_apart(self):
        output = self.folder / "diverged.h5"
        program.consim("run", self.scenario(program.QUADRATIC), "--quiet", "--set", "run.epochs=1",
                       "--set", "optimizer.learning_rate=1e6", "-o", output)
        cells = self.cells(output, self.results / "ring-1.h5", "--rows", "topology.nodes", "--value", "steps_done")
        self.assertEqual(cells["8", "steps_done"]["ended"], "1 diverged")
        self.assertEqual(cells["8", "steps_done"]["mean"], "50")

    def test_wrong_input_is_told(self):
        (self.folder / "none").mkdir()
        (self.folder / "text.h5").write_text("text")
        for words, says in ((["--rows", "topology.famly"], 'did you mean "topology.family"?'),
                            (["--value", "consensus_distanc"], 'did you mean "consensus_distance"?'),
                            (["--value", "steps_done:middle"], "no way to choose"),
                            (["--columns", "seed", "--value", "steps_done", "--value", "seed"], "several quantities"),
                            ([self.folder / "none"], "has no result file"),
                            ([self.folder / "text.h5"], "isn't an HDF5 file"),
                            ([self.folder / "gone.h5"], "no such file")):
            with self.subTest(says):
                self.refused("table", self.results, *words, says=[says])


if __name__ == "__main__":
    unittest.main()
