"""The study's files: every sweep names points that are valid, and those that its tables need."""

import json
import os
import pathlib
import unittest

import program
from program import consim

STUDY = pathlib.Path(os.environ["CONSIM_SOURCE_DIR"]) / "scenarios" / "study"

# Points of each sweep: arms times fractions times seeds.
POINTS = {
    "dec-phases.toml": 33,
    "dec-phases-64.toml": 33,
    "exponential.toml": 33,
    "nodes.toml": 18,
    "phase-1-then-ring.toml": 15,
    "phase-lengths.toml": 27,
    "laptop/dec-phases.toml": 22,
    "laptop/fashion-mnist.toml": 22,
    "laptop/nodes.toml": 12,
    "laptop/phase-lengths.toml": 18,
    "laptop/phase-1-then-ring.toml": 10,
}

# Points but for the seed, as the tables of the study name their rows.
ROWS = {
    "dec-phases.toml": {"all-reduce", "ring"} | {
        f"dec-phase-{phase}{kept}" for phase in (1, 2, 3) for kept in ("-free", ",fraction=0.5", ",fraction=0.25")},
    "phase-1-then-ring.toml": {"ring"} | {f"kept,fraction={fraction}" for fraction in ("0.5", "0.25", "0.125", "0")},
    "phase-lengths.toml": {
        row for epochs in (150, 200, 250)
        for row in (f"free-{epochs}", f"kept-{epochs},fraction=0.5", f"kept-{epochs},fraction=0.25")},
}


class StudyTest(program.ProgramTest):
    def points(self, sweep):
        done = consim("batch", STUDY / sweep, "--output-dir", self.folder / "out", "--dry-run", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["points"]

    def test_every_sweep_has_its_points(self):
        sweeps = {str(path.relative_to(STUDY)) for path in STUDY.rglob("*.toml")}
        self.assertEqual(sweeps - {"base.toml", "laptop/base.toml"}, set(POINTS))
        for sweep, points in POINTS.items():
            self.assertEqual(len(self.points(sweep)), points, sweep)

    def test_rows_of_the_tables(self):
        for sweep, rows in ROWS.items():
            names = [point["name"] for point in self.points(sweep)]
            wanted = {f"{row},seed={seed}" for row in rows for seed in (1, 2, 3)}
            self.assertEqual(set(names), wanted, sweep)

    def test_later_phases_begin_from_what_points_have_in_common(self):
        trunk_phase = {point["name"]: point["trunk_phase"] for point in self.points("dec-phases.toml")}
        self.assertEqual(trunk_phase["dec-phase-2-free,seed=1"], 1)
        self.assertEqual(trunk_phase["dec-phase-3,fraction=0.25,seed=3"], 2)
        self.assertEqual(trunk_phase["dec-phase-1-free,seed=1"], 1)  # of the ring
        self.assertIsNone(trunk_phase["dec-phase-1,fraction=0.5,seed=1"])

    def test_the_bases_are_valid(self):
        for base in ("base.toml", "laptop/base.toml"):
            done = consim("validate", STUDY / base)
            self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
