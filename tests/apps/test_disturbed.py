"""What others do to a run: its file is removed under it, a signal comes early or twice, a disk is full."""

import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import unittest

import program
from program import consim, h5py

# Long enough to be met; checkpoints and flushes come every few milliseconds.
LONG = program.QUADRATIC.replace("epochs = 40", "epochs = 100000")


class LostFile(program.ProgramTest):
    """A result that loses its name while it is written is noticed, and put back with its rows."""

    def disturbed(self, disturb, folder="results"):
        output = self.folder / folder / "a.h5"
        checkpoint = output.with_name("a.h5.checkpoint")
        process = program.start("run", self.scenario(LONG), "-o", output)
        self.assertTrue(program.wait_for(checkpoint.exists, process))
        first = checkpoint.stat().st_mtime_ns
        self.assertTrue(program.wait_for(lambda: checkpoint.stat().st_mtime_ns != first, process))
        disturb(output)
        self.assertEqual(process.wait(120), 3)
        return output

    def assert_rescued(self, path):
        with h5py.File(path) as file:
            self.assertEqual(file.attrs["status"], b"failed")
            self.assertIn(b"removed or replaced", file.attrs["reason"])
            # The first checkpoint, after 150 steps, has 50; the run was disturbed after the second one.
            self.assertGreater(len(file["steps/step"]), 50)

    def test_removed(self):
        output = self.disturbed(lambda path: path.unlink())
        self.assert_rescued(output)

        def goes_on():
            information = consim("info", output, "--json").stdout
            return '"status": "running"' in information

        # The last checkpoint counts on rows that are all there.
        process = program.start("run", self.scenario(LONG), "-o", output, "--resume")
        self.assertTrue(program.wait_for(goes_on, process))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(120), 128 + signal.SIGTERM)

    def test_removed_with_its_folder(self):
        self.assert_rescued(self.disturbed(lambda path: shutil.rmtree(path.parent)))

    def test_replaced(self):
        def replace(path):
            other = path.with_name("other")
            other.write_text("somebody else's")
            other.rename(path)

        output = self.disturbed(replace)
        self.assertEqual(output.read_text(), "somebody else's")
        self.assert_rescued(output.with_name("a.h5.rescued"))

    def test_checkpoint_without_its_result(self):
        output = self.disturbed(lambda path: path.unlink())
        checkpoint = output.with_name("a.h5.checkpoint")
        output.unlink()
        before = checkpoint.read_bytes()
        done = consim("run", self.scenario(LONG), "-o", output, "--resume")
        self.assertEqual(done.returncode, 2)
        self.assertIn("a.h5: is gone", done.stderr)
        self.assertEqual(checkpoint.read_bytes(), before)

    def test_checkpoint_that_cannot_be_written(self):
        output = self.folder / "a.h5"
        output.with_name("a.h5.checkpoint.new").mkdir()
        done = consim("run", self.scenario(LONG), "-o", output)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("a.h5.checkpoint.new: cannot create it", done.stdout)
        with h5py.File(output) as file:
            self.assertEqual(file.attrs["status"], b"failed")
            self.assertIn(b"cannot create it", file.attrs["reason"])

    def test_checkpoint_larger_than_files_may_be(self):
        # The result is about 0.3 MB and reserves 0.7 MB more, the checkpoint has 4 rows of 1 MB.
        output = self.folder / "a.h5"
        scenario = self.scenario(LONG.replace("dimension = 3000", "dimension = 131072"))
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20))  # noqa: E731
        done = consim("run", scenario, "-o", output, preexec_fn=limit)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("File too large", done.stdout)
        self.assertEqual([path.name for path in self.folder.glob("a.h5*")], ["a.h5"])

    def test_checkpoint_of_another_build(self):
        output = self.folder / "a.h5"
        process = program.start("run", self.scenario(LONG), "-o", output)
        self.assertTrue(program.wait_for(output.with_name("a.h5.checkpoint").exists, process))
        process.send_signal(signal.SIGTERM)
        process.wait(120)
        build = re.search(rb"build ([0-9a-f]{12})", output.with_name("a.h5.checkpoint").read_bytes())
        self.assertIsNotNone(build)
        other = self.folder / "other"
        first = bytes.fromhex(build[1].decode())
        text = pathlib.Path(program.PROGRAM).read_bytes()
        self.assertEqual(text.count(first), 1)
        other.write_bytes(text.replace(first, first[:-1] + bytes([first[-1] ^ 1])))
        other.chmod(0o755)
        done = subprocess.run([other, "run", self.scenario(LONG), "-o", output, "--resume"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("resume with the program that wrote it", done.stderr)


class Signals(program.ProgramTest):
    def test_twice_at_once_is_one_request(self):
        output = self.folder / "a.h5"
        process = program.start("run", self.scenario(LONG), "-o", output)
        self.assertTrue(program.wait_for(output.exists, process))
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(120), 128 + signal.SIGINT)
        with h5py.File(output) as file:
            self.assertEqual(file.attrs["status"], b"interrupted")

    @unittest.skipUnless(os.environ.get("CONSIM_WITH_TORCH"), "built without LibTorch")
    def test_a_signal_while_data_are_read_stops_the_run_cleanly(self):
        # Some seconds pass while the pictures are made; the signal comes when the handler is there.
        pictures = program.PICTURES.replace("train_samples = 512", "train_samples = 400000").replace(
            'model = { name = "resnet8", width = 4 }', 'model = { name = "mlp", hidden = [4] }')
        output = self.folder / "a.h5"
        process = program.start("run", self.scenario(pictures), "-o", output)
        self.assertTrue(program.wait_for(lambda: handles(process.pid, signal.SIGTERM), process))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(120), 128 + signal.SIGTERM)
        self.assertTrue(output.with_name("a.h5.checkpoint").exists())
        with h5py.File(output) as file:
            self.assertEqual((file.attrs["status"], file.attrs["steps_done"]), (b"interrupted", 0))


def handles(process, number):
    with open(f"/proc/{process}/status", encoding="utf-8") as status:
        for line in status:
            if line.startswith("SigCgt:"):
                return int(line.split()[1], 16) >> (number - 1) & 1
    return False


class Messages(program.ProgramTest):
    def test_resume_without_a_checkpoint_is_told(self):
        short = self.scenario(program.QUADRATIC)
        done = consim("run", short, "-o", self.folder / "a.h5", "--resume")
        self.assertEqual(done.returncode, 0)
        self.assertIn("no checkpoint", done.stderr)

    def test_weights_that_do_not_keep_the_average_are_told(self):
        done = consim("run", self.scenario(program.QUADRATIC), "-o", self.folder / "a.h5",
                      "--set", "topology={family='star', nodes=8, mixing='uniform'}")
        self.assertEqual(done.returncode, 0)
        self.assertIn("gossip doesn't keep the average", done.stderr)

    def test_an_answer_that_is_lost_is_an_error(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([program.PROGRAM, "list", "models"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"No space left on device", done.stderr)


if __name__ == "__main__":
    unittest.main()
