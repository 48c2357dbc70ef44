"""Tables of result files."""

import csv
import io
import pathlib
import shutil
import statistics
import tempfile
import unittest

import h5py
import numpy

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

    def test_parts_of_rows_of_layers_and_nodes(self):
        wanted = ("layers/consensus_distance[all]", "node_evaluations/distance[3]", "distance[max]", "theta[mean]:first")
        with h5py.File(self.results / "ring-1.h5") as file:
            name = file["layers/name"][0].decode()
            distance = file["node_evaluations/distance"][-1]
            expected = (float(file["layers/consensus_distance"][-1, 0]), distance[3], distance.max(),
                        file["node_evaluations/theta"][0].mean())
        wanted = (f"layers/consensus_distance[{name}]",) + wanted[1:]
        words = [word for value in wanted for word in ("--value", value)]
        cells = self.cells(self.results / "ring-1.h5", "--rows", "topology.family", *words)
        for value, number in zip(wanted, expected):
            # A mean of eight numbers: a few roundings.
            self.assertAlmostEqual(float(cells["ring", value]["mean"]) / number, 1, delta=1e-14)
        for format, shows in (("text", "distance[max]"), ("markdown", "| distance[max]"), ("latex", "& distance[max]")):
            self.assertIn(shows, self.run_ok("table", self.results / "ring-1.h5", *words, "--format", format).stdout)
        self.refused("table", self.results, "--value", f"layers/consensus_distance[{name}x]",
                     says=[f"there are {name}, and min, max", f'did you mean "{name}"?'])
        self.refused("table", self.results, "--value", "distance[8]", says=["there are 0, 1, 2, 3, 4, 5, 6, 7, and"])

    def test_a_run_counts_once_however_often_its_file_is_given(self):
        copies = self.folder / "copies"
        shutil.copytree(self.results, copies)
        once = self.cells(self.results, "--rows", "topology.family", "--value", "consensus_distance")
        ring, renamed = self.results / "ring-1.h5", self.folder / "renamed.h5"
        # The same scenario under another name, written elsewhere.
        self.run_ok("run", ring, "--set", "name=other", "-o", renamed)
        for more in ([ring], [copies], [renamed], [self.results, copies, renamed]):
            done = self.run_ok("table", self.results, *more, "--rows", "topology.family",
                               "--value", "consensus_distance", "--format", "csv")
            rows = {(row["row"], row["column"]): row for row in csv.DictReader(io.StringIO(done.stdout))}
            self.assertEqual(rows, once)
            self.assertIn("counted once", done.stderr)
            self.assertIn("ring-1.h5" if more[0] != renamed else "renamed.h5", done.stderr)
        # Under names of their own they are rows of their own.
        by_name = self.cells(ring, renamed, "--value", "steps_done")
        self.assertEqual({row["runs"] for row in by_name.values()}, {"1"})
        self.assertEqual(len(by_name), 2)

    def test_of_an_interrupted_copy_the_complete_run_counts(self):
        ring, part = self.results / "ring-1.h5", self.folder / "part.h5"
        shutil.copy(ring, part)
        with h5py.File(part, "r+") as file:
            file.attrs.modify("status", numpy.bytes_("interrupted"))
            file.attrs.modify("steps_done", 7)
        for files in ([ring, part], [part, ring]):
            done = self.run_ok("table", *files, "--value", "steps_done", "--format", "csv")
            self.assertIn("quadratic,steps_done,50,,1,0,\n", done.stdout)
            self.assertIn(f"{part} is the run of {ring}, interrupted: left out", done.stderr)

    def test_results_of_one_run_that_differ_are_refused(self):
        ring, other = self.results / "ring-1.h5", self.folder / "other.h5"
        shutil.copy(ring, other)
        with h5py.File(other, "r+") as file:
            file.attrs.modify("trajectory_hash", numpy.bytes_("0123456789abcdef"))
        self.refused("table", ring, other, "--value", "steps_done",
                     says=[f"other.h5: the same run as {ring}, with other results (trajectory hash 0123456789abcdef in"])

    def test_pilots_in_a_folder_are_passed_over_with_a_note(self):
        copies = self.folder / "copies"
        copies.mkdir()
        for name in ("ring-1", "ring-1.pilot-0", "ring-1.pilot-1"):
            shutil.copy(self.results / "ring-2.h5", copies / f"{name}.h5")
        note = "consim: {} (*.pilot-K.h5) {} passed over; named one by one they count\n"
        pilots = sorted(copies.glob("*.pilot-*"))
        for words, says in (([copies], note.format("2 pilots' files", "are")),
                            ([copies, pilots[0]], note.format("1 pilot's file", "is")),
                            ([copies, *pilots], ""), (pilots, ""), ([copies / "ring-1.h5"], "")):
            done = self.run_ok("table", *words, "--value", "steps_done")
            self.assertEqual("".join(line for line in done.stderr.splitlines(True) if "pilot-K" in line), says)
        pilots[0].rename(copies / "lost.pilot-0.h5")
        lost = self.run_ok("table", copies, "--value", "steps_done").stderr
        self.assertIn("they count; one is without a result of its run, such as lost.pilot-0.h5\n", lost)
        (copies / "ring-1.h5").unlink()
        self.refused("table", copies, says=["has no result file (*.h5) but of pilots"])

    def test_a_rows_number_is_one_that_there_is(self):
        last = len(h5py.File(self.results / "ring-1.h5")["steps/step"]) - 1
        self.assertEqual(self.cells(self.results, "--value", f"steps/step:{last}")["quadratic", f"steps/step:{last}"]["runs"], "6")
        for row in (last + 1, 99999):
            self.refused("table", self.results, "--value", f"consensus_distance:{row}",
                         says=[f"--value: no result has row {row} of steps/consensus_distance; expected a row's number from 0 to {last}"])
        self.refused("table", self.results, "--value", "steps_done:-1", says=['steps_done:-1: ":-1" is no way to choose'])

    def test_the_gap_of_accuracies_is_in_percent_as_they_are(self):
        output = self.folder / "gap.h5"
        shutil.copy(self.results / "ring-1.h5", output)
        with h5py.File(output, "r+") as file:
            file["evaluations/test_accuracy"][-1] = 0.75
            file["evaluations/generalization_gap"][-1] = 0.125
        words = ("table", output, "--value", "test_accuracy", "--value", "generalization_gap", "--format")
        for format, shows in (("text", "  75.00 (1)           12.50 (1)\n"), ("markdown", "| 75.00 (1) | 12.50 (1) |\n"),
                              ("latex", "& $75.00$ (1) & $12.50$ (1) "), ("csv", "generalization_gap,0.125,,1")):
            self.assertIn(shows, self.run_ok(*words, format).stdout)

    def test_wrong_input_is_told(self):
        (self.folder / "none").mkdir()
        (self.folder / "text.h5").write_text("text")
        for words, says in ((["--rows", "topology.famly"], 'did you mean "topology.family"?'),
                            (["--value", "consensus_distanc"], 'did you mean "consensus_distance"?'),
                            (["--value", "steps_done:middle"], "no way to choose"),
                            (["--value", "layers/consensus_distance"], "has several numbers in a row"),
                            (["--value", "test_accuracy[0]"], "has one number in a row"),
                            (["--columns", "seed", "--value", "steps_done", "--value", "seed"], "several quantities"),
                            ([self.folder / "none"], "has no result file"),
                            ([self.folder / "text.h5"], "isn't an HDF5 file"),
                            ([self.folder / "gone.h5"], "no such file")):
            with self.subTest(says):
                self.refused("table", self.results, *words, says=[says])


if __name__ == "__main__":
    unittest.main()
