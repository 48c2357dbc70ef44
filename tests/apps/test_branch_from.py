"""Runs that begin from what another one has kept, by hand: consim run --keep-phase, --branch-from."""

import unittest

import program

QUICK = program.QUADRATIC.replace("epochs = 40", "epochs = 8").replace("dimension = 3000", "dimension = 300")


class ByHand(program.ProgramTest):
    PHASES = "--set=phase=[{ until = 0.5 }, { algorithm = { kind = 'allreduce' } }]"
    OTHER = "--set=phase=[{ until = 0.5 }, { algorithm = { gossip_rounds = 3 } }]"

    def test_branch_from_a_run(self):
        path, first, second = self.scenario(QUICK), self.folder / "a.h5", self.folder / "b.h5"
        self.run_ok("run", path, self.PHASES, "-o", first, "--keep-phase", 1)
        self.assertTrue((self.folder / "a.h5.phase-1.checkpoint").exists())
        plain = self.folder / "plain.h5"
        self.run_ok("run", path, self.PHASES, "-o", plain)
        self.assert_same_result(first, plain)
        self.run_ok("run", path, self.OTHER, "-o", second, "--branch-from", first)
        self.run_ok("run", path, self.OTHER, "-o", plain, "--overwrite")
        self.assert_same_result(second, plain)

    def test_phases_in_any_order(self):
        three = "--set=phase=[{ until = 0.5 }, { until = 0.75 }, { algorithm = { kind = 'allreduce' } }]"
        self.run_ok("run", self.scenario(QUICK), three, "-o", self.folder / "a.h5",
                    "--keep-phase", 2, "--keep-phase", 1, "--keep-phase", 2)
        self.assertEqual(sorted(path.name for path in self.folder.glob("*.checkpoint")),
                         ["a.h5.phase-1.checkpoint", "a.h5.phase-2.checkpoint"])

    def test_an_existing_result_is_kept(self):
        path, first, second = self.scenario(QUICK), self.folder / "a.h5", self.folder / "b.h5"
        self.run_ok("run", path, self.PHASES, "-o", first, "--keep-phase", 1)
        self.run_ok("run", path, "-o", second)
        for output, words, says in ((second, [], "exists already; --overwrite replaces it"),
                                    (first, ["--overwrite"], "is the run to branch from"),
                                    (first, [], "is the run to branch from")):
            before = output.read_bytes()
            self.refused("run", path, self.OTHER, "-o", output, "--branch-from", first, *words, says=[says])
            self.assertEqual(output.read_bytes(), before)
        self.run_ok("run", path, self.OTHER, "-o", second, "--branch-from", first, "--overwrite")
        plain = self.folder / "plain.h5"
        self.run_ok("run", path, self.OTHER, "-o", plain)
        self.assert_same_result(second, plain)

    def test_what_does_not_fit_is_refused(self):
        path, first = self.scenario(QUICK), self.folder / "a.h5"
        self.run_ok("run", path, self.PHASES, "-o", first, "--keep-phase", 1)
        for words, says in ((["seed=2"], ["seed: is 1 there, but 2 here; before phase 1 both runs must be the same"]),
                            (["run.epochs=9", "phase.0.until=0.4"], ["run.epochs: is 8 there, but 9 here",
                                                                     "phase.0.until: is 0.5 there, but 0.4 here"]),
                            (["algorithm.gossip_rounds=2"], ["algorithm.gossip_rounds: is 1 there, but 2 here"]),
                            (["phase.1.optimizer={momentum=0.0}"], None),  # the whole run has momentum all the same
                            (["phase.1.optimizer={weight_decay=1e-3}"], ["the later phases differ in what the whole run"])):
            more = [word for other in words for word in ("--set", other)]
            if says is None:
                self.run_ok("run", path, self.OTHER, *more, "-o", self.folder / "c.h5", "--branch-from", first)
                continue
            errors = self.refused("run", path, self.OTHER, *more, "-o", self.folder / "b.h5", "--branch-from", first,
                                  says=says)
            self.assertEqual(len(errors.splitlines()), len(says))
        three = "phase=[{ until = 0.5 }, { until = 0.75 }, {}]"
        self.run_ok("run", path, "--set", three, "-o", self.folder / "three.h5", "--keep-phase", 2)
        for words, source, says in (
                ([self.OTHER], "three.h5", "three.h5.phase-2.checkpoint: is of a run before phase 2; this scenario has 2 phases"),
                ([], "a.h5", "is of a run before phase 1; this scenario has 1 phase,"),
                ([self.OTHER], "c.h5", "c.h5: has kept no checkpoint before a phase; run it with --keep-phase K"),
                ([self.OTHER], "gone.h5", "gone.h5: no such file")):
            self.refused("run", path, *words, "-o", self.folder / "b.h5", "--branch-from", self.folder / source, says=[says])
        self.assertFalse((self.folder / "b.h5").exists())
        self.refused("run", path, self.PHASES, "-o", self.folder / "b.h5", "--keep-phase", 2,
                     says=["--keep-phase: there is nothing before phase 2 of 2"])
        kept = self.folder / "a.h5.phase-1.checkpoint"
        kept.write_bytes(kept.read_bytes()[:-100])
        self.refused("run", path, self.OTHER, "-o", self.folder / "b.h5", "--branch-from", first,
                     says=["a.h5.phase-1.checkpoint"])


if __name__ == "__main__":
    unittest.main()
