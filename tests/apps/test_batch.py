"""A batch: each point as by itself, whatever ends the batch on the way, and nothing done twice."""

import json
import os
import pathlib
import random
import select
import signal
import unittest

import program
from program import consim, h5py, numpy

SWEEP = """
base = "scenario.toml"
[axes]
workload.noise = [0.5, 1.0]
algorithm.gossip_rounds = [1, 2]
seed = [1, 2]
"""

ARMS = """
base = "scenario.toml"
[axes]
seed = [1, 2]
[[arms]]
name = "kept"
set = { phase = [
  { until = 0.5, algorithm = { kind = "dsgd", control = { kind = "fraction_of_max", reference = "arm:free" } } }, {}] }
axes = { phase.0.algorithm.control.fraction = [0.5] }
[[arms]]
name = "free"
set = { phase = [{ until = 0.5 }, {}] }
"""

QUICK = program.QUADRATIC.replace("epochs = 40", "epochs = 6").replace("dimension = 3000", "dimension = 300")

# Checkpoints come every few milliseconds.
LONG = program.QUADRATIC.replace("epochs = 40", "epochs = 100000")


class BatchTest(program.ProgramTest):
    def sweep(self, text=SWEEP, scenario=QUICK):
        self.scenario(scenario)
        path = self.folder / "sweep.toml"
        path.write_text(text)
        return path

    def batch(self, sweep, *options, folder="out", code=0):
        done = consim("batch", sweep, "--output-dir", self.folder / folder, "--json", *options)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return json.loads(done.stdout)

    def files(self, folder="out"):
        return sorted((self.folder / folder).glob("*.h5"))

    def start(self, sweep, folder="out"):
        return program.start("batch", sweep, "--output-dir", self.folder / folder, "--jobs", 2)


class Points(BatchTest):
    def test_each_is_what_it_is_by_itself_and_isnt_run_twice(self):
        answer = self.batch(self.sweep())
        self.assertEqual((answer["complete"], answer["not_complete"]), (8, 0))
        self.assertEqual([point["name"] for point in answer["points"]][:2],
                         ["noise=0.5,gossip_rounds=1,seed=1", "noise=0.5,gossip_rounds=1,seed=2"])
        alone = self.folder / "alone.h5"
        for point in answer["points"][::3]:
            words = [f"--set={key}={value}" for key, value in zip(
                ("workload.noise", "algorithm.gossip_rounds", "seed"),
                (part.split("=")[1] for part in point["name"].split(",")))]
            self.run_ok("run", self.folder / "scenario.toml", *words, "-o", alone, "--overwrite")
            self.assert_same_result(alone, point["result"])
        before = {path: path.read_bytes() for path in self.files()}
        again = self.batch(self.sweep())
        self.assertEqual({point["action"] for point in again["points"]}, {"skip"})
        self.assertIsNone(again["overhead"])
        self.assertEqual({path: path.read_bytes() for path in self.files()}, before)

    def test_more_points_are_added_to_those_that_are_there(self):
        self.batch(self.sweep())
        answer = self.batch(self.sweep(SWEEP.replace("[1, 2]\n", "[1, 2, 3]\n")))
        self.assertEqual(sum(point["action"] == "start" for point in answer["points"]), 2 * 9 - 8)

    def test_the_scenario_beside_a_result_runs_it_again(self):
        self.batch(self.sweep())
        output = self.files()[3]
        self.run_ok("run", output.with_suffix(".toml"), "-o", self.folder / "again.h5")
        self.assert_same_result(output, self.folder / "again.h5")

    def test_references_are_other_points(self):
        plan = self.batch(self.sweep(ARMS), "--dry-run")
        self.assertEqual({point["action"] for point in plan["points"]}, {"start"})
        self.assertFalse((self.folder / "out").exists())
        self.batch(self.sweep(ARMS))
        for seed in (1, 2):
            with h5py.File(self.folder / f"out/free,seed={seed}.h5") as free, \
                    h5py.File(self.folder / f"out/kept,fraction=0.5,seed={seed}.h5") as kept:
                target = 0.5 * free["phases/max_consensus_distance"][0]
                # The same product of the same two numbers.
                self.assertEqual(kept["steps/target_distance"][0], target)
                self.assertLessEqual(kept["phases/max_consensus_distance"][0], target)

    def test_the_examples_run(self):
        for sweep in sorted((program.SCENARIOS / "sweeps").glob("*.toml")):
            self.assertEqual(self.batch(sweep, folder=sweep.stem)["not_complete"], 0)

    def test_a_folder_may_be_moved(self):
        self.batch(self.sweep(ARMS))
        (self.folder / "out").rename(self.folder / "moved")
        answer = self.batch(self.sweep(ARMS), folder="moved")
        self.assertEqual({point["action"] for point in answer["points"]}, {"skip"})


