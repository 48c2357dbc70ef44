"""A result file read by others than consim: finished, growing, and killed. Run by CTest with the programs' folder."""

import pathlib
import re
import signal
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from scripted import GROUPS, Writer, complete_rows, h5py, open_swmr, repair, scratch, xarray  # noqa: E402

TOP = pathlib.Path(__file__).resolve().parents[3]
PROGRAMS = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ".")


class Finished(unittest.TestCase):
    def setUp(self):
        self.path = scratch(self) / "a.h5"
        writer = Writer(PROGRAMS, self.path)
        writer.tell("steps 250")
        writer.tell("close")
        self.assertEqual(writer.end(), 0)

    def test_h5py_reads_it_plainly(self):
        with h5py.File(self.path) as file:
            self.assertEqual(file.attrs["status"], b"complete")
            self.assertEqual(file.attrs["steps_done"], 250)
            self.assertEqual(file.attrs["seed"], 0xFEDCBA9876543210)
            self.assertEqual(file.attrs["trajectory_hash"], b"f0000000000000fa")
            self.assertEqual(list(file["steps/step"]), list(range(250)))
            self.assertEqual(list(file["evaluations/step"]), [99, 199])
            self.assertEqual(file["scenario"][()].decode(), 'schema = 1\nname = "größe"\n')
            self.assertEqual(file["phases/algorithm"][1], b"allreduce")
            self.assertIs(bool(file["topology"].attrs["connected"]), True)
            self.assertIsNone(file["topology"].attrs["period"].shape)

    def test_every_dataset_has_units_a_description_and_scales(self):
        def check(name, item):
            if not isinstance(item, h5py.Dataset):
                return
            self.assertIn(item.attrs["units"], (b"s", b"ns", b"B", b"1"), name)
            self.assertTrue(item.attrs["description"], name)
            if not h5py.h5ds.is_scale(item.id):
                for dimension in item.dims:
                    self.assertEqual(len(dimension), 1, name)

        with h5py.File(self.path) as file:
            file.visititems(check)

    def test_row_datasets_are_chunked_and_extendible(self):
        with h5py.File(self.path) as file:
            for group in ("steps", "evaluations", "events", "phases", "nodes"):
                for name, column in file[group].items():
                    self.assertEqual(column.maxshape, (None,), name)
                    self.assertIsNotNone(column.chunks, name)

    def test_columns_of_two_dimensions_are_named_by_their_scales(self):
        with h5py.File(self.path) as file:
            column = file["layers/consensus_distance"]
            self.assertEqual((column.shape, column.maxshape), ((2, 1500), (None, 1500)))
            self.assertEqual([scale.label or list(scale.keys())[0] for scale in column.dims], ["step", "layer"])
            self.assertEqual(file["layers/name"][7], b"layer7.weight")
        with xarray.open_dataset(self.path, group="layers", engine="h5netcdf") as layers:
            self.assertEqual(layers.consensus_distance.dims, ("step", "layer"))
            self.assertEqual(layers.consensus_distance.sel(step=199).shape, (1500,))
        with xarray.open_dataset(self.path, group="node_evaluations", engine="h5netcdf") as nodes:
            self.assertEqual(nodes.sizes, {"step": 2, "node": 5})
            self.assertEqual(nodes.distance.sel(step=99, node=3).shape, ())

    def test_xarray_opens_every_group(self):
        for group in GROUPS:
            with self.subTest(group), xarray.open_dataset(self.path, group=group, engine="h5netcdf") as data:
                data.load()
        with xarray.open_dataset(self.path, group="steps", engine="h5netcdf") as steps:
            self.assertEqual(steps.simulated_time.attrs["units"], "s")
            self.assertEqual(steps.simulated_time.dtype, "float64")
            self.assertEqual(steps.bytes_sent.sel(step=7).dtype, "int64")


class Documentation(unittest.TestCase):
    """The examples of docs/result-file.md run as they stand."""

    def setUp(self):
        self.folder = scratch(self)
        self.writer = Writer(PROGRAMS, self.folder / "ring.h5")
        self.addCleanup(self.writer.end, signal.SIGKILL)
        self.writer.tell("steps 250")
        blocks = re.findall(r"```python\n(.*?)```", (TOP / "docs" / "result-file.md").read_text(), re.DOTALL)
        self.plain = [block for block in blocks if "swmr" not in block]
        self.swmr = [block for block in blocks if "swmr" in block]

    def run_example(self, code):
        done = subprocess.run([sys.executable, "-c", code], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, code + done.stderr)
        self.assertTrue(done.stdout)

    def test_finished(self):
        self.writer.tell("close")
        self.assertEqual(len(self.plain), 4)
        for code in self.plain + self.swmr:
            self.run_example(code)

    def test_growing_and_killed(self):
        self.assertEqual(len(self.swmr), 2)
        for code in self.swmr:
            self.run_example(code)
        self.writer.end(signal.SIGKILL)
        for code in self.swmr:
            self.run_example(code)


