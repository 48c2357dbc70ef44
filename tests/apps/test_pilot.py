"""Targets that are measured in a pilot run end with the bits of a reference that was run by hand."""

import json
import pathlib
import unittest

import program
from program import consim

# Control of two phases by pilots, exact averages in the third.
PHASES = """
[[phase]]
until = 0.25
algorithm = { kind = "dsgd", control = { kind = "fraction_of_max", fraction = 0.5, reference = "pilot" } }
[[phase]]
until = 0.75
algorithm = { kind = "dsgd", control = { kind = "fraction_of_max", fraction = 0.25, reference = "pilot" } }
[[phase]]
algorithm = { kind = "allreduce" }
"""
QUICK = program.QUADRATIC.replace("epochs = 40", "epochs = 8").replace("dimension = 3000", "dimension = 300")
LONG = QUICK.replace("epochs = 8", "epochs = 200").replace("checkpoint_every_epochs = 3", "checkpoint_every_epochs = 1")


def reference(phase, path):
    return f'--set=phase.{phase}.algorithm.control.reference="{path}"'


def off(phase):
    return f'--set=phase.{phase}.algorithm.control={{kind="none"}}'


class PilotTest(program.ProgramTest):
    def by_hand(self, scenario):
        """The result with references that were run to their ends first, with control off."""
        first, second, result = (self.folder / f"hand-{name}.h5" for name in ("0", "1", "all"))
        self.run_ok("run", scenario, off(0), off(1), "-o", first)
        self.run_ok("run", scenario, reference(0, first), off(1), "-o", second)
        self.run_ok("run", scenario, reference(0, first), reference(1, second), "-o", result)
        return result

    def left(self):
        return sorted(path.name for path in self.folder.iterdir() if path.name.startswith("x."))


