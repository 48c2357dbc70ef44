"""What is told of the phases of a run, and of a controlled step that fails."""

import json
import shutil
import unittest

import h5py
import numpy

import program

# Two phases of 100 steps, rows every 5 steps: Ξ is greater in the first one.
PHASES = """
[[phase]]
until = 0.5
algorithm = { kind = "dsgd", control = { kind = "target", distance = 20.0, estimator = { kind = "theta", every = 2 } } }
[[phase]]
algorithm = { kind = "allreduce" }
"""
QUADRATIC = program.QUADRATIC.replace("epochs = 40", "epochs = 4").replace("every_steps = 3", "every_steps = 5")


class Phases(program.ProgramTest):
    def run_phases(self, *more):
        output = self.folder / "run.h5"
        done = self.run_ok("run", self.scenario(QUADRATIC + PHASES), "-o", output, "--json", *more)
        return output, json.loads(done.stdout)

    def test_each_phase_is_told_with_what_is_recorded_of_it(self):
        output, summary = self.run_phases()
        first, second = summary["phases"]
        with h5py.File(output) as file:
            phases, steps = file["phases"], file["steps"]
            at = list(steps["step"][:]).index(100)
            self.assertEqual((first["start"], first["end"], first["steps"], first["epochs"]), (0, 100, 100, 2))
            self.assertEqual((second["start"], second["end"], second["steps"], second["epochs"]), (100, 200, 100, 2))
            self.assertEqual([first["algorithm"], second["algorithm"]], ["dsgd", "allreduce"])
            self.assertEqual([first["topology"], second["topology"]], ["ring:nodes=8"] * 2)
            self.assertEqual([first["control"], second["control"]], ["target 20 by theta", None])
            self.assertEqual([first["target_distance"], second["target_distance"]], [20, None])
            self.assertIsNone(first["reference_distance"])
            for name in ("max_consensus_distance", "mean_rounds", "bytes_sent", "simulated_seconds", "distance_tests"):
                self.assertEqual([first[name], second[name]], list(phases[name][:]), name)
            self.assertEqual(first["simulated_seconds"], steps["simulated_time"][at])
            self.assertEqual(first["bytes_sent"], steps["bytes_sent"][at])
            self.assertEqual(first["bytes_sent"] + second["bytes_sent"], steps["bytes_sent"][-1])
            self.assertGreater(first["max_consensus_distance"], second["max_consensus_distance"])
            self.assertEqual(summary["largest_consensus_distance"], first["max_consensus_distance"])
            self.assertEqual(summary["max_consensus_distance"], steps["max_consensus_distance"][-1])
            # One round at least, then two more from test to test.
            controlled = steps["phase"][:] == 0
            rounds, tests = steps["gossip_rounds"][controlled], steps["distance_tests"][controlled]
            self.assertTrue((rounds == 1 + 2 * (tests - 1)).all())
            self.assertGreater(rounds.max(), 1)
            self.assertFalse(steps["distance_tests"][~controlled].any())
            # The mean over all steps of a relation that holds in each.
            self.assertAlmostEqual(first["mean_rounds"], 2 * first["distance_tests"] / 100 - 1, delta=1e-12)
        info = json.loads(self.run_ok("info", output, "--json").stdout)
        self.assertEqual(info["phases"], summary["phases"])
        self.assertEqual(info["largest_consensus_distance"], summary["largest_consensus_distance"])
        text = self.run_ok("info", output).stdout
        self.assertIn("phase 0            100 steps (2 epochs) of dsgd on ring:nodes=8, target 20 by theta: largest", text)
        again = self.run_ok("run", self.folder / "scenario.toml", "-o", output, "--resume", "--json")
        self.assertEqual(json.loads(again.stdout)["phases"], summary["phases"])

    def test_files_of_earlier_programs_tell_what_their_rows_tell(self):
        output, summary = self.run_phases()
        old = self.folder / "old.h5"
        shutil.copy(output, old)
        with h5py.File(old, "r+") as file:
            del file["steps/distance_tests"]
            for name in ("simulated_seconds", "bytes_sent", "distance_tests", "test_accuracy"):
                del file[f"phases/{name}"]
            for name in ("step", "rounds", "distance", "target"):
                del file.attrs[f"unreached_{name}"]
        expected = [dict(phase, distance_tests=None) for phase in summary["phases"]]
        self.assertEqual(json.loads(self.run_ok("info", old, "--json").stdout)["phases"], expected)
        self.assertIn("0,,,0,1,", self.run_ok("table", old, "--rows", "topology.nodes", "--value", "distance_tests",
                                              "--format", "csv").stdout.replace("8,distance_tests", "0"))

    def test_phases_that_there_are_not_have_no_target(self):
        output, summary = self.run_phases()
        with h5py.File(output, "r+") as file:
            file["steps/phase"][:3] = (2**62, -1, 2)
        self.assertEqual(json.loads(self.run_ok("info", output, "--json").stdout)["phases"], summary["phases"])

    def test_a_run_without_phases_and_control_has_one_that_is_not_told(self):
        output = self.folder / "run.h5"
        done = self.run_ok("run", self.scenario(QUADRATIC), "-o", output)
        self.assertNotIn("phase", done.stdout)
        info = json.loads(self.run_ok("info", output, "--json").stdout)
        self.assertEqual([phase["steps"] for phase in info["phases"]], [200])
        self.assertIsNone(info["unreached"])

    def test_of_a_stopped_run_the_phase_ends_with_the_steps_done(self):
        output, _ = self.run_phases()
        part = self.folder / "part.h5"
        shutil.copy(output, part)
        with h5py.File(part, "r+") as file:  # as while it goes on: no phases yet, rows up to step 150
            for column in file["phases"].values():
                column.resize(0, axis=0)
            for column in file["steps"].values():
                column.resize(30, axis=0)
        first, second = json.loads(self.run_ok("info", part, "--json").stdout)["phases"]
        self.assertEqual((first["start"], first["end"], second["start"], second["end"]), (0, 100, 100, 150))
        self.assertEqual([first["algorithm"], second["algorithm"]], ["dsgd", "allreduce"])
        with h5py.File(output) as file:
            self.assertEqual(first["max_consensus_distance"], file["phases/max_consensus_distance"][0])
            self.assertEqual(first["mean_rounds"], numpy.mean(file["steps/gossip_rounds"][:20]))


class Unreached(program.ProgramTest):
    def test_the_step_that_fails_is_recorded(self):
        control = "algorithm.control={kind='target',distance=1e-3,max_rounds=4}"
        for estimator in ("oracle", "theta"):
            output = self.folder / f"{estimator}.h5"
            done = program.consim("run", self.scenario(QUADRATIC), "--set", control, "--set",
                                  f"algorithm.control.estimator={estimator}", "-o", output, "--json")
            self.assertEqual(done.returncode, 3, done.stderr)
            summary = json.loads(done.stdout)
            unreached = summary["unreached"]
            with h5py.File(output) as file:
                self.assertEqual(unreached, {name: file.attrs[f"unreached_{name}"]
                                             for name in ("step", "rounds", "distance", "target")})
            self.assertEqual(unreached["step"], summary["steps_done"] + 1)
            self.assertEqual((unreached["rounds"], unreached["target"]), (4, 1e-3))
            self.assertGreater(unreached["distance"], 1e-3)
            self.assertIn(f"{unreached['distance']:.6g} after 4 rounds, all that are allowed", summary["reason"])
            self.assertEqual(json.loads(self.run_ok("info", output, "--json").stdout)["unreached"], unreached)


if __name__ == "__main__":
    unittest.main()
