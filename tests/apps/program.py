"""Runs the consim program and compares result files; shared by the program's tests."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import h5py
    import numpy
except ImportError:
    print("skipped: needs python3-h5py of Debian (/usr/bin/python3)")
    sys.exit(77)

PROGRAM = os.environ["CONSIM_PROGRAM"]
SCENARIOS = pathlib.Path(os.environ["CONSIM_SOURCE_DIR"]) / "scenarios"

# What a result file may differ in between two runs of one scenario (docs/result-file.md).
UNLIKE = {"created", "host", "threads", "host_seconds"}

QUADRATIC = """
schema = 1
name = "quadratic"
[topology]
family = "ring"
nodes = 8
[cluster]
step_time = "1 ms"
jitter = { kind = "lognormal", sigma = 0.2 }
[workload]
dataset = "quadratic"
dimension = 3000
heterogeneity = 1.0
steps_per_epoch = 50
[optimizer]
momentum = 0.5
learning_rate = 0.05
[run]
epochs = 40
record_every_steps = 3
checkpoint_every_epochs = 3
evaluate_every_epochs = 2
"""

PICTURES = """
schema = 1
name = "pictures"
[topology]
family = "ring"
nodes = 4
[cluster]
jitter = { kind = "lognormal", sigma = 0.2 }
[workload]
dataset = "synthetic_images"
train_samples = 512
test_samples = 100
height = 12
width = 12
model = { name = "resnet8", width = 4 }
batch_size = 8
[optimizer]
momentum = 0.9
nesterov = true
learning_rate = 0.05
[run]
epochs = 6
checkpoint_every_epochs = 1
record_every_steps = 5
gradient_samples = 200
"""


def consim(*arguments, **options):
    """The finished process of `consim ARGUMENTS`, with its texts."""
    command = [PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=500, **options)


def start(*arguments):
    command = [PROGRAM, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def contents(path):
    """All datasets and attributes of a result but those that may differ, as comparable bytes."""
    found = {}

    def attributes(name, item):
        for key, value in item.attrs.items():
            if key in UNLIKE and name == "/" or key in ("REFERENCE_LIST", "DIMENSION_LIST"):
                continue
            empty = isinstance(value, h5py.Empty)
            found[f"{name}@{key}"] = "empty" if empty else numpy.asarray(value).tobytes()

    def visit(name, item):
        attributes(name, item)
        if isinstance(item, h5py.Dataset):
            found[name] = item[()].tobytes() if item.dtype.kind != "O" else str(item[()])

    with h5py.File(path, "r") as file:
        attributes("/", file)
        file.visititems(visit)
    found.pop("scenario", None)  # holds the output's path
    return found


class ProgramTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        self.folder_keeper = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder_keeper.cleanup)
        self.folder = pathlib.Path(self.folder_keeper.name)

    def scenario(self, text):
        path = self.folder / "scenario.toml"
        path.write_text(text)
        return path

    def run_ok(self, *arguments):
        done = consim(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return done

    def refused(self, *arguments, says=()):
        """Wrong input: exit code 2, nothing on stdout, these words on stderr."""
        done = consim(*arguments)
        self.assertEqual(done.returncode, 2, f"{arguments}: {done.stderr}{done.stdout}")
        self.assertEqual(done.stdout, "")
        for text in says:
            self.assertIn(text, done.stderr)
        return done.stderr

    def assert_same_result(self, first, second):
        a, b = contents(first), contents(second)
        self.assertEqual(sorted(a), sorted(b))
        self.assertEqual([name for name in a if a[name] != b[name]], [])


def wait_for(condition, process, limit=120.0):
    """Polls until the condition holds or the process has ended; true if it held first."""
    end = time.monotonic() + limit
    while time.monotonic() < end and process.poll() is None:
        if condition():
            return True
        time.sleep(0.002)
    return False


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()
