"""Targets are fractions of what another run had: a run of something else is told, wherever it is asked for."""

import unittest

import program
from program import numpy

CONTROLLED = """
[[phase]]
until = 0.5
algorithm = { kind = "dsgd", control = { kind = "fraction_of_max", fraction = 0.5, reference = "free.h5" } }
[[phase]]
algorithm = { kind = "allreduce" }
"""
QUICK = program.QUADRATIC.replace("epochs = 40", "epochs = 4").replace("dimension = 3000", "dimension = 100")
FREE = '--set=phase.0.algorithm.control={kind="none"}'
PLACE = "scenario.toml:26:96: phase.0.algorithm.control.reference: "


class References(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.path, self.free, self.output = self.scenario(QUICK + CONTROLLED), self.folder / "free.h5", self.folder / "x.h5"

    def make_free(self, *words):
        self.run_ok("run", self.path, FREE, *words, "-o", self.free, "--overwrite")

    def refused_with(self, *says, words=()):
        """By both commands, with one line for each of these."""
        for command in (["validate", self.path], ["run", self.path, "-o", self.output]):
            text = self.refused(*command, *words, says=[PLACE + str(self.free) + ": " + line for line in says])
            self.assertEqual(len(text.splitlines()), len(says), text)
        self.assertFalse(self.output.exists())

    def accepted(self, *words):
        for command in (["validate", self.path], ["run", self.path, "-o", self.output, "--overwrite"]):
            self.run_ok(*command, *words)

    def test_a_file_that_is_not_there_or_no_result(self):
        self.refused_with("there is no such file; expected a run's result file")
        self.free.write_text("mine")
        self.refused_with("")

    def test_all_that_differs_is_told(self):
        self.make_free("--set=topology.nodes=7", "--set=optimizer.learning_rate=0.1", "--set=seed=2",
                       "--set=phase.0.until=0.75")
        self.refused_with("its seed is 2, not 1; expected a run that is the same up to the end of this phase",
                          "its topology.nodes is 7, not 8;", "its optimizer.learning_rate.peak is 0.1, not 0.05;",
                          "its phase.0.until is 0.75, not 0.5;")
        # A scenario that is changed in the same way has this one as its reference.
        self.accepted("--set=topology.nodes=7", "--set=optimizer.learning_rate=0.1", "--set=seed=2",
                      "--set=phase.0.until=0.75")

    def test_what_does_not_count_may_differ(self):
        self.make_free("--set=name=other", "--set=run.record_every_steps=1", "--set=run.evaluate_every_epochs=0",
                       '--set=phase.1.algorithm={kind="dsgd"}', "--threads", 1)
        self.accepted()

    def test_a_run_does_not_overwrite_what_it_reads(self):
        self.make_free()
        before = self.free.read_bytes()
        for word in ("--overwrite", "--resume"):
            self.refused("run", self.path, "-o", self.free, word, says=[
                PLACE + str(self.free) + ": is the output of this run; expected another --output"])
        self.assertEqual(self.free.read_bytes(), before)

    def test_a_run_that_ends_with_the_phase(self):
        self.make_free("--set=run.end_after_phase=0")
        self.accepted()

    def test_a_control_that_binds(self):
        self.make_free()
        self.run_ok("run", self.path, "-o", self.output)
        self.output.rename(self.free)
        self.refused_with("its phase 0 is controlled itself, with ")

    def test_a_control_without_effect(self):
        self.run_ok("run", self.path, '--set=phase.0.algorithm.control={kind="target",distance=1e6}', "-o", self.free)
        self.accepted()

    def test_a_run_that_is_not_complete(self):
        self.run_ok("run", self.path, FREE, "-o", self.free)
        with program.h5py.File(self.free, "r+") as file:
            file.attrs.modify("status", program.numpy.bytes_("interrupted".ljust(16, "\0")))
        self.refused_with("its run is interrupted; expected a complete run")

    def test_the_maximum_is_of_the_moment_that_control_acts_on(self):
        # A target a little above the largest distance that mixing leaves never binds, and one a little below it does;
        # roundings of the distance are of the order of 1e-15.
        for order in ("adapt_then_combine", "combine_then_adapt"):
            words = [f"--set=phase.0.algorithm.order={order}", "--set=run.record_every_steps=1"]
            self.make_free(*words)
            for fraction, binds in ((1.000001, False), (0.999999, True)):
                self.run_ok("run", self.path, *words, f"--set=phase.0.algorithm.control.fraction={fraction}",
                            "-o", self.output, "--overwrite")
                with program.h5py.File(self.output) as kept, program.h5py.File(self.free) as free:
                    end = kept["phases/end"][0]
                    rounds, mixed = kept["steps/gossip_rounds"][:end], "consensus_distance_after_mixing"
                    self.assertEqual(rounds.max() > 1, binds)
                    largest = free[f"phases/max_{mixed}"][0]
                    self.assertEqual(largest, free[f"steps/{mixed}"][:end].max())
                    self.assertTrue((kept["steps/target_distance"][:end] == fraction * largest).all())
                    self.assertLessEqual(kept[f"steps/{mixed}"][:end].max(), fraction * largest)
                    same = (free[f"steps/{mixed}"][:] == free["steps/consensus_distance"][:])[:end]
                    self.assertEqual((same.all(), same.any()), (order == "adapt_then_combine",) * 2)

    def test_files_of_earlier_programs_have_the_distance_at_the_end_of_a_step_alone(self):
        # Adapting first, that is what mixing leaves; combining first, nothing tells what it left.
        for order in ("adapt_then_combine", "combine_then_adapt"):
            words = [f"--set=phase.0.algorithm.order={order}", "-o", self.output, "--overwrite"]
            self.make_free(words[0])
            with program.h5py.File(self.free, "r+") as file:
                file["phases/max_consensus_distance_after_mixing"][:] = numpy.nan
                target = 0.5 * file["phases/max_consensus_distance"][0]
            if order == "adapt_then_combine":
                self.run_ok("run", self.path, *words)
                with program.h5py.File(self.output) as file:
                    self.assertEqual(file["steps/target_distance"][0], target)
            else:
                self.refused("run", self.path, *words, says=[f"{self.free}: it has no consensus distance after the mixing"])

    def test_an_earlier_reference_that_is_made_anew_with_other_roundings(self):
        # The next number above the largest distance, as another machine might find it.
        second = f'{{kind="fraction_of_max",fraction=0.5,reference="{self.folder / "second.h5"}"}}'
        both = [f'--set=phase.1.algorithm={{kind="dsgd",control={second}}}']
        self.make_free()
        self.run_ok("run", self.path, '--set=phase.1.algorithm={kind="dsgd"}', "-o", self.folder / "second.h5")
        self.run_ok("run", self.path, *both, "-o", self.output)
        with program.h5py.File(self.free, "r+") as file:
            largest = file["phases/max_consensus_distance_after_mixing"]
            before = largest[0]
            largest[0] = numpy.nextafter(before, numpy.inf)
            now = largest[0]
        told = (f"phase.1.algorithm.control.reference: {self.folder / 'second.h5'}: its phase 0 had the target {0.5 * before}, "
                f"which is {0.5 * now} now")
        self.refused("run", self.path, *both, "-o", self.output, "--overwrite", says=[told])
        self.refused("validate", self.path, *both, says=[told])

    def test_references_that_contradict_each_other_are_told_before_a_pilot(self):
        def control(reference):
            return f'{{kind="dsgd",control={{kind="fraction_of_max",fraction=0.5,reference="{reference}"}}}}'

        phases = "--set=phase=[{{until=0.25,algorithm={}}},{{until=0.5,algorithm={}}},{{algorithm={}}}]"
        plain, second, third = '{kind="dsgd"}', self.folder / "second.h5", self.folder / "third.h5"
        self.run_ok("run", self.path, phases.format(control("pilot"), plain, plain), "-o", second)
        self.run_ok("run", self.path, phases.format(control("pilot"), control(second), plain), "-o", third)
        with program.h5py.File(second, "r+") as file:
            file["phases/max_consensus_distance_after_mixing"][1] *= 1.5
        self.refused("run", self.path, phases.format(control("pilot"), control(second), control(third)), "-o", self.output,
                     says=[f"{third}: its phase 1 had the target "])
        self.assertEqual(list(self.folder.glob("x.*")), [])

    def test_a_target_of_0_is_recorded(self):
        for control in ('{kind="fraction_of_max",fraction=0,reference="pilot"}', '{kind="target",distance=0.0}'):
            self.run_ok("run", self.path, f"--set=phase.0.algorithm.control={control}", "-o", self.output, "--overwrite")
            with program.h5py.File(self.output) as file:
                phase, target = file["steps/phase"][:], file["steps/target_distance"][:]
                self.assertTrue((target[phase == 0] == 0).all())
                self.assertTrue(program.numpy.isnan(target[phase == 1]).all())

    def test_an_arm_is_of_a_sweep(self):
        arm = '--set=phase.0.algorithm.control.reference="arm:free"'
        self.refused("run", self.path, arm, "-o", self.output,
                     says=['phase.0.algorithm.control.reference: found "arm:free"; arms are of a sweep, for consim batch'])
        self.assertIn("is of a sweep", self.run_ok("validate", self.path, arm).stderr)


if __name__ == "__main__":
    unittest.main()