class Pilots(PilotTest):
    def test_same_bits_as_by_hand(self):
        for order in ("adapt_then_combine", "combine_then_adapt"):
            text = PHASES.replace("control =", f'order = "{order}", control =', 1)
            scenario, output = self.scenario(QUICK + text), self.folder / "x.h5"
            answer = json.loads(self.run_ok("run", scenario, "-o", output, "--json", "--overwrite").stdout)
            self.assertEqual(answer["pilot"], None)
            # The run begins where the pilot of phase 1 came to it, not at step 0.
            self.assertGreater(answer["branched_seconds"], 0)
            self.assertEqual([(one["phase"], pathlib.Path(one["result"]).name, one["reused"])
                              for one in answer["pilots"]],
                             [(0, "x.pilot-0.h5", False), (1, "x.pilot-1.h5", False)])
            self.assertEqual(self.left(), ["x.h5", "x.pilot-0.h5", "x.pilot-1.h5"])
            hand = self.by_hand(scenario)
            self.assert_same_result(output, hand)
            # Both controls had something to do.
            with program.h5py.File(output) as file:
                self.assertGreater(min(file["phases/mean_rounds"][:2]), 1.5)
            for path in self.folder.glob("*.h5"):
                path.unlink()

    def test_targets_are_told_with_the_distance_that_they_are_a_fraction_of(self):
        scenario, output = self.scenario(QUICK + PHASES), self.folder / "x.h5"
        summary = json.loads(self.run_ok("run", scenario, "-o", output, "--json").stdout)
        info = json.loads(self.run_ok("info", output, "--json").stdout)
        again = json.loads(self.run_ok("run", scenario, "-o", output, "--resume", "--json").stdout)
        text = self.run_ok("info", output).stdout
        for phase, fraction in ((0, 0.5), (1, 0.25)):
            with program.h5py.File(self.folder / f"x.pilot-{phase}.h5") as pilot:
                greatest = float(pilot["phases/max_consensus_distance_after_mixing"][phase])
            for told in (summary, info, again):
                # Powers of 2: neither the product nor the quotient is rounded.
                self.assertEqual(told["phases"][phase]["target_distance"], fraction * greatest)
                self.assertEqual(told["phases"][phase]["reference_distance"], greatest)
            self.assertIn(f"fraction_of_max {fraction} (≤ {fraction * greatest:.6g} of Xi_max {greatest:.6g}): largest", text)
        self.assertEqual([summary["phases"][2][f"{name}_distance"] for name in ("target", "reference")], [None, None])
        # No row is of the first two phases: only the run itself knows.
        self.run_ok("run", scenario, "-o", output, "--overwrite", "--set=run.record_every_steps=1000")
        self.assertEqual([phase["target_distance"] for phase in
                          json.loads(self.run_ok("info", output, "--json").stdout)["phases"]], [None] * 3)

    def test_without_phases(self):
        scenario, output = self.scenario(QUICK + '[algorithm]\ncontrol = { kind = "fraction_of_max", '
                                         'fraction = 0.5, reference = "pilot" }\n'), self.folder / "x.h5"
        self.run_ok("run", scenario, "--set", "seed=3", "-o", output)
        free, hand = self.folder / "free.h5", self.folder / "hand.h5"
        self.run_ok("run", scenario, "--set", "seed=3", '--set=algorithm.control={kind="none"}', "-o", free)
        self.run_ok("run", scenario, "--set", "seed=3", f'--set=algorithm.control.reference="{free}"', "-o", hand)
        self.assert_same_result(output, hand)

    def test_outputs_that_end_in_numbers_have_pilots_of_their_own(self):
        scenario = self.scenario(QUICK + PHASES)
        for name in ("x.0-5", "x.0-25"):
            self.run_ok("run", scenario, "-o", self.folder / name)
        self.assertEqual(self.left(), sorted(["x.0-5", "x.0-25", *(f"x.0-{part}.pilot-{phase}.h5" for part in (5, 25) for phase in (0, 1))]))

    def test_a_pilot_ends_with_its_phase(self):
        self.run_ok("run", self.scenario(QUICK + PHASES), "-o", self.folder / "x.h5")
        for phase, end in ((0, 100), (1, 300)):
            with program.h5py.File(self.folder / f"x.pilot-{phase}.h5") as file:
                self.assertEqual(file.attrs["status"], b"complete")
                self.assertEqual(file.attrs["steps_done"], end)
                self.assertEqual(file["phases/mean_rounds"][phase], 1)

    def test_a_pilot_that_is_there_is_reused(self):
        scenario, output = self.scenario(QUICK + PHASES), self.folder / "x.h5"
        self.run_ok("run", scenario, "-o", output)
        before = {phase: (self.folder / f"x.pilot-{phase}.h5").read_bytes() for phase in (0, 1)}
        words = ["--set=phase.1.algorithm.control.fraction=0.5", "--set=run.record_every_steps=1"]
        self.refused("run", scenario, *words, "-o", output, says=["exists already"])
        answer = json.loads(self.run_ok("run", scenario, *words, "-o", output, "--overwrite", "--json").stdout)
        self.assertEqual([one["reused"] for one in answer["pilots"]], [True, True])
        for phase, bytes_before in before.items():
            self.assertEqual((self.folder / f"x.pilot-{phase}.h5").read_bytes(), bytes_before)
        # Another target in the first phase is another run in the second one, not in the first.
        says = self.refused("run", scenario, "--set=phase.0.algorithm.control.fraction=0.4", "-o", output, "--overwrite",
                            says=["scenario.toml:29:97: ", "phase.1.algorithm.control.reference",
                                  "x.pilot-1.h5: its phase.0.algorithm.control.fraction is 0.5, not 0.4; remove "])
        self.assertNotIn("pilot-0.h5: its", says)
        self.refused("run", scenario, "--set=seed=2", "-o", output, "--overwrite", says=["pilot-0.h5: its seed is 1, not 2"])
        for phase, bytes_before in before.items():
            self.assertEqual((self.folder / f"x.pilot-{phase}.h5").read_bytes(), bytes_before)

    def test_files_that_are_no_pilots_are_kept(self):
        scenario, pilot = self.scenario(QUICK + PHASES), self.folder / "x.pilot-0.h5"
        pilot.write_text("mine")
        self.refused("run", scenario, "-o", self.folder / "x.h5", says=["x.pilot-0.h5"])
        self.assertEqual(pilot.read_text(), "mine")

    def test_a_pilot_that_diverges_ends_the_run(self):
        wild = QUICK.replace("learning_rate = 0.05", "learning_rate = 1e6")
        done = consim("run", self.scenario(wild + PHASES), "-o", self.folder / "x.h5", "--json", "--quiet")
        self.assertEqual(done.returncode, 3)
        self.assertIn("the pilot of phase 0 is diverged", done.stderr)
        self.assertEqual(json.loads(done.stdout)["pilot"], 0)
        self.assertFalse((self.folder / "x.h5").exists())

    def test_batches_and_tables(self):
        self.scenario(QUICK + PHASES)
        sweep = self.folder / "sweep.toml"
        sweep.write_text('base = "scenario.toml"\n[axes]\nphase.1.algorithm.control.fraction = [0.5, 0.25]\n')
        out = self.folder / "out"
        answer = json.loads(self.run_ok("batch", sweep, "--output-dir", out, "--json").stdout)
        alone = self.folder / "alone.h5"
        for point in answer["points"]:
            self.run_ok("run", point["result"].replace(".h5", ".toml"), "-o", alone, "--overwrite")
            self.assert_same_result(alone, point["result"])
            for pilot in self.folder.glob("alone.pilot-*"):
                pilot.unlink()
        self.assertEqual(len(list(out.glob("*.pilot-?.h5"))), 4)
        table = self.run_ok("table", out, "--rows", "phase.1.algorithm.control.fraction", "--value", "phases/mean_rounds:0")
        self.assertEqual(len(table.stdout.strip().splitlines()), 3, table.stdout)

    def batch_of_one(self, setting, *more):
        """The point of a batch that isn't complete, and whether it was run."""
        sweep = self.folder / "one.toml"
        sweep.write_text(f'base = "scenario.toml"\n[set]\n{setting}\n')
        done = consim("batch", sweep, "--output-dir", self.folder / "one", "--json", *more)
        self.assertEqual(done.returncode, 3, done.stderr)
        point = json.loads(done.stdout)["points"][0]
        return point["status"], point["reason"], point["wall_seconds"] > 0

    def test_a_point_whose_pilot_diverged_or_failed_stays_so(self):
        self.scenario(QUICK + PHASES)
        hopeless = 'phase.0.algorithm.control = { kind = "target", distance = 1e-3, max_rounds = 2 }'
        for setting, phase, status in (("optimizer.learning_rate = 1e6", 0, "diverged"), (hopeless, 1, "failed")):
            told = self.batch_of_one(setting)
            self.assertEqual((told[0], told[2]), (status, True))
            self.assertTrue(told[1].startswith(f"the pilot of phase {phase} {status}: t"), told)
            pilot = next((self.folder / "one").glob(f"*.pilot-{phase}.h5"))
            with program.h5py.File(pilot, "r+") as file:
                file.attrs["mark"] = 1
            self.assertEqual(self.batch_of_one(setting), (*told[:2], False))
            self.assertEqual(self.batch_of_one(setting, "--retry-failed"), told)
            with program.h5py.File(pilot) as file:
                self.assertNotIn("mark", file.attrs)  # it was made anew
            # Another sweep's pilot is none of this one's.
            (self.folder / "one.toml").write_text(f'base = "scenario.toml"\n[set]\n{setting}\nseed = 2\n')
            self.refused("batch", self.folder / "one.toml", "--output-dir", self.folder / "one", says=["seed: is 1 there, but 2"])
            for file in (self.folder / "one").iterdir():
                file.unlink()

    def test_checkpoints_for_other_runs_are_kept(self):
        scenario, output = self.scenario(QUICK + PHASES), self.folder / "x.h5"
        free = self.folder / "free.h5"
        self.run_ok("run", scenario, off(0), off(1), "-o", free)
        for phase in (1, 2):
            self.run_ok("run", scenario, reference(0, free), "-o", output, "--overwrite", "--keep-phase", phase)
            words = [reference(0, free), off(1) if phase == 1 else '--set=phase.2.algorithm={kind="dsgd"}']
            other, alone = self.folder / "y.h5", self.folder / "z.h5"
            self.run_ok("run", scenario, *words, "-o", other, "--branch-from", output, "--overwrite")
            self.run_ok("run", scenario, *words, "-o", alone, "--overwrite")
            self.assert_same_result(other, alone)

    def test_a_complete_run_needs_its_pilots_no_more(self):
        scenario, output = self.scenario(QUICK + PHASES), self.folder / "x.h5"
        self.run_ok("run", scenario, "-o", output)
        for phase in (0, 1):
            (self.folder / f"x.pilot-{phase}.h5").unlink()
        before = output.read_bytes()
        answer = json.loads(self.run_ok("run", scenario, "-o", output, "--resume", "--json").stdout)
        self.assertEqual((answer["status"], answer["nothing_to_do"], answer["pilots"]), ("complete", True, []))
        self.assertEqual((self.left(), output.read_bytes()), (["x.h5"], before))
        self.refused("run", scenario, "--set=seed=2", "-o", output, "--resume", says=["x.h5: seed: is 1 here, but 2"])
        self.assertEqual(self.left(), ["x.h5"])

    def test_what_keeps_the_run_from_beginning_is_told_before_its_pilots(self):
        scenario, output = self.scenario(QUICK + PHASES), self.folder / "x.h5"
        kept, bare = self.folder / "kept.h5", self.folder / "bare.h5"
        self.run_ok("run", scenario, "--set=seed=2", "-o", kept, "--keep-phase", 1)
        self.run_ok("run", scenario, off(0), off(1), "-o", bare)
        budget = '--set=phase.2.algorithm={kind="dsgd",gossip_rounds=3,control={kind="budget",bytes="8 B"}}'
        for words, says in (
                (['--set=phase.1.algorithm.control.estimator="theta"', '--set=topology.family="random_matching"'],
                 "phase.1.algorithm.control.estimator: \"theta\" with a topology that changes"),
                ([budget], "phase.2.algorithm.control.bytes: enough for 0 rounds"),
                (["--keep-phase", 9], "nothing before phase 9 of 3"),
                (["--branch-from", bare], "has kept no checkpoint before a phase"),
                (["--branch-from", kept], "seed: is 2 there, but 1 here")):
            self.refused("run", scenario, *words, "-o", output, says=[says])
            self.assertEqual(self.left(), [])

    def test_a_branch_before_whose_phase_a_pilot_is_still_to_be_run(self):
        scenario, kept, output, alone = self.scenario(QUICK + PHASES), *(self.folder / f"{name}.h5" for name in "kxz")
        self.run_ok("run", scenario, "-o", kept, "--keep-phase", 1)
        words = ["run", scenario, "--set=phase.1.algorithm.control.fraction=0.5"]
        answer = json.loads(self.run_ok(*words, "-o", output, "--branch-from", kept, "--json").stdout)
        self.assertGreater(answer["branched_seconds"], 0)
        self.run_ok(*words, "-o", alone)
        self.assert_same_result(output, alone)

    def test_validate_says_that_there_will_be_pilots(self):
        done = self.run_ok("validate", self.scenario(QUICK + PHASES))
        for phase in (0, 1):
            self.assertIn(f"the pilot of phase {phase} comes first: OUTPUT.pilot-{phase}.h5", done.stderr)


if __name__ == "__main__":
    unittest.main()