class Growing(unittest.TestCase):
    def setUp(self):
        self.path = scratch(self) / "a.h5"
        self.writer = Writer(PROGRAMS, self.path)
        self.addCleanup(self.writer.end, signal.SIGKILL)

    def test_it_is_read_while_it_is_written(self):
        self.writer.send("stream 20000")
        with h5py.File(self.path, "r", swmr=True) as file:
            steps, last, reads = file["steps"], 0, 0
            while last < 20000:
                for column in steps.values():
                    column.refresh()
                count = complete_rows(steps)
                self.assertGreaterEqual(count, last)
                self.assertEqual(list(steps["step"][last:count]), list(range(last, count)))
                self.assertEqual(len(steps["theta"][:count]), count)
                last, reads = count, reads + 1
        self.writer.wait()
        print(f"{reads} reads of a growing file", file=sys.stderr)

    def test_xarray_reads_what_was_flushed(self):
        self.writer.tell("steps 150")
        for group in ("evaluations", "layers", "node_evaluations"):
            with open_swmr(self.path, group) as data:
                self.assertEqual(list(data.step), [99], group)
        self.writer.tell("flush")
        with open_swmr(self.path, "steps") as data:
            self.assertEqual(data.sizes["step"], 150)

    def test_attributes_follow(self):
        with h5py.File(self.path, "r", swmr=True) as file:
            self.assertEqual((file.attrs["status"], file.attrs["steps_done"]), (b"running", 0))
        self.writer.tell("steps 20")
        self.writer.tell("flush")
        with h5py.File(self.path, "r", swmr=True) as file:
            self.assertEqual((file.attrs["status"], file.attrs["steps_done"]), (b"running", 20))

    def test_it_is_closed_beside_a_reader(self):
        self.writer.tell("steps 150")
        with h5py.File(self.path, "r", swmr=True) as file:
            self.writer.tell("close")
            file["steps/step"].refresh()
            self.assertEqual(file["steps/step"].shape, (150,))
        self.assertEqual(self.writer.end(), 0)
        with h5py.File(self.path) as file:
            self.assertEqual(file.attrs["status"], b"complete")

    def test_a_repair_is_refused(self):
        done = repair(PROGRAMS, self.path)
        self.assertEqual(done.returncode, 2)
        self.assertIn("a run is still writing this file", done.stderr)


class Killed(unittest.TestCase):
    def setUp(self):
        self.path = scratch(self) / "a.h5"
        self.writer = Writer(PROGRAMS, self.path)

    def kill(self):
        self.assertEqual(self.writer.end(signal.SIGKILL), -signal.SIGKILL)

    def test_all_that_was_flushed_is_read(self):
        self.writer.tell("steps 1500")
        self.writer.tell("flush")
        self.kill()
        with h5py.File(self.path, "r", swmr=True) as file:
            self.assertEqual(list(file["steps/step"]), list(range(1500)))
            self.assertEqual(file.attrs["status"], b"running")
        with open_swmr(self.path, "steps") as data:
            self.assertEqual(data.sizes["step"], 1500)

    def test_it_is_read_plainly_only_after_a_repair(self):
        self.writer.tell("steps 250")
        self.kill()
        with self.assertRaises(OSError):
            h5py.File(self.path)
        with self.assertRaises(OSError):
            xarray.open_dataset(self.path, group="steps", engine="h5netcdf")
        done = repair(PROGRAMS, self.path)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("status running is now interrupted", done.stdout)
        with h5py.File(self.path) as file:
            self.assertEqual(file.attrs["status"], b"interrupted")
            for group in ("evaluations", "layers", "node_evaluations"):
                self.assertEqual(list(file[group]["step"]), [99, 199], group)
        for group in GROUPS:
            with xarray.open_dataset(self.path, group=group, engine="h5netcdf") as data:
                data.load()

    def test_a_kill_at_any_moment_is_repaired(self):
        for least in [50 * 2**k for k in range(8)]:
            self.writer.send("stream 1000000")
            while self.rows() < least:
                pass
            self.kill()
            rows = self.rows()
            done = repair(PROGRAMS, self.path)
            self.assertEqual(done.returncode, 0, done.stderr)
            with h5py.File(self.path) as file:
                self.assertEqual(complete_rows(file["steps"]), rows)
                self.assertEqual(list(file["steps/step"]), list(range(rows)))
            with xarray.open_dataset(self.path, group="steps", engine="h5netcdf") as data:
                self.assertEqual(data.sizes["step"], rows)
            self.path.unlink()
            self.writer = Writer(PROGRAMS, self.path)
        self.kill()

    def rows(self):
        with h5py.File(self.path, "r", swmr=True) as file:
            return complete_rows(file["steps"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
