"""The keys of --json are those of docs/json.md."""

import json
import os
import pathlib
import re
import unittest

import program
from program import consim

DOCUMENT = pathlib.Path(os.environ["CONSIM_SOURCE_DIR"]) / "docs" / "json.md"
PHASES = """
[[phase]]
until = 0.5
algorithm = { kind = "dsgd", control = { kind = "fraction_of_max", fraction = 0.5, reference = "pilot" } }
[[phase]]
"""
QUICK = program.QUADRATIC.replace("epochs = 40", "epochs = 4").replace("dimension = 3000", "dimension = 30")


def documented(heading):
    """The keys of a section's table, in its order."""
    text = DOCUMENT.read_text(encoding="utf-8")
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.M | re.S).group(1)
    return re.findall(r"^\| `([^`]+)` \|", section, re.M)


def keys(value, inside, prefix=""):
    """The keys of an object, and those of the objects or lists `inside`, dotted, each once."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        for key, part in one.items():
            if prefix + key not in found:
                found.append(prefix + key)
            if prefix + key in inside:
                found += [deeper for deeper in keys(part, (), prefix + key + ".") if deeper not in found]
    return found


class Documented(program.ProgramTest):
    def run_with_pilot(self):
        output = self.folder / "x.h5"
        done = self.run_ok("run", self.scenario(QUICK + PHASES), "-o", output, "--json")
        return output, json.loads(done.stdout)

    def test_run_and_info(self):
        output, answer = self.run_with_pilot()
        self.assertEqual(keys(answer, ["pilots"]), documented("consim run"))
        info = json.loads(self.run_ok("info", output, "--json").stdout)
        self.assertEqual(keys(info, ["last"]), documented("consim info"))
        for one in (answer, info):
            self.assertEqual(keys(one["phases"], ()), documented("A phase"))
            self.assertIsNone(one["unreached"])
        with program.h5py.File(output) as file:
            self.assertEqual(sorted(info["topology"]), sorted(file["topology"].attrs))

    def test_a_target_out_of_reach(self):
        control = "algorithm.control={kind='target',distance=1e-3,max_rounds=2}"
        done = consim("run", self.scenario(QUICK), "--set", control, "-o", self.folder / "x.h5", "--json")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(keys(json.loads(done.stdout)["unreached"], ()), documented("A target out of reach"))

    def test_batch(self):
        self.scenario(QUICK)
        sweep, out = self.folder / "sweep.toml", self.folder / "out"
        sweep.write_text('base = "scenario.toml"\n[axes]\nseed = [1, 2]\n')
        plan = json.loads(self.run_ok("batch", sweep, "--output-dir", out, "--json", "--dry-run").stdout)
        answer = json.loads(self.run_ok("batch", sweep, "--output-dir", out, "--json").stdout)
        told = documented("consim batch")
        self.assertEqual(keys(answer, ["points"]), told)
        self.assertEqual(keys(plan, ["points"]), told[:told.index("jobs")])
        self.assertEqual([point["status"] for point in plan["points"] + answer["points"]],
                         ["new", "new", "complete", "complete"])

    def test_topology(self):
        told = documented("consim topology")
        one = json.loads(self.run_ok("topology", "ring:n=4", "--json").stdout)
        self.assertEqual(keys(one, ["cost"]), told)
        several = json.loads(self.run_ok("topology", "ring:n=4", "star:n=4", "--json").stdout)
        self.assertEqual(list(several), ["topologies"])
        self.assertEqual(keys(several["topologies"], ["cost"]), told)

    def test_table(self):
        output, _ = self.run_with_pilot()
        text = self.run_ok("table", output, "--value", "steps_done", "--format", "csv").stdout
        self.assertEqual(text.splitlines()[0].split(","), documented("consim table"))


if __name__ == "__main__":
    unittest.main()