class Failures(BatchTest):
    def test_a_diverged_point_stays_and_blocks_what_reads_it(self):
        sweep = self.sweep(ARMS.replace("{ phase = [{ until = 0.5 }, {}] }",
                                        "{ phase = [{ until = 0.5 }, { optimizer = { learning_rate = 1000.0 } }] }"))
        answer = self.batch(sweep, code=3)
        self.assertEqual([point["status"] for point in answer["points"]],
                         ["blocked", "blocked", "diverged", "diverged"])
        self.assertIn("isn't finite", answer["points"][2]["reason"])
        self.assertIn("free,seed=1 is diverged", answer["points"][0]["reason"])
        before = [path.read_bytes() for path in self.files()]
        again = self.batch(sweep, code=3)
        self.assertEqual([point["action"] for point in again["points"]], ["keep"] * 4)
        # What an earlier batch has left is foreseen.
        plan = self.batch(sweep, "--dry-run")
        self.assertEqual([(point["status"], point["reason"]) for point in plan["points"]],
                         [(point["status"], point["reason"]) for point in again["points"]])
        again_plan = self.batch(sweep, "--dry-run", "--retry-failed")
        self.assertEqual([(point["status"], point["action"]) for point in again_plan["points"]],
                         [("new", "start")] * 2 + [("diverged", "start over")] * 2)
        self.assertEqual(again["points"][2]["reason"], answer["points"][2]["reason"])
        self.assertEqual([path.read_bytes() for path in self.files()], before)
        retried = self.batch(sweep, "--retry-failed", code=3)
        self.assertEqual(retried["points"][2]["action"], "start over")
        self.assertGreater(retried["run_seconds"], 0)

    def test_a_run_that_cannot_begin_is_told_and_tried_again(self):
        sweep = self.sweep(SWEEP.replace("workload.noise = [0.5, 1.0]", "phase = [[{ until = 0.5 }, {}], [{ until = 0.001 }, { until = 0.002 }, {}]]"))
        answer = self.batch(sweep, code=3)
        self.assertEqual(answer["complete"], 4)
        failed = [point for point in answer["points"] if point["status"] == "failed"]
        self.assertEqual(len(failed), 4)
        self.assertIn("phase.1.until: the phase ends at step 1 and begins at 1", failed[0]["reason"])
        self.assertEqual(len(self.files()), 4)

    def test_gossip_that_cannot_be_is_told_before_anything_runs(self):
        budget = "algorithm.control = [{ kind = 'none' }, { kind = 'budget', bytes = '1 B' }]"
        theta = "algorithm.control = { kind = 'target', distance = 1.0, estimator = 'theta' }"
        for words, says in (
                (SWEEP.replace("workload.noise = [0.5, 1.0]", budget),
                 "algorithm.control.bytes: enough for 0 rounds of a step (in control=budget-1_B,gossip_rounds=1,seed=1 and 1 more); expected"),
                (SWEEP.replace("workload.noise = [0.5, 1.0]", "topology.family = ['ring', 'one_peer_exponential']")
                 + f"[set]\n{theta}\n", 'algorithm.control.estimator: "theta" with a topology that changes')):
            for option in ([], ["--dry-run"]):
                text = self.refused("batch", self.sweep(words), "--output-dir", self.folder / "out", *option, says=[says])
                # A budget is told for each number of rounds that it isn't enough for.
                self.assertEqual(len(text.splitlines()), 1 if "theta" in says else 2, text)
            self.assertEqual(self.files(), [])

    def test_a_result_of_another_scenario_is_left_alone(self):
        self.batch(self.sweep())
        before = {path: path.read_bytes() for path in self.files()}
        other = QUICK.replace("momentum = 0.5", "momentum = 0.25")
        errors = self.refused("batch", self.sweep(scenario=other), "--output-dir", self.folder / "out")
        self.assertEqual(errors.splitlines(), [
            f"{self.folder / 'out'}: optimizer.momentum: is 0.5 in 8 results, the first noise=0.5,gossip_rounds=1,"
            "seed=1.h5, but 0.25 in the sweep; move the results away, or choose another --output-dir"])
        # One result, and a key with many values: a line each.
        points = self.folder / "out" / "noise=0.5,gossip_rounds=2,seed=1.h5"
        for path in self.files():
            if path != points:
                path.rename(path.with_suffix(".away"))
        self.refused("batch", self.sweep(scenario=other), "--output-dir", self.folder / "out",
                     says=[f"is 0.5 in {points.name}, but 0.25 in the sweep"])
        for path in (self.folder / "out").glob("*.away"):
            path.rename(path.with_suffix(".h5"))
        several = SWEEP.replace("[0.5, 1.0]", "[0.5, 1.0, 2.0, 3.0]").replace("seed = [1, 2]", "seed = [1]")
        self.batch(self.sweep(several), folder="several")
        left = sorted((self.folder / "several").glob("*.h5"))
        for name, path in zip([path.name for path in left], left[2:] + left[:2]):  # each in the place of another
            path.rename(path.with_name("_" + name))
        for path in (self.folder / "several").glob("_*.h5"):
            path.rename(path.with_name(path.name[1:]))
        errors = self.refused("batch", self.sweep(several), "--output-dir", self.folder / "several",
                              says=["workload.noise: is "])
        lines = [line for line in errors.splitlines() if "workload.noise" in line]
        self.assertEqual(len(lines), 1)
        self.assertIn("in 8 results, such as ", lines[0])
        self.assertEqual({path: path.read_bytes() for path in self.files()}, before)
        self.files()[0].write_text("not a result")
        self.refused("batch", self.sweep(), "--output-dir", self.folder / "out", "--dry-run", says=["HDF5"])

    def test_bad_usage(self):
        sweep = self.sweep()
        for words, says in ((["--jobs", 0], "not in range"), (["--output-dir", ""], "expected: folder"),
                            (["--output-dir", sweep], "isn't a folder"), (["--retry"], "--retry-failed")):
            self.refused("batch", sweep, *([] if "--output-dir" in words else ["--output-dir", self.folder / "x"]),
                         *words, says=[says])
        self.refused("batch", self.folder / "none.toml", "--output-dir", "x", says=["No such file"])


