"""Pilots under a batch: with a trunk, killed, and left by something else."""

import random
import unittest

import program
from test_batch import QUICK, BatchTest
from test_batch_branches import EXACT

# All-reduce up to 1/2, then gossip in two phases, each at parts of the distance that a pilot of it has.
PILOTS = EXACT + """[[arms]]
name = "kept"
set = { phase.1.algorithm = { kind = "dsgd", control = { kind = "fraction_of_max", reference = "pilot" } }, phase.2.algorithm = { kind = "dsgd", control = { kind = "fraction_of_max", fraction = 0.5, reference = "pilot" } } }
axes = { phase.1.algorithm.control.fraction = [0.5, 0.25] }
"""


class BatchOfPilots(BatchTest):
    def assert_as_if_alone(self, answer):
        alone = self.folder / "alone.h5"
        for point in answer["points"]:
            self.run_ok("run", point["result"].replace(".h5", ".toml"), "-o", alone, "--overwrite")
            for ending in (".h5", ".pilot-1.h5", ".pilot-2.h5") if point["name"].startswith("kept") else (".h5",):
                of_batch = point["result"].replace(".h5", ending)
                self.assert_same_result(self.folder / f"alone{ending}", of_batch)
                (self.folder / f"alone{ending}").unlink()
        left = [path.name for path in (self.folder / "out").iterdir() if path.suffix not in (".h5", ".toml")]
        self.assertEqual(left, [])

    def test_pilots_begin_from_the_trunk_with_the_same_bits(self):
        answer = self.batch(self.sweep(PILOTS))
        for point in answer["points"]:
            kept = point["name"].startswith("kept")
            self.assertEqual(point["trunk_phase"], 1 if kept else None)
            self.assertEqual(point["saved_seconds"] > 0, kept)
        self.assert_as_if_alone(answer)

    def test_a_point_that_stays_as_its_pilot_left_it_has_no_trunk(self):
        wild = ('[[arms]]\nname = "wild"\nset = { phase.1 = { until = 0.75, optimizer = { learning_rate = 1e6 }, algorithm = '
                '{ kind = "dsgd", control = { kind = "fraction_of_max", reference = "pilot" } } } }\n')
        sweep = self.sweep(EXACT.replace("[1, 2]", "[1]") + wild)
        self.assertEqual([point["trunk_phase"] for point in self.batch(sweep, "--dry-run")["points"]], [None, 1])
        self.batch(sweep, code=3)
        kept = self.batch(sweep, "--dry-run")["points"][1]
        self.assertEqual((kept["status"], kept["action"], kept["trunk"]), ("diverged", "keep", None))

    def test_killed_ten_times_with_the_same_files_in_the_end(self):
        sweep = self.sweep(PILOTS, QUICK.replace("epochs = 6", "epochs = 60"))
        chance, kills = random.Random(11), 0
        for attempt in range(10):
            process = self.start(sweep)
            # The first kill comes early in any case; later ones may find all done on a machine that is slow to look.
            seen, wanted = set(), chance.randrange(3, 60) if attempt > 0 else 1

            def changed():
                for path in (self.folder / "out").glob("*.h5*"):
                    try:
                        seen.add((path.name, path.stat().st_mtime_ns))
                    except FileNotFoundError:
                        pass
                return len(seen) > wanted

            kills += program.wait_for(changed, process)
            program.kill(process)
        self.assertGreater(kills, 0)
        self.assert_as_if_alone(self.batch(sweep))

    def test_results_that_points_read_are_looked_at_before_anything_runs(self):
        control = """
            base = "scenario.toml"
            set = { algorithm.control = { kind = "fraction_of_max", reference = "%s" } }
            axes = { algorithm.control.fraction = [0.5, 0.25], seed = [1, 2] }
            """
        self.scenario(QUICK)
        other, kept = self.folder / "other.h5", self.folder / "kept.h5"
        self.run_ok("run", self.folder / "scenario.toml", "--set=optimizer.momentum=0.25", "-o", other)
        self.run_ok("run", self.folder / "scenario.toml", '--set=algorithm.control={kind="target",distance=0.5}', "-o", kept)
        begun = self.batch(self.sweep(control % "pilot", QUICK.replace("momentum = 0.5", "momentum = 0.25")))
        self.assertEqual(begun["complete"], 4)
        for path in self.files():  # of the results the pilots alone stay
            if ".pilot-" not in path.name:
                path.unlink()
        before = {path: path.read_bytes() for path in self.files()}
        for option in ([], ["--dry-run"]):
            text = self.refused("batch", self.sweep(control % "other.h5"), "--output-dir", self.folder / "x", *option, says=[
                f"algorithm.control.reference: {other}: its seed is 1, not 2 (in fraction=0.5,seed=2 and 1 more); expected",
                "its optimizer.momentum is 0.25, not 0.5; expected a run that is the same"])
            self.assertEqual(len(text.splitlines()), 2, text)
            self.refused("batch", self.sweep(control % "kept.h5"), "--output-dir", self.folder / "x", *option,
                         says=[f"{kept}: its phase 0 is controlled itself, with "])
            text = self.refused("batch", self.sweep(control % "pilot"), "--output-dir", self.folder / "out", *option, says=[
                f"{self.folder / 'out' / 'fraction=0.5,seed=1.pilot-0.h5'}: its optimizer.momentum is 0.25, not 0.5"])
            self.assertEqual(len(text.splitlines()), 4, text)
        self.assertEqual({path: path.read_bytes() for path in self.files()}, before)


if __name__ == "__main__":
    unittest.main()
