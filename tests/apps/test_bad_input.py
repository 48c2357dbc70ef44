"""Wrong input: a clear error with its place, exit code 2, nothing overwritten."""

import gzip
import os
import pathlib
import subprocess
import unittest

import program

FASHION = pathlib.Path("/usr/share/datasets/fashion-mnist")


class BadInput(program.ProgramTest):
    def test_usage(self):
        self.refused()
        self.refused("nonsense")
        self.refused("run")
        self.refused("list", "nonsense")
        self.refused("topology", "rin:n=4", says=["ring"])
        self.refused("topology", "ring:n=0")
        self.refused("topology", "torus:rows=3,cols=3,n=10")

    def test_a_misspelt_option_is_named_with_the_nearest(self):
        path = self.scenario(program.QUADRATIC)
        self.refused("--verison", says=["--verison: no such option", 'did you mean "--version"'])
        self.refused("run", "--thread", "2", path, says=["--thread: no such option", '"--threads"'])
        self.refused("run", path, "--thread=2", says=["--thread: no such option"])

    def test_an_option_takes_one_word(self):
        path = self.scenario(program.QUADRATIC)
        self.run_ok("validate", "--set", "run.epochs=2", path)
        self.refused("validate", path, "--set", "run.epochs=2", "seed=3", says=["seed=3"])
        self.run_ok("topology", "--gamma", "0.5", "ring:n=3", "--json")

    def test_errors_without_a_reader_are_errors_all_the_same(self):
        wrong = self.scenario("schema = 2")
        for redirection in ("2>&-", "2>/dev/full"):
            done = subprocess.run(f"'{program.PROGRAM}' validate '{wrong}' {redirection}", shell=True)
            self.assertEqual(done.returncode, 2)
        done = subprocess.run(f"'{program.PROGRAM}' --version >/dev/full", shell=True,
                              stderr=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 1)

    def test_the_scenario_is_not_its_own_result(self):
        path = self.scenario(program.QUADRATIC)
        text = path.read_text()
        self.refused("run", path, "-o", path, "--overwrite", says=["is the scenario itself"])
        self.assertEqual(path.read_text(), text)

    def test_problems_found_when_assembling_have_places(self):
        path = self.scenario(program.QUADRATIC)
        self.refused("run", path, "-o", self.folder / "a.h5", "--set", "workload.dimension=900000000",
                     says=["--set[1]:1:20: workload.dimension: "])
        path = self.scenario(program.QUADRATIC.replace("dimension = 3000", "dimension = 900000000"))
        self.refused("run", path, "-o", self.folder / "a.h5", says=[f"{path}:12:13: workload.dim"])
        self.assertFalse((self.folder / "a.h5").exists())

    @unittest.skipUnless(os.environ.get("CONSIM_WITH_TORCH"), "built without LibTorch")
    def test_pictures_of_a_partition_have_to_be_there(self):
        path = self.scenario('schema = 1\n[topology]\nfamily = "ring"\nnodes = 16\n[workload]\n'
                             'dataset = "synthetic_images"\ntrain_samples = 320\nmodel = "mlp"\n'
                             'batch_size = 4\npartition = { kind = "by_label", classes_per_node = 1 }\n')
        self.refused("run", path, "-o", self.folder / "a.h5",
                     says=[":10:53: workload.partition.classes_per_node: 16 nodes with 1 of 10 classes"])
        self.refused("validate", path, says=[":10:53: workload.partition.classes_per_node: 16 nodes with 1 of 10 classes"])
        absent = self.run_ok("validate", path, "--set", "workload.partition.classes_per_node=2", "--set",
                             'workload={dataset="cifar10",data_dir="/nowhere",model="mlp",partition={kind="shards"}}')
        self.assertIn("what depends on data and model isn't checked: /nowhere: no data_batch_1.bin", absent.stderr)
        self.refused("validate", path, "--set", 'workload.partition={kind="shards",shards_per_node=3}',
                     says=["--set[1]:1:", "shards_per_node: 3 doesn't divide a node's 20 samples"])
        self.refused("validate", path, "--set", 'workload.partition={kind="dirichlet",alpha=0}',
                     says=["workload.partition.alpha: found 0; expected a number in (0, "])

    def test_a_phase_ends_with_a_decay_that_there_is(self):
        path = self.scenario(program.QUADRATIC + '\n[[phase]]\nuntil = "lr_decay:1"\n[[phase]]\n')
        self.refused("validate", path, says=["phase.0.until: optimizer.learning_rate.decay_at has 0"])
        self.run_ok("validate", path, "--set", "optimizer.learning_rate={decay_at=[0.5]}")
        self.refused("validate", path, "--set", "phase.0.until=lr_deca:1",
                     says=["--set[1]:1:15: phase.0.until", 'did you mean "lr_decay:1"?'])

    def test_validate_looks_at_matrices_of_weights(self):
        path, weights = self.scenario(program.QUADRATIC), self.folder / "w.csv"
        words = ["validate", path, "--set", f"topology.mixing={weights}"]
        self.refused(*words, says=["w.csv", "can't be read"])
        weights.write_text("1 0\n0 1\n")
        self.refused(*words, says=["w.csv:1:4: 2 numbers, not 8"])
        rows = [["0.9" if i == j else "0" for j in range(8)] for i in range(8)]
        weights.write_text("\n".join(" ".join(row) for row in rows))
        done = self.run_ok(*words)
        self.assertIn("valid", done.stdout)
        self.assertIn("topology: row sums differ from 1 by up to 0.1 (node 0)", done.stderr)
        self.assertIn("they never agree", done.stderr)

    def test_help_and_version(self):
        for command in ([], ["run"], ["validate"], ["topology"], ["info"], ["repair"], ["list"]):
            done = self.run_ok(*command, "--help")
            self.assertIn("xample", done.stdout)
        self.assertRegex(self.run_ok("--version").stdout, r"^consim \d+\.\d+\.\d+")

    def test_scenario_problems_come_together(self):
        path = self.scenario('schema = 1\n[topology]\nfamly = "ring"\nnodes = 4\n[workload]\n'
                             'dataset = "quadratic"\n[cluster]\nstep_time = "5 parsecs"\n')
        text = self.refused("run", path, says=[":3:1: topology.famly: unknown key", 'did you mean "family"'])
        self.assertIn(":8:", text)
        self.assertEqual(list(self.folder.iterdir()), [path])

    # In 2,000 steps of 1000 h the clock's 2^62 ns end: floor((2^62 - 1) / 3.6e15) = 1281 steps.
    TIMING = ('schema = 1\n[topology]\nfamily = "ring"\nnodes = 4\n[workload]\n'
              'dataset = "quadratic"\n[cluster]\nstep_time = "1000 h"\nmessage_size = "0 B"\n'
              '[run]\nsteps = 2000\ntiming_only = true\n[cluster.network]\n'
              'latency = "0 s"\nbandwidth = "1e9 GB/s"\n')

    def test_numbers_too_large_for_a_run(self):
        path, output = self.scenario(self.TIMING), self.folder / "run.h5"
        slow = 'cluster.stragglers={ kind = "slowdown", fraction = 1, factor = 1e6 }'
        slow_device = ('cluster.device={ description = "abacus", peak_fp32 = "1 FLOP/s", '
                       'memory_bandwidth = "1e-9 kB/s", sources = [] }')
        workload = program.QUADRATIC.replace('step_time = "1 ms"\n', "")
        for key, *overrides in (
                ("cluster.message_size", 'cluster.message_size="9000000000 GB"',
                 'algorithm.kind="allreduce"'),
                ("cluster.message_size", 'cluster.message_size="100000000 GiB"'),
                ("cluster.message_size", 'cluster.message_size="1024 GiB"', "run.steps=1048576"),
                ("cluster.network.bandwidth", 'cluster.message_size="1 kB"',
                 'cluster.network.bandwidth="1e-9 kbit/s"'),
                ("cluster.network", 'cluster.network.latency="1000 h"',
                 'algorithm.kind="allreduce"'),
                ("cluster.stragglers.factor", slow)):
            sets = [word for text in overrides for word in ("--set", text)]
            self.refused("run", path, "-o", output, *sets, says=[key + ": "])
        self.refused("run", self.scenario(workload), "-o", output, "--set", slow_device,
                     says=["cluster.device: "])
        self.assertFalse(output.exists())

    def ends_with_the_clock(self, steps, *overrides):
        output = self.folder / f"{steps}.h5"
        done = program.consim("run", self.scenario(self.TIMING), "-o", output, *overrides)
        self.assertEqual(done.returncode, 3, done.stderr + done.stdout)
        with program.h5py.File(output, "r") as file:
            self.assertEqual(file.attrs["status"], b"failed")
            self.assertIn(b"clock", file.attrs["reason"])
            self.assertEqual(file.attrs["simulated_seconds"], steps * 3.6e6)
            # The first node that would begin another step ends the run, before others end theirs.
            ended = list(file["nodes/steps"])
            self.assertEqual(max(ended), steps)
            self.assertEqual(file.attrs["steps_done"], min(ended))
            self.assertGreaterEqual(min(ended), steps - 1)
            self.assertEqual(len(file["steps/step"]), min(ended))

    def test_the_end_of_simulated_time_ends_a_run(self):
        self.ends_with_the_clock(1281)
        jitter = 'cluster.jitter={ kind = "uniform", low = 1e6, high = 1e6 }'
        self.ends_with_the_clock(0, "--set", jitter)

    def test_existing_result_is_kept(self):
        path, output = self.scenario(program.QUADRATIC), self.folder / "kept.h5"
        output.write_bytes(b"precious")
        self.refused("run", path, "-o", output, says=[str(output), "--overwrite"])
        self.assertEqual(output.read_bytes(), b"precious")

    def test_unwritable_output(self):
        path = self.scenario(program.QUADRATIC)
        self.refused("run", path, "-o", "/proc/nothing/run.h5", says=["/proc/nothing"])
        self.refused("run", path, "-o", self.folder, says=[str(self.folder)])

    def test_missing_and_foreign_results(self):
        foreign = self.folder / "foreign.h5"
        foreign.write_bytes(b"not an HDF5 file" * 100)
        for command in ("info", "repair"):
            self.refused(command, self.folder / "missing.h5", says=["missing.h5"])
            self.refused(command, foreign, says=["foreign.h5"])

    def test_broken_checkpoint(self):
        path, output = self.scenario(program.QUADRATIC), self.folder / "run.h5"
        (self.folder / "run.h5.checkpoint").write_bytes(b"garbage")
        self.refused("run", path, "-o", output, "--resume", says=["run.h5.checkpoint"])


