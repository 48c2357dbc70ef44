"""What the program writes, read by h5py and xarray: finished, growing and killed files."""

import json
import math
import os
import unittest

import program
from program import h5py, numpy

try:
    import h5netcdf
    import xarray
except ImportError:
    h5netcdf = xarray = None

TIMING = """
schema = 1
[topology]
family = "ring"
nodes = 12
[cluster]
step_time = "3 ms"
message_size = "1 MB"
[cluster.network]
latency = "50 us"
bandwidth = "1 GB/s"
[workload]
dataset = "quadratic"
[run]
steps = 7
timing_only = true
"""


class Rows(program.ProgramTest):
    def test_rows_are_numbered_by_steps_done(self):
        output = self.folder / "run.h5"
        self.run_ok("run", self.scenario(program.QUADRATIC), "--set", "run.epochs=2", "-o", output)
        with h5py.File(output) as file:
            steps = file["steps/step"][:]
            self.assertEqual(list(steps), [*range(3, 100, 3), 100])
            self.assertTrue(numpy.allclose(file["steps/epoch"][:], steps / 50, rtol=1e-15))
            self.assertEqual(list(file["evaluations/step"][:]), [100])
            self.assertEqual((file["phases/start"][0], file["phases/end"][0]), (0, 100))
            self.assertGreaterEqual(file["phases/max_consensus_distance"][0],
                                    file["steps/consensus_distance"][:].max())
            self.assertEqual(file.attrs["status"].astype(str), "complete")
            self.assertEqual(file.attrs["steps_done"], 100)
            total = sum(file[f"nodes/{part}_seconds"][:] for part in ("compute", "communication", "idle"))
            # Three conversions of whole nanoseconds to seconds.
            self.assertTrue(numpy.allclose(total, file.attrs["simulated_seconds"], rtol=1e-14))
            # One message of 8·3000 bytes to each of two neighbours in each of 100 steps.
            self.assertEqual(list(file["nodes/bytes_sent"][:]), [2 * 8 * 3000 * 100] * 8)
            self.assertEqual(file["steps/bytes_sent"][-1], 8 * 2 * 8 * 3000 * 100)

    def test_phases_are_told_in_every_step_and_by_themselves(self):
        output = self.folder / "run.h5"
        star = '{ topology = { family = "star", nodes = 8 } }'
        self.run_ok("run", self.scenario(program.QUADRATIC), "--set", "run.epochs=2", "-o", output,
                    "--set", f"phase=[{{ until = 0.3 }}, {star}]", "--set", "run.record_every_steps=1")
        with h5py.File(output) as file:
            steps, phases = file["steps"], file["phases"]
            self.assertEqual(list(steps["phase"][:]), [0] * 30 + [1] * 70)
            self.assertEqual(list(phases["phase"][:]), [0, 1])
            self.assertEqual((list(phases["start"]), list(phases["end"])), ([0, 30], [30, 100]))
            distance = steps["consensus_distance"][:]
            self.assertEqual(list(phases["max_consensus_distance"]), [distance[:30].max(), distance[30:].max()])
            # The ring's 16 messages of 8·3000 bytes in a step, then the star's 14.
            self.assertEqual(steps["bytes_sent"][-1], 8 * 3000 * (16 * 30 + 14 * 70))

    def test_the_matrices_of_a_period_are_stored_round_by_round(self):
        output = self.folder / "run.h5"
        self.run_ok("run", self.scenario(program.QUADRATIC), "--set", "run.epochs=1", "-o", output,
                    "--set", "topology.family=alternating", "--set", "topology.graphs=ring:n=8+star:n=8")
        with h5py.File(output) as file:
            topology = file["topology"]
            w = numpy.zeros((topology.attrs["period"], 8, 8))
            w[topology["round"][:], topology["row"][:], topology["column"][:]] = topology["weight"][:]
            ring = sum(numpy.roll(numpy.eye(8), shift, axis=0) for shift in (-1, 0, 1)) / 3
            star = numpy.diag([1 / 8] + [7 / 8] * 7)
            star[0, 1:] = star[1:, 0] = 1 / 8
            # A weight is rounded once, an own weight once for each neighbour.
            self.assertTrue(numpy.allclose(w, [ring, star], rtol=0, atol=1e-15))
            self.assertEqual(len(topology["edges"]), 8 + 7 - 2)

    def test_theta_lies_between_the_bounds_of_the_gap(self):
        output = self.folder / "run.h5"
        self.run_ok("run", self.scenario(program.QUADRATIC), "--set", "run.epochs=2", "-o", output)
        with h5py.File(output) as file:
            theta, entering = file["steps/theta"][:], file["steps/consensus_distance_before_mixing"][:]
            weights = file["topology"].attrs
            low, high = 1 - weights["lambda2"], 1 - weights["lambda_n"]
            # The bounds are exact; 1e-12 is room for the roundings of sums of 24000 terms.
            self.assertTrue((theta >= low * entering * (1 - 1e-12)).all())
            self.assertTrue((theta <= high * entering * (1 + 1e-12)).all())

    def simulated(self, *overrides):
        done = self.run_ok("run", self.scenario(TIMING), *overrides, "-o", self.folder / "time.h5",
                           "--overwrite", "--json")
        return json.loads(done.stdout)["simulated_seconds"]

    def test_time_equals_the_formulas(self):
        compute, latency, wire, steps = 3e-3, 50e-6, 1e6 / 1e9, 7
        cases = {
            (): compute + latency + 2 * wire,
            ("--set", "cluster.network.sharing=none"): compute + latency + wire,
            ("--set", "algorithm.gossip_rounds=4"): compute + 4 * (latency + 2 * wire),
            ("--set", "algorithm.order=combine_then_adapt", "--set", "algorithm.gossip_rounds=4"):
                max(compute, 4 * (latency + 2 * wire)),
            ("--set", "algorithm.kind=allreduce"):
                compute + 22 * (latency + math.ceil(1e6 / 12) / 1e9),
        }
        for overrides, step in cases.items():
            with self.subTest(overrides):
                self.assertAlmostEqual(self.simulated(*overrides), steps * step, delta=0.5e-9)

    def test_a_budget_is_as_many_rounds_as_it_pays_for(self):
        # A round of TIMING's ring takes 50 us and two messages of 1 MB at 1 GB/s.
        for budget, rounds in (("time='9 ms'", 4), ("time='2.05 ms'", 1), ("bytes='8 MB'", 4)):
            with self.subTest(budget):
                seconds = self.simulated("--set", f"algorithm.control={{kind='budget',{budget}}}")
                self.assertAlmostEqual(seconds, 7 * (3e-3 + rounds * 2.05e-3), delta=0.5e-9)
        self.refused("run", self.scenario(TIMING), "-o", self.folder / "no.h5", "--set",
                     "algorithm.control={kind='budget',time='2 ms'}",
                     says=["algorithm.control.time: enough for 0 rounds of a step"])

    def test_timing_is_that_of_the_training_run(self):
        times = []
        for name, extra in (("train", []), ("time", ["--set", "run.timing_only=true"])):
            output = self.folder / f"{name}.h5"
            self.run_ok("run", self.scenario(program.QUADRATIC), "--set", "run.epochs=1", *extra, "-o", output)
            with h5py.File(output) as file:
                times.append(list(file["steps/simulated_time"][:]))
        self.assertEqual(*times)

    def control(self, name, control, *more, code=0):
        """A run of QUADRATIC for two epochs; its file, or the message of a refused one."""
        output = self.folder / name
        done = program.consim("run", self.scenario(program.QUADRATIC), "-o", output, "--set", "run.epochs=2",
                              "--set", "run.record_every_steps=1", "--set", f"algorithm.control={{{control}}}", *more)
        self.assertEqual(done.returncode, code, done.stderr)
        return output if code == 0 else done.stdout + done.stderr

    def test_a_fraction_of_anothers_greatest_distance_is_kept(self):
        free = self.control("free-1.h5", "kind='none'")
        kept = self.control("kept.h5", f"kind='fraction_of_max',fraction=0.3,reference='{self.folder}/free-{{seed}}.h5'")
        with h5py.File(free) as before, h5py.File(kept) as file:
            target = 0.3 * before["phases/max_consensus_distance"][0]
            self.assertEqual(set(file["steps/target_distance"][:]), {target})
            self.assertTrue((file["steps/consensus_distance"][:] <= target).all())
            self.assertGreater(file["phases/mean_rounds"][0], before["phases/mean_rounds"][0])

    def test_references_that_do_not_fit_are_refused(self):
        self.control("free-1.h5", "kind='none'")
        refer = f"kind='fraction_of_max',reference='{self.folder}/free-1.h5'"
        for more, words in ((["--set", "seed=2"], "its seed is 1, not 2"),
                            (["--set", "phase=[{until=0.5},{}]"], "its number of phases is none, not 2"),
                            (["--set", f"algorithm.control.reference={self.folder}/none.h5"], "no such file")):
            with self.subTest(words):
                self.assertIn(words, self.control("kept.h5", refer, *more, code=2))
        self.assertFalse((self.folder / "kept.h5").exists())

    def test_a_target_out_of_reach_ends_the_run_with_its_reason(self):
        for name, control, words in (
                ("rounds.h5", "kind='target',distance=1e-3,max_rounds=4", "after 4 rounds, all that are allowed"),
                ("rounding.h5", "kind='target',distance=1e-30", "the parameters' numbers don't resolve")):
            self.assertIn(words, self.control(name, control, code=3))
            with h5py.File(self.folder / name) as file:
                self.assertEqual(file.attrs["status"].astype(str), "failed")
                self.assertIn("target_unreachable", file.attrs["reason"].astype(str))

    def test_divergence_is_an_outcome(self):
        output = self.folder / "run.h5"
        done = program.consim("run", self.scenario(program.QUADRATIC), "--set",
                              "optimizer.learning_rate=50.0", "-o", output)
        self.assertEqual(done.returncode, 3, done.stderr)
        with h5py.File(output) as file:
            self.assertEqual(file.attrs["status"].astype(str), "diverged")
            self.assertGreater(len(file["steps/step"]), 0)


