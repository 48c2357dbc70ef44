"""A scripted_writer under a test's control, and the skip (exit code 77) where the Python modules are missing."""

import pathlib
import subprocess
import sys
import tempfile

try:
    import h5netcdf
    import h5py
    import xarray
    from xarray.backends import H5NetCDFStore
except ImportError as error:
    print(f"skipped: {error}; needs python3-h5py, python3-xarray and python3-h5netcdf", file=sys.stderr)
    sys.exit(77)

GROUPS = ["steps", "evaluations", "layers", "node_evaluations", "events", "phases", "nodes", "topology", "work", None]


class Writer:
    """The process `scripted_writer PATH`; each command waits for its answer."""

    def __init__(self, programs, path, **options):
        self.process = subprocess.Popen([str(programs / "scripted_writer"), str(path)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, **options)
        self.answer = self.process.stdout.readline()

    def send(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def wait(self):
        self.answer = self.process.stdout.readline()
        return self.answer

    def tell(self, command):
        self.send(command)
        return self.wait()

    def end(self, signal=None):
        if signal is None:
            self.process.stdin.close()
        else:
            self.process.send_signal(signal)
        self.process.wait()
        self.process.stdout.close()
        if not self.process.stdin.closed:
            self.process.stdin.close()
        return self.process.returncode


def repair(programs, path):
    return subprocess.run([str(programs / "repair_result"), str(path)], capture_output=True, text=True)


def open_swmr(path, group):
    """A group of a growing or killed file as an xarray.Dataset."""
    return xarray.open_dataset(H5NetCDFStore(h5netcdf.File(path, "r", swmr=True), group=group))


def complete_rows(group):
    return min(column.shape[0] for column in group.values())


def scratch(test):
    folder = tempfile.TemporaryDirectory(prefix="consim-record-")
    test.addCleanup(folder.cleanup)
    return pathlib.Path(folder.name)
