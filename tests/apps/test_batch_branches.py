"""Points that agree up to a phase are trained once till there, and end as if each had run alone."""

import json
import os
import random
import signal
import unittest

import program
from program import consim

# Exact averages in three phases.
EXACT = """
base = "scenario.toml"
[set]
phase = [{ until = 0.5, algorithm = { kind = "allreduce" } }, { until = 0.75, algorithm = { kind = "allreduce" } },
         { algorithm = { kind = "allreduce" } }]
[axes]
seed = [1, 2]
[[arms]]
name = "exact"
"""

# All-reduce up to 1/2, then gossip for a phase, at parts of the distance that it has without control; on to 3/4, then
# gossip in ways that let nodes run ahead of each other; and trunks in which they do.
SWEEP = (EXACT + """[[arms]]
name = "free2"
set = { phase.1.algorithm = { kind = "dsgd" } }
[[arms]]
name = "kept2"
set = { phase.1.algorithm = { kind = "dsgd", control = { kind = "fraction_of_max", reference = "arm:free2" } } }
axes = { phase.1.algorithm.control.fraction = [0.5, 0.25] }
[[arms]]
name = "free3"
set = { phase.2.algorithm = { kind = "dsgd", order = "combine_then_adapt" } }
[[arms]]
name = "matched"
set = { phase.0.algorithm = { kind = "dsgd", gossip_rounds = 2 }, phase.1.algorithm = { kind = "dsgd" },
  phase.2 = { topology = { family = "random_matching", nodes = 8 } } }
[[arms]]
name = "star"
set = { phase.0.algorithm = { kind = "dsgd", gossip_rounds = 2 }, phase.1.algorithm = { kind = "dsgd" },
  phase.2 = { topology = { family = "star", nodes = 8 } } }
""").replace(",\n  phase", ", phase")

PHASES = {"free2": 1, "kept2": 1, "free3": 2, "star": 2}

# Later phases decide what the whole run has: here the terms of the optimizer, on which step times and state depend.
OPTIMIZERS = """
base = "scenario.toml"
[set]
phase = [{ until = 0.5, algorithm = { kind = "allreduce" } }, { until = 0.75 }, {}]
[[arms]]
name = "plain"
[[arms]]
name = "momentum"
set = { phase.2.optimizer = { momentum = 0.7 } }
[[arms]]
name = "more"
set = { phase.2.optimizer = { momentum = 0.9 } }
[[arms]]
name = "without"
set = { phase.2.optimizer = { momentum = 0.0 } }
[[arms]]
name = "decay"
set = { phase.2.optimizer = { weight_decay = 1e-3 } }
[[arms]]
name = "nesterov"
set = { phase.1.optimizer = { momentum = 0.7, nesterov = true } }
"""

# And the way of all-reduces, by which exact averages of the first phase go.
COLLECTIVES = """
base = "scenario.toml"
[set]
phase = [{ until = 0.5, algorithm = { kind = "dsgd", control = { kind = "target", distance = 0.0 } } },
         { until = 0.75 }, {}]
[[arms]]
name = "plain"
[[arms]]
name = "ring"
set = { phase.2.algorithm = { kind = "allreduce" } }
[[arms]]
name = "halving"
set = { phase.2.algorithm = { kind = "allreduce", collective = "halving_doubling" } }
[[arms]]
name = "slower"
set = { phase.2 = { algorithm = { kind = "allreduce", collective = "halving_doubling" },
  optimizer = { learning_rate_factor = 0.5 } } }
""".replace(",\n  optimizer", ", optimizer")

QUICK = program.QUADRATIC.replace("epochs = 40", "epochs = 8").replace("dimension = 3000", "dimension = 300")
BY_HAND = "--set=phase=[{ until = 0.5 }, { algorithm = { kind = 'allreduce' } }]"