class Interruptions(BatchTest):
    def runs_of(self, process):
        """The processes that a batch has started and that still live."""
        children = f"/proc/{process.pid}/task/{process.pid}/children"
        return [int(word) for word in pathlib.Path(children).read_text().split()]

    def began(self, folder="out"):
        return lambda: len(list((self.folder / folder).glob("*.checkpoint"))) == 2

    def test_asked_to_stop_it_stops_its_runs_with_checkpoints(self):
        sweep = self.sweep(scenario=LONG)
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start(sweep)
            self.assertTrue(program.wait_for(
                lambda: self.began()() and len(self.runs_of(process)) == 2, process))
            process.send_signal(number)
            self.assertEqual(process.wait(120), 128 + number)
            self.assertEqual(len(self.files()), 2)
            for path in self.files():
                with h5py.File(path) as file:
                    self.assertEqual(file.attrs["status"], b"interrupted")
            plan = self.batch(sweep, "--dry-run")
            self.assertEqual([point["action"] for point in plan["points"]], ["resume"] * 2 + ["start"] * 6)

    def test_a_result_that_is_removed_under_it_is_told(self):
        sweep = self.sweep('base = "scenario.toml"\n[axes]\nrun.epochs = [6, 6000]\n')
        command = [program.PROGRAM, "batch", str(sweep), "--output-dir", str(self.folder / "out"), "--jobs", "1", "--json"]
        process = program.subprocess.Popen(command, stdout=program.subprocess.PIPE, stderr=program.subprocess.DEVNULL)
        later = self.folder / "out" / "epochs=6000.h5"
        self.assertTrue(program.wait_for(later.exists, process))
        (self.folder / "out" / "epochs=6.h5").unlink()
        points = json.loads(process.communicate(timeout=300)[0])["points"]
        self.assertEqual(process.returncode, 3)
        self.assertEqual([point["status"] for point in points], ["failed", "complete"])
        self.assertIn("its result has been removed", points[0]["reason"])
        self.assertEqual(self.batch(sweep)["complete"], 2)

    def test_results_of_no_point_are_told(self):
        self.batch(self.sweep('base = "scenario.toml"\n[axes]\nseed = [1, 2]\n'))
        fewer = self.sweep('base = "scenario.toml"\n[axes]\nseed = [1]\n')
        for option in ([], ["--dry-run"]):
            done = self.run_ok("batch", fewer, "--output-dir", self.folder / "out", *option)
            self.assertIn("consim: 1 result is in ", done.stderr)
            self.assertIn("of no point of this sweep, such as seed=2.h5\n", done.stderr)

    def test_data_are_missed_where_they_are_read(self):
        timing = ('[topology]\nfamily = "ring"\nnodes = 4\n[cluster]\nstep_time = "1 ms"\nmessage_size = "1 kB"\n'
                  '[workload]\ndataset = "cifar10"\ndata_dir = "/nowhere"\ntrain_samples = 400\nmodel = "mlp"\n'
                  '[run]\nepochs = 1\ntiming_only = true\n')
        sweep = self.sweep('base = "scenario.toml"\n[axes]\nrun.timing_only = [true, false]\n', timing)
        done = self.run_ok("batch", sweep, "--output-dir", self.folder / "out", "--dry-run")
        self.assertEqual(done.stderr.count("the data can't be read"), 1, done.stderr)
        self.assertIn("consim: timing_only=false: the data can't be read: /nowhere: no data_batch_1.bin", done.stderr)
        answer = self.batch(sweep, code=3)
        self.assertEqual([point["status"] for point in answer["points"]], ["complete", "failed"])

    def test_without_a_checkpoint_an_interrupted_point_starts_over(self):
        self.batch(self.sweep())
        stopped, failed = self.files()[:2]
        for path, status in ((stopped, b"interrupted"), (failed, b"failed")):
            with h5py.File(path, "r+") as file:
                file.attrs.modify("status", numpy.bytes_(status.ljust(16, b"\0")))
        plan = self.batch(self.sweep(), "--dry-run")
        self.assertEqual([point["action"] for point in plan["points"]], ["start over", "keep"] + ["skip"] * 6)
        plan = self.batch(self.sweep(), "--dry-run", "--retry-failed")
        self.assertEqual([point["action"] for point in plan["points"]], ["start over"] * 2 + ["skip"] * 6)
        before = self.folder / "before.h5"
        self.files()[2].rename(before)
        self.assertEqual(self.batch(self.sweep(), "--retry-failed")["complete"], 8)
        self.assert_same_result(before, self.files()[2])

    def test_two_in_one_folder_refuse(self):
        process = self.start(self.sweep(scenario=LONG))
        self.assertTrue(program.wait_for(self.began(), process))
        self.refused("batch", self.sweep(scenario=LONG), "--output-dir", self.folder / "out",
                     says=["another batch is at work"])
        process.send_signal(signal.SIGTERM)
        process.wait(120)

    def test_runs_end_when_the_batch_is_killed(self):
        process = self.start(self.sweep(scenario=LONG))
        self.assertTrue(program.wait_for(self.began(), process))
        runs = self.runs_of(process)
        self.assertEqual(len(runs), 2)
        program.kill(process)
        for run in runs:
            descriptor = None
            try:
                descriptor = os.pidfd_open(run)
            except ProcessLookupError:
                continue
            self.assertTrue(wait_readable(descriptor, 60))
            os.close(descriptor)
        for path in self.files():
            with h5py.File(path) as file:
                self.assertEqual(file.attrs["status"], b"interrupted")

    def test_killed_ten_times_it_ends_with_the_same_files(self):
        sweep = self.sweep(ARMS.replace("seed = [1, 2]", "workload.noise = [0.5, 1.0]\nseed = [1, 2]"),
                           QUICK.replace("epochs = 6", "epochs = 60"))
        self.batch(sweep, folder="undisturbed")
        chance = random.Random(7)
        kills = 0
        for attempt in range(10):
            process = self.start(sweep)
            # The first kill comes early in any case; later ones may find all done on a machine that is slow to look.
            changes = chance.randrange(1, 12) if attempt > 0 else 1
            seen = [None]

            def changed():
                now = [path.stat().st_mtime_ns for path in existing(self.folder / "out", "*.checkpoint")]
                if now != seen[0]:
                    seen[0] = now
                    seen.append(now)
                return len(seen) > changes + 1

            kills += program.wait_for(changed, process)
            program.kill(process)
        self.assertGreater(kills, 0)
        answer = self.batch(sweep)
        self.assertEqual(answer["not_complete"], 0)
        self.assertEqual([path.name for path in self.files()], [path.name for path in self.files("undisturbed")])
        for path in self.files():
            self.assert_same_result(path, self.folder / "undisturbed" / path.name)
        self.assertEqual(existing(self.folder / "out", "*.lock") + existing(self.folder / "out", "*.checkpoint"), [])


def existing(folder, pattern):
    return [path for path in sorted(folder.glob(pattern)) if path.exists()]


def wait_readable(descriptor, seconds):
    return bool(select.select([descriptor], [], [], seconds)[0])


if __name__ == "__main__":
    unittest.main()