@unittest.skipUnless(os.environ.get("CONSIM_WITH_TORCH"), "built without LibTorch")
class BadData(program.ProgramTest):
    TEXT = ('schema = 1\n[topology]\nfamily = "ring"\nnodes = 4\n[workload]\ndataset = "fashion_mnist"\n'
            'data_dir = "data"\nmodel = "mlp"\nbatch_size = 32\n[run]\nepochs = 1\n')
    NAMES = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
             "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")

    def setUp(self):
        super().setUp()
        if not FASHION.is_dir():
            self.skipTest("needs dataset-fashion-mnist of Debian")
        self.data = self.folder / "data"
        self.data.mkdir()
        for name in self.NAMES:
            (self.data / name).symlink_to(FASHION / name)

    def broken(self, name, content, says):
        path = self.data / name
        path.unlink()
        path.write_bytes(content)
        output = self.folder / "run.h5"
        self.refused("run", self.scenario(self.TEXT), "-o", output, says=[str(path), *says])
        self.assertFalse(output.exists())

    def test_truncated_archive(self):
        name = self.NAMES[0]
        self.broken(name, (FASHION / name).read_bytes()[:100000], ["byte"])

    def test_malformed_archive(self):
        name = self.NAMES[1]
        content = bytearray((FASHION / name).read_bytes())
        content[5000:5010] = b"\xff" * 10
        self.broken(name, bytes(content), ["byte"])

    def test_impossible_sizes(self):
        header = b"\x00\x00\x08\x03" + b"\xff\xff\xff\xff" * 3
        self.broken(self.NAMES[0], gzip.compress(header), [])

    def test_label_out_of_range(self):
        name = self.NAMES[3]
        content = bytearray(gzip.decompress((FASHION / name).read_bytes()))
        content[100] = 77
        self.broken(name, gzip.compress(bytes(content)), ["77"])

    def test_missing_file(self):
        (self.data / self.NAMES[2]).unlink()
        self.refused("run", self.scenario(self.TEXT), "-o", self.folder / "run.h5", says=["t10k-images"])

    def test_batch_larger_than_a_shard(self):
        self.refused("run", self.scenario(self.TEXT), "-o", self.folder / "run.h5",
                     "--set", "workload.train_samples=64", says=["batch_size"])


if __name__ == "__main__":
    unittest.main()