class Branches(program.ProgramTest):
    def sweep(self, scenario=QUICK, text=SWEEP):
        self.scenario(scenario)
        path = self.folder / "sweep.toml"
        path.write_text(text)
        return path

    def batch(self, sweep):
        done = consim("batch", sweep, "--output-dir", self.folder / "out", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def assert_as_if_alone(self, answer):
        alone = self.folder / "alone.h5"
        for point in answer["points"]:
            scenario = point["result"].replace(".h5", ".toml")
            self.run_ok("run", scenario, "-o", alone, "--overwrite")
            self.assert_same_result(alone, point["result"])
        left = [path.name for path in (self.folder / "out").iterdir() if path.suffix not in (".h5", ".toml")]
        self.assertEqual(left, [])

    def test_same_bits(self):
        answer = self.batch(self.sweep())
        for point in answer["points"]:
            phase = PHASES.get(point["name"].split(",")[0])
            self.assertEqual(point["trunk_phase"], phase)
            # Each has begun there, not fallen back to the beginning.
            self.assertEqual(point["saved_seconds"] > 0, phase is not None)
        self.assertGreater(answer["saved_seconds"], 0)
        self.assert_as_if_alone(answer)

    def assert_begins(self, scenario, text, phases):
        answer = self.batch(self.sweep(scenario, text))
        found = {point["name"]: point["trunk_phase"] for point in answer["points"]}
        self.assertEqual({name: phase for name, phase in found.items() if phase is not None}, phases)
        for point in answer["points"]:
            self.assertEqual(point["saved_seconds"] > 0, point["name"] in phases)
        self.assert_as_if_alone(answer)

    def test_momentum_from_the_last_phase_on(self):
        still = QUICK.replace("momentum = 0.5", "momentum = 0.0")
        self.assert_begins(still, OPTIMIZERS, {"more": 2, "without": 2})

    def test_momentum_until_the_last_phase(self):
        self.assert_begins(QUICK, OPTIMIZERS, {"momentum": 2, "more": 2, "without": 2})

    def test_step_times_that_follow_from_the_work(self):
        modelled = QUICK.replace('step_time = "1 ms"\n', "")
        self.assert_begins(modelled.replace("momentum = 0.5", "momentum = 0.0"), OPTIMIZERS, {"more": 2, "without": 2})

    def test_exact_averages_before_an_all_reduce(self):
        self.assert_begins(QUICK, COLLECTIVES, {"ring": 2, "slower": 2})

    def test_checkpoints_that_do_not_fit_are_not_used(self):
        sweep = self.sweep()
        (self.folder / "out").mkdir()
        for phase in (1, 2):
            (self.folder / "out" / f"exact,seed=1.h5.phase-{phase}.checkpoint").write_text("no checkpoint")
        # A whole one, of another scenario.
        other = self.folder / "other.h5"
        self.run_ok("run", self.folder / "scenario.toml", BY_HAND, "-o", other, "--keep-phase", 1)
        (self.folder / "other.h5.phase-1.checkpoint").rename(
            self.folder / "out" / "exact,seed=2.h5.phase-1.checkpoint")
        answer = self.batch(sweep)
        for point in answer["points"]:
            self.assertEqual(point["saved_seconds"] > 0, point["trunk"] is not None)
        self.assert_as_if_alone(answer)

    @unittest.skipUnless(os.environ.get("CONSIM_WITH_TORCH"), "built without LibTorch")
    def test_same_bits_of_networks(self):
        pictures = program.PICTURES.replace('{ name = "resnet8", width = 4 }', '{ name = "mlp", hidden = [8] }')
        text = "[[arms]]".join(SWEEP.replace("seed = [1, 2]", "seed = [1]").split("[[arms]]")[:2])
        text += '[[arms]]\nname = "free3"\nset = { phase.2.algorithm = { kind = "dsgd" } }\n'
        answer = self.batch(self.sweep(pictures, text))
        self.assertGreater(answer["saved_seconds"], 0)
        self.assert_as_if_alone(answer)

    def test_a_trunk_that_has_passed_its_phase_keeps_nobody_waiting(self):
        # The first point is stopped in its last phase, and what it had kept is gone.
        text = SWEEP.replace("[1, 2]", "[1]").replace("until = 0.5", "until = 0.005").replace("until = 0.75", "until = 0.01")
        sweep = self.sweep(QUICK.replace("epochs = 8", "epochs = 4000"), text)
        process = program.start("batch", sweep, "--output-dir", self.folder / "out", "--jobs", 1)
        kept = self.folder / "out" / "exact,seed=1.h5.phase-2.checkpoint"
        self.assertTrue(program.wait_for(kept.exists, process))
        own = self.folder / "out" / "exact,seed=1.h5.checkpoint"
        before = own.stat().st_mtime_ns
        self.assertTrue(program.wait_for(lambda: own.stat().st_mtime_ns != before, process))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(120), 128 + signal.SIGTERM)
        plan = self.plan(sweep)
        self.assertEqual(plan["exact,seed=1"]["action"], "resume")
        self.assertEqual({name: point["trunk"] for name, point in plan.items() if name != "star,seed=1" and point["trunk"]},
                         {name: "exact,seed=1" for name in
                          ("free2,seed=1", "kept2,fraction=0.5,seed=1", "kept2,fraction=0.25,seed=1", "free3,seed=1")})
        for path in (self.folder / "out").glob("exact*.phase-*.checkpoint"):
            path.unlink()
        plan = self.plan(sweep)
        self.assertEqual(plan["exact,seed=1"]["action"], "resume")
        # The next one that agrees is the trunk of the others.
        self.assertIsNone(plan["free2,seed=1"]["trunk"])
        self.assertEqual([plan[name]["trunk"] for name in ("kept2,fraction=0.5,seed=1", "kept2,fraction=0.25,seed=1",
                                                           "free3,seed=1")], ["free2,seed=1"] * 3)

    def plan(self, sweep):
        done = self.run_ok("batch", sweep, "--output-dir", self.folder / "out", "--json", "--dry-run")
        return {point["name"]: point for point in json.loads(done.stdout)["points"]}

    def versions(self):
        """Of results and checkpoints."""
        found = set()
        for path in (self.folder / "out").glob("*.h5*"):
            try:
                found.add((path.name, path.stat().st_mtime_ns))
            except FileNotFoundError:
                pass
        return found

    def test_killed_ten_times_with_the_same_files_in_the_end(self):
        sweep = self.sweep(QUICK.replace("epochs = 8", "epochs = 60"))
        chance, kills = random.Random(3), 0
        for attempt in range(10):
            before = self.versions()
            process = program.start("batch", sweep, "--output-dir", self.folder / "out", "--jobs", 2)
            seen = set()
            # The first kill comes early in any case; later ones may find all done on a machine that is slow to look.
            wanted = chance.randrange(3, 60) if attempt > 0 else 1

            def changed():
                seen.update(self.versions() - before)
                return len(seen) >= wanted

            kills += program.wait_for(changed, process)
            program.kill(process)
        self.assertGreater(kills, 0)
        answer = self.batch(sweep)
        self.assert_as_if_alone(answer)


if __name__ == "__main__":
    unittest.main()
