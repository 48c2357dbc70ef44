"""Points that agree up to a phase are trained once till there, and end as if each had run alone."""

import json
import os
import random
import unittest

import program
from program import consim

# All-reduce up to 1/2, then gossip for a phase, at parts of the distance that it has without control; on to 3/4, then
# gossip in ways that let nodes run ahead of each other; and trunks in which they do.
SWEEP = """
base = "scenario.toml"
[set]
phase = [{ until = 0.5, algorithm = { kind = "allreduce" } }, { until = 0.75, algorithm = { kind = "allreduce" } },
         { algorithm = { kind = "allreduce" } }]
[axes]
seed = [1, 2]
[[arms]]
name = "exact"
[[arms]]
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
""".replace(",\n  phase", ", phase")

PHASES = {"free2": 1, "kept2": 1, "free3": 2, "star": 2}
QUICK = program.QUADRATIC.replace("epochs = 40", "epochs = 8").replace("dimension = 3000", "dimension = 300")


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

    @unittest.skipUnless(os.environ.get("CONSIM_WITH_TORCH"), "built without LibTorch")
    def test_same_bits_of_networks(self):
        pictures = program.PICTURES.replace('{ name = "resnet8", width = 4 }', '{ name = "mlp", hidden = [8] }')
        text = "[[arms]]".join(SWEEP.replace("seed = [1, 2]", "seed = [1]").split("[[arms]]")[:2])
        text += '[[arms]]\nname = "free3"\nset = { phase.2.algorithm = { kind = "dsgd" } }\n'
        answer = self.batch(self.sweep(pictures, text))
        self.assertGreater(answer["saved_seconds"], 0)
        self.assert_as_if_alone(answer)

    def test_killed_ten_times_with_the_same_files_in_the_end(self):
        sweep = self.sweep(QUICK.replace("epochs = 8", "epochs = 60"))
        chance, kills = random.Random(3), 0
        for _ in range(10):
            process = program.start("batch", sweep, "--output-dir", self.folder / "out", "--jobs", 2)
            seen = set()
            wanted = chance.randrange(3, 30)

            def changed():
                for path in (self.folder / "out").glob("*"):
                    try:
                        seen.add((path.name, path.stat().st_mtime_ns))
                    except FileNotFoundError:
                        pass
                return len(seen) > 60 + wanted

            kills += program.wait_for(changed, process)
            program.kill(process)
        self.assertGreater(kills, 2)
        answer = self.batch(sweep)
        self.assert_as_if_alone(answer)


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

    def test_what_does_not_fit_is_refused(self):
        path, first = self.scenario(QUICK), self.folder / "a.h5"
        self.run_ok("run", path, self.PHASES, "-o", first, "--keep-phase", 1)
        for other in ("seed=2", "run.epochs=9", "phase.0.until=0.4", "algorithm.gossip_rounds=2"):
            self.refused("run", path, self.OTHER, "--set", other, "-o", self.folder / "b.h5",
                         "--branch-from", first, says=["has kept no checkpoint before a phase"])
        self.assertFalse((self.folder / "b.h5").exists())
        self.refused("run", path, self.PHASES, "-o", self.folder / "b.h5", "--keep-phase", 2,
                     says=["--keep-phase: there is nothing before phase 2 of 2"])
        kept = self.folder / "a.h5.phase-1.checkpoint"
        kept.write_bytes(kept.read_bytes()[:-100])
        self.refused("run", path, self.OTHER, "-o", self.folder / "b.h5", "--branch-from", first,
                     says=["a.h5.phase-1.checkpoint"])


if __name__ == "__main__":
    unittest.main()