@unittest.skipIf(xarray is None, "needs python3-xarray and python3-h5netcdf of Debian")
class Reading(program.ProgramTest):
    def start_long_run(self):
        output = self.folder / "run.h5"
        process = program.start("run", self.scenario(program.QUADRATIC), "-o", output, "--set",
                                "run.epochs=100000", "--set", "run.record_every_steps=1")
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertTrue(program.wait_for(output.exists, process))
        self.assertTrue(program.wait_for(lambda: len(self.live_steps(output)) > 300, process))
        return output, process

    def live_steps(self, output):
        """Of the rows that all columns have: a reader, and a kill, may come in the middle of a flush."""
        with h5py.File(output, "r", swmr=True) as file:
            columns = [file["steps"][name] for name in file["steps"]]
            return file["steps/step"][:min(len(column) for column in columns)]

    def test_xarray_opens_every_group_of_a_finished_file(self):
        output = self.folder / "run.h5"
        self.run_ok("run", self.scenario(program.QUADRATIC), "--set", "run.epochs=2", "-o", output)
        for group in ("steps", "evaluations", "nodes", "phases", "topology"):
            with xarray.open_dataset(output, group=group, engine="h5netcdf") as data:
                self.assertGreater(len(data.variables), 0)
        with xarray.open_dataset(output, group="steps", engine="h5netcdf") as data:
            self.assertEqual(data["consensus_distance"].dims, ("step",))
            self.assertEqual(data["simulated_time"].dtype.kind, "f")

    def test_growing_file_is_read_in_swmr_mode(self):
        output, process = self.start_long_run()
        store = xarray.backends.H5NetCDFStore(h5netcdf.File(output, "r", swmr=True), group="steps")
        with xarray.open_dataset(store) as data:
            rows = min(len(data["step"]), len(data["consensus_distance"]))
            steps = data["step"][:rows].values
            # Opened in the middle of a flush: the newest rows may be there before their numbers.
            steps = steps[:(steps > 0).sum()]
            self.assertEqual(list(steps), list(range(1, len(steps) + 1)))
            self.assertGreater(len(steps), 300)
        self.assertIsNone(process.poll())
        self.assertIn("running", self.run_ok("info", output).stdout)

    def test_killed_file_is_read_and_repaired(self):
        output, process = self.start_long_run()
        before = len(self.live_steps(output))
        program.kill(process)
        with self.assertRaises(OSError):
            h5py.File(output, "r")
        self.assertGreaterEqual(len(self.live_steps(output)), before)
        self.run_ok("repair", output)
        with h5py.File(output, "r") as file:
            self.assertGreaterEqual(len(file["steps/step"]), before)
            self.assertEqual(file.attrs["status"].astype(str), "interrupted")


