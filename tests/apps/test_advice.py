"""What the program advises where a file is of another kind than the one it wants, or is damaged."""

import shutil
import subprocess
import unittest

import program

QUICK = program.QUADRATIC.replace("epochs = 40", "epochs = 2").replace("dimension = 3000", "dimension = 30")
SWEEP = 'base = "scenario.toml"\n[axes]\nseed = [1, 2]\n'


class KindsOfFiles(program.ProgramTest):
    def test_results_are_known_by_their_first_bytes(self):
        path, output = self.scenario(QUICK), self.folder / "a.result"
        self.run_ok("run", path, "-o", output)
        self.assertIn("valid", self.run_ok("validate", output).stdout)
        again = self.folder / "again"
        self.run_ok("run", output, "-o", again)
        self.assert_same_result(output, again)
        self.refused("run", output, says=["a result's scenario runs into another file; name it with -o FILE"])
        self.assertIn("already; nothing to do", self.run_ok("run", output, "--resume").stdout)
        # What is called a result is one, and is told as one that is none.
        text = self.folder / "text.h5"
        shutil.copy(path, text)
        self.refused("run", text, "-o", again, "--overwrite", says=["text.h5: isn't an HDF5 file"])

    def test_a_scenario_may_come_through_a_pipe(self):
        path = self.scenario(QUICK)
        done = subprocess.run(f"cat '{path}' | '{program.PROGRAM}' validate /dev/stdin", shell=True,
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, "/dev/stdin: valid\n"), done.stderr)

    def test_a_sweep_is_for_batch_and_a_scenario_for_run(self):
        path, sweep = self.scenario(QUICK), self.folder / "sweep.toml"
        sweep.write_text(SWEEP)
        for command in ("run", "validate"):
            says = self.refused(command, sweep, says=[f"{sweep}: is a sweep, not a scenario; ",
                                                      f"consim batch {sweep} --output-dir DIR runs its points"])
            self.assertEqual(says.count("\n"), 1)
        says = self.refused("batch", path, "--output-dir", self.folder / "out",
                            says=[f"{path}: is a scenario, not a sweep; ", f"consim run {path} runs it"])
        self.assertEqual(says.count("\n"), 1)
        # What is of the right kind is told what is wrong in it.
        path.write_text(QUICK.replace('family = "ring"', 'famly = "ring"'))
        self.refused("run", path, says=["topology.famly: unknown key"])
        self.refused("batch", sweep, "--output-dir", self.folder / "out", says=["topology.famly: unknown key"])
        sweep.write_text(SWEEP.replace("axes", "axs"))
        self.refused("batch", sweep, "--output-dir", self.folder / "out", says=["axs: unknown key"])
        self.assertFalse((self.folder / "out").exists())

    def test_the_folder_of_a_batch_is_no_file(self):
        self.scenario(QUICK)
        sweep, file = self.folder / "sweep.toml", self.folder / "file"
        sweep.write_text(SWEEP)
        file.write_text("mine")
        self.refused("batch", sweep, "--output-dir", file, says=[f"{file}: isn't a folder; expected a folder"])
        self.refused("batch", sweep, "--output-dir", file / "in", says=[f"{file / 'in'}: cannot make it"])
        self.assertEqual(file.read_text(), "mine")

    def test_names_are_not_empty(self):
        path = self.scenario(QUICK)
        for words, says in ((["run", path, "-o", ""], '--output: found ""; expected: result file'),
                            (["run", path, "--branch-from", ""], '--branch-from: found ""; expected: result file of a run'),
                            (["run", ""], 'scenario: found ""; expected: scenario file'),
                            (["batch", path, "--output-dir", ""], '--output-dir: found ""; expected: folder'),
                            (["topology", "ring:n=4", "--plot", ""], '--plot: found "";'),
                            (["table", ""], 'results: found "";')):
            self.refused(*words, says=[says])
        self.assertEqual(list(self.folder.iterdir()), [path])


class Damage(program.ProgramTest):
    def test_what_is_missing_is_named_with_what_to_do(self):
        output = self.folder / "a.h5"
        self.run_ok("run", self.scenario(QUICK), "-o", output)
        bare, cut = self.folder / "bare.h5", self.folder / "cut.h5"
        shutil.copy(output, bare)
        with program.h5py.File(bare, "r+") as file:
            del file["steps"], file["evaluations/epoch"]
        advice = "; the file is damaged: move it away, and run its scenario again\n"
        for words in (["info", bare], ["table", bare], ["run", self.folder / "scenario.toml", "-o", bare, "--resume"]):
            says = self.refused(*words, says=["the group /steps is missing\n",
                                              "the column /evaluations/epoch is missing" + advice])
            self.assertEqual(says.count(advice), 1)
        cut.write_bytes(output.read_bytes()[:20000])
        self.refused("info", cut, says=["cut.h5: can't be opened as HDF5: ", advice])
        # What another program has open isn't damaged.
        with program.h5py.File(output, "r+"):
            self.refused("info", output, says=["a.h5: another program has it open for writing; expected a file that is closed\n"])
        # As a reference it is told in one line.
        control = f"algorithm.control={{kind='fraction_of_max',reference='{bare}'}}"
        self.refused("validate", self.folder / "scenario.toml", "--set", control, says=["the group /steps is missing"])


class Keys(program.ProgramTest):
    def test_a_key_of_another_kind_is_told_with_that_kind(self):
        path = self.scenario(QUICK)
        control = 'algorithm.control={kind="target",distance=1.0,%s}'
        self.refused("validate", path, "--set", control % "estimator={rows=3}",
                     says=['estimator.rows: unknown key with kind = "oracle"; expected one of kind; '
                           'rows goes with kind = "sketch"\n'])
        self.refused("validate", path, "--set", control % "estimator={every=3}",
                     says=['every goes with kind = "theta", "sketch"\n'])
        self.refused("validate", path, "--set", control % 'bytes="8 MB"', says=['bytes goes with kind = "budget"\n'])
        self.assertNotIn("goes with", self.refused("validate", path, "--set", control % "distanc=3"))


if __name__ == "__main__":
    unittest.main()
