"""A run that was interrupted and resumed has the bits of an undisturbed one."""

import json
import os
import random
import signal
import unittest

import program

ALGORITHMS = {
    "dsgd": [],
    "dsgd_ahead": ["--set", "algorithm.order=combine_then_adapt", "--set", "algorithm.gossip_rounds=2"],
    "allreduce": ["--set", "algorithm.kind=allreduce"],
}

# Of program.QUADRATIC's eight nodes.
SEQUENCES = {
    "alternating": ["--set", "topology.family=alternating", "--set", "topology.graphs=ring:n=8+star:n=8"],
    "matchings": ["--set", "topology.family=random_matching", "--set", "algorithm.gossip_rounds=2"],
    "epidemic_ahead": ["--set", "topology.family=epidemic", "--set", "topology.degree=2",
                       "--set", "algorithm.order=combine_then_adapt"],
    "phases": ["--set", "algorithm.gossip_rounds=3", "--set", """phase=[
        { until = 0.3, topology = { family = "alternating", graphs = "path:n=8+complete:n=8" } },
        { until_epoch = 30, topology = { family = "random_matching", nodes = 8 } }, { topology = { family = "star", nodes = 8 } }]"""],
}


class ResumeOfAnEnd(program.ProgramTest):
    def test_a_run_that_has_ended_is_left_as_it_is(self):
        text = program.QUADRATIC.replace("learning_rate = 0.05", "learning_rate = 1000.0")
        for name, scenario, code, status in (("diverged", text, 3, "diverged"),
                                             ("complete", program.QUADRATIC, 0, "complete")):
            output, path = self.folder / f"{name}.h5", self.scenario(scenario)
            first = program.consim("run", path, "-o", output, "--json")
            self.assertEqual(first.returncode, code, first.stderr)
            before = output.read_bytes()
            again = program.consim("run", path, "-o", output, "--resume", "--json")
            self.assertEqual(again.returncode, code)
            self.assertEqual(again.stderr, "")
            self.assertEqual(output.read_bytes(), before)
            one, two = json.loads(first.stdout), json.loads(again.stdout)
            self.assertEqual(two["status"], status)
            self.assertTrue(two["nothing_to_do"])
            for key in ("reason", "steps_done", "steps_planned", "nodes", "trajectory_hash"):
                self.assertEqual(one[key], two[key], key)

    def test_a_result_resumes_itself(self):
        path = self.scenario(program.QUADRATIC)
        whole, output = self.folder / "whole.h5", self.folder / "stopped.h5"
        self.run_ok("run", path, "-o", whole)
        checkpoint = output.with_name(output.name + ".checkpoint")
        process = program.start("run", path, "-o", output)
        self.assertTrue(program.wait_for(checkpoint.exists, process))
        process.send_signal(signal.SIGHUP)
        self.assertEqual(process.wait(), 128 + signal.SIGHUP)
        self.refused("run", path, "-o", output, says=["exists already; --resume goes on with it, --overwrite replaces it"])
        self.run_ok("run", output, "--resume")
        self.assert_same_result(whole, output)

    def test_a_graph_file_that_has_changed_is_refused(self):
        graph = self.folder / "g.csv"
        graph.write_text("".join(f"{i},{(i + 1) % 8}\n" for i in range(8)))
        path, output = self.scenario(program.QUADRATIC), self.folder / "stopped.h5"
        words = ["run", path, "-o", output, "--set", f"topology.file={graph}"]
        checkpoint = output.with_name(output.name + ".checkpoint")
        process = program.start(*words)
        self.assertTrue(program.wait_for(checkpoint.exists, process))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(), 128 + signal.SIGTERM)
        before, ring = output.read_bytes(), graph.read_text()
        graph.write_text("".join(f"{i},{(i + 3) % 8}\n" for i in range(8)))
        refused = program.consim(*words, "--resume")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("a file of a graph, of weights or of a reference has changed since the run began", refused.stderr)
        self.assertEqual(output.read_bytes(), before)
        graph.write_text(ring)
        self.run_ok(*words, "--resume")

    def test_a_checkpoint_that_cannot_be_written_ends_the_run_with_its_rows(self):
        path, output = self.scenario(program.QUADRATIC), self.folder / "run.h5"
        (self.folder / "run.h5.checkpoint").mkdir()
        (self.folder / "run.h5.checkpoint" / "file").touch()
        done = program.consim("run", path, "-o", output, "--json")
        self.assertEqual(done.returncode, 3, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual((answer["status"], answer["steps_done"]), ("failed", 3 * 50))
        self.assertIn("checkpoint", answer["reason"])
        with program.h5py.File(output, "r") as file:
            self.assertEqual(list(file["steps/step"]), list(range(3, 151, 3)))


class Resume(program.ProgramTest):
    def fresh(self, name):
        folder = self.folder / str(len(list(self.folder.iterdir())))
        folder.mkdir()
        return folder / name

    def interrupted(self, text, overrides, number):
        """Starts, stops `number` times at random moments (killed or asked to stop), resumes."""
        scenario, output = self.scenario(text), self.fresh("interrupted.h5")
        checkpoint = output.with_name(output.name + ".checkpoint")
        chance = random.Random(5)
        interruptions = 0
        for attempt in range(number):
            threads = 1 + attempt % 3
            process = program.start("run", scenario, *overrides, "-o", output, "--resume",
                                    "--threads", threads)
            stamp = checkpoint.stat().st_mtime_ns if checkpoint.exists() else None
            progressed = program.wait_for(
                lambda: checkpoint.exists() and checkpoint.stat().st_mtime_ns != stamp, process)
            if progressed:
                interruptions += 1
            if chance.random() < 0.3 and process.poll() is None:
                process.send_signal(signal.SIGTERM)
                self.assertIn(process.wait(), (128 + signal.SIGTERM, 0))
            else:
                program.kill(process)
        self.assertGreater(interruptions, 0)
        self.run_ok("run", scenario, *overrides, "-o", output, "--resume", "--threads", 2)
        self.assertFalse(checkpoint.exists())
        return output

    def check(self, text, overrides, number):
        undisturbed = self.fresh("undisturbed.h5")
        self.run_ok("run", self.scenario(text), *overrides, "-o", undisturbed)
        self.assert_same_result(undisturbed, self.interrupted(text, overrides, number))

    def test_quadratic(self):
        for name, overrides in {**ALGORITHMS, **SEQUENCES}.items():
            with self.subTest(name):
                self.check(program.QUADRATIC, overrides, 4)

    @unittest.skipUnless(os.environ.get("CONSIM_WITH_TORCH"), "built without LibTorch")
    def test_pictures(self):
        for name, overrides in ALGORITHMS.items():
            with self.subTest(name):
                self.check(program.PICTURES, overrides, 3)

    def test_stopped_run_has_a_closed_file_and_a_checkpoint(self):
        scenario, output = self.scenario(program.QUADRATIC), self.folder / "run.h5"
        process = program.start("run", scenario, "-o", output, "--set", "run.epochs=4000")
        self.assertTrue(program.wait_for(lambda: (self.folder / "run.h5.checkpoint").exists(), process))
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(), 128 + signal.SIGINT)
        self.assertEqual(program.h5py.File(output, "r").attrs["status"].astype(str), "interrupted")

    def test_changed_scenario_is_refused_with_its_differences(self):
        scenario, output = self.scenario(program.QUADRATIC), self.folder / "run.h5"
        process = program.start("run", scenario, "-o", output, "--set", "run.epochs=4000")
        self.assertTrue(program.wait_for(lambda: (self.folder / "run.h5.checkpoint").exists(), process))
        program.kill(process)
        before = output.read_bytes()
        done = program.consim("run", scenario, "-o", output, "--resume", "--set", "run.epochs=4000",
                              "--set", "topology.nodes=16")
        self.assertEqual(done.returncode, 2)
        self.assertIn("topology.nodes", done.stderr)
        self.assertEqual(output.read_bytes(), before)

    def test_complete_run_has_nothing_to_resume(self):
        scenario, output = self.scenario(program.QUADRATIC), self.folder / "run.h5"
        self.run_ok("run", scenario, "-o", output, "--set", "run.epochs=2")
        before = output.read_bytes()
        self.run_ok("run", scenario, "-o", output, "--set", "run.epochs=2", "--resume")
        self.assertEqual(output.read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