class Scenarios(program.ProgramTest):
    """Every scenario file of the project runs."""

    def check(self, name, *overrides):
        self.run_ok("validate", program.SCENARIOS / name)
        self.run_ok("run", program.SCENARIOS / name, *overrides, "-o", self.folder / "run.h5")

    def test_quadratic_ring(self):
        self.check("quadratic-ring.toml")

    def test_phases(self):
        self.check("phases.toml")

    def test_timing_ring(self):
        self.check("timing-ring.toml")

    def test_controlled(self):
        self.check("controlled.toml")
        with h5py.File(self.folder / "run.h5") as file:
            steps = file["steps"]
            self.assertTrue((steps["consensus_distance"][:200] <= 2.5).all())
            self.assertEqual(set(steps["target_distance"][:200]), {2.5})
            self.assertTrue(numpy.isnan(steps["target_distance"][200:]).all())
            self.assertGreater(file["phases/mean_rounds"][0], 2)
            # Exact averages leave what the mean's rounding leaves of numbers of size 1.
            self.assertLess(steps["consensus_distance"][-1], 1e-12)

    @unittest.skipUnless(os.environ.get("CONSIM_WITH_TORCH"), "built without LibTorch")
    def test_allreduce(self):
        self.check("allreduce.toml", "--set", "run.epochs=1")

    @unittest.skipUnless(os.environ.get("CONSIM_WITH_TORCH"), "built without LibTorch")
    def test_quickstart(self):
        if not os.path.isdir("/usr/share/datasets/fashion-mnist"):
            self.skipTest("needs dataset-fashion-mnist of Debian")
        self.check("quickstart.toml")
        with h5py.File(self.folder / "run.h5") as file:
            self.assertGreaterEqual(file["evaluations/test_accuracy"][-1], 0.80)


if __name__ == "__main__":
    unittest.main()
