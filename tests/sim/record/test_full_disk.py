"""A disk that is really full: the test runs itself again in a namespace of its own, with a small disk in memory."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from scripted import Writer, complete_rows, h5py, repair  # noqa: E402

PROGRAMS = pathlib.Path(sys.argv[1])
NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]
MEGABYTE = 1 << 20


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="consim-disk-"))
        self.addCleanup(self.folder.rmdir)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", self.folder], check=True)
        self.addCleanup(subprocess.run, ["umount", self.folder], check=True)
        self.path = self.folder / "a.h5"

    def fill(self, left):
        """Leaves that many bytes free."""
        free = os.statvfs(self.folder)
        (self.folder / "filler").write_bytes(bytes(free.f_bavail * free.f_frsize - left))

    def test_a_run_ends_with_all_of_its_rows(self):
        writer = Writer(PROGRAMS, self.path)
        writer.tell("steps 100")
        self.fill(left=0)
        # The writer takes rows up to the flush that finds no more room, and drops the others.
        writer.tell("steps 5000")
        writer.tell("close")
        self.assertEqual(writer.end(), 0)
        with h5py.File(self.path) as file:
            self.assertEqual(file.attrs["status"], b"failed")
            self.assertEqual(file.attrs["reason"], b"No space left on device")
            rows = complete_rows(file["steps"])
            self.assertGreaterEqual(rows, 100)
            self.assertEqual(list(file["steps/step"]), list(range(rows)))
            self.assertEqual(file["nodes/node"].shape, (5,))

    def test_what_is_reserved_is_given_back(self):
        writer = Writer(PROGRAMS, self.path)
        writer.tell("steps 100")
        self.assertGreater(self.path.stat().st_blocks * 512, self.path.stat().st_size + MEGABYTE)
        writer.tell("close")
        writer.end()
        self.assertLess(self.path.stat().st_blocks * 512, self.path.stat().st_size + 8192)

    def test_a_run_without_room_does_not_start(self):
        self.fill(left=MEGABYTE)
        writer = Writer(PROGRAMS, self.path, stderr=subprocess.PIPE)
        error = writer.process.stderr.read()
        writer.process.stderr.close()
        self.assertEqual(writer.end(), 2)
        self.assertIn("no room for it: No space left on device", error)
        self.assertEqual([entry.name for entry in self.folder.iterdir()], ["filler"])

    def test_a_repair_without_room_leaves_the_file(self):
        writer = Writer(PROGRAMS, self.path)
        writer.tell("steps 250")
        writer.tell("flush")
        writer.end(9)
        before = self.path.read_bytes()
        self.fill(left=0)
        done = repair(PROGRAMS, self.path)
        self.assertEqual(done.returncode, 2)
        self.assertIn("cannot copy to it", done.stderr)
        self.assertEqual(self.path.read_bytes(), before)
        (self.folder / "filler").unlink()
        self.assertEqual(repair(PROGRAMS, self.path).returncode, 0)


def main():
    if "--inside" in sys.argv:
        unittest.main(argv=[sys.argv[0], "-v"])
    try:
        subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"skipped: no namespace with a disk of its own: {error}", file=sys.stderr)
        sys.exit(77)
    inside = [*NAMESPACE, sys.executable, __file__, str(PROGRAMS), "--inside"]
    sys.exit(subprocess.run(inside).returncode)


if __name__ == "__main__":
    main()
