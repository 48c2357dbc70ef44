"""Pilots that are stopped, killed, or left by something else: gone on with, begun anew, or refused."""

import json
import random
import signal
import unittest

import program
from test_pilot import LONG, PHASES, PilotTest


def with_another_build(bytes_before):
    """A checkpoint whose program is another one; the checksum is that of sim/record/checkpoint_file.h."""
    changed = bytearray(bytes_before)
    place = changed.index(b"build ") + len(b"build ")
    changed[place] = ord("0") if changed[place] != ord("0") else ord("1")
    content, mask = bytes(changed[:-8]), 2**64 - 1
    value = 0x243F6A8885A308D3
    tail = content[len(content) // 8 * 8:]
    words = [int.from_bytes(content[at:at + 8], "little") for at in range(0, len(content) // 8 * 8, 8)]
    for word in [*words, int.from_bytes(tail, "little") ^ len(tail) << 56]:
        value = ((value << 27 & mask | value >> 37) ^ word) * 0x9E3779B97F4A7C15 & mask
        value ^= value >> 32
    return content + value.to_bytes(8, "little")


class Stops(PilotTest):
    def test_killed_and_stopped_anywhere_with_the_same_bits_in_the_end(self):
        scenario, output = self.scenario(LONG + PHASES), self.folder / "x.h5"
        hand = self.by_hand(scenario)
        chance, ended = random.Random(5), 0
        for turn in range(8):
            words = ["--resume"] if output.exists() else []
            process = program.start("run", scenario, "-o", output, *words)
            # The first kill comes early in any case; later ones may find all done on a machine that is slow to look.
            seen, wanted = set(), chance.randrange(2, 25) if turn > 0 else 1

            def changed():
                for path in self.folder.glob("x.*"):
                    try:
                        seen.add((path.name, path.stat().st_mtime_ns))
                    except FileNotFoundError:
                        pass
                return len(seen) > wanted

            if program.wait_for(changed, process):
                process.send_signal(signal.SIGINT if turn % 2 else signal.SIGKILL)
                ended += 1
            process.wait()
        self.assertGreater(ended, 0)
        self.run_ok("run", scenario, "-o", output, "--resume")
        self.assert_same_result(output, hand)
        self.assertEqual([name for name in self.left() if name.endswith("checkpoint")], [])

    def test_a_stopped_pilot_is_told_and_goes_on(self):
        scenario, output = self.scenario(LONG + PHASES), self.folder / "x.h5"
        command = [program.PROGRAM, "run", str(scenario), "-o", str(output), "--json", "--overwrite"]
        process = program.subprocess.Popen(command, stdout=program.subprocess.PIPE, stderr=program.subprocess.PIPE, text=True)
        program.wait_for((self.folder / "x.pilot-0.h5.checkpoint").exists, process)
        process.send_signal(signal.SIGTERM)
        stdout, stderr = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 128 + signal.SIGTERM, stderr)
        answer = json.loads(stdout)
        self.assertEqual((answer["status"], answer["pilot"]), ("interrupted", 0))
        self.assertIn("consim: the same command goes on", stderr)
        self.assertFalse(output.exists())
        done = self.run_ok("run", scenario, "-o", output, "--json", "--overwrite")
        self.assertFalse(json.loads(done.stdout)["pilots"][0]["reused"])
        self.assertNotIn("starts over", done.stderr)

    def stop_in_first_pilot(self, *words):
        checkpoint = self.folder / "x.pilot-0.h5.checkpoint"
        process = program.start("run", *words)
        self.assertTrue(program.wait_for(checkpoint.exists, process))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(), 128 + signal.SIGTERM)
        return checkpoint

    def test_a_stopped_pilot_that_cannot_go_on_starts_over(self):
        scenario, output = self.scenario(LONG + PHASES), self.folder / "x.h5"
        alone = self.folder / "alone.h5"
        self.run_ok("run", scenario, "-o", alone)
        words = (scenario, "-o", output)

        def changed_version(checkpoint):
            found = bytearray(checkpoint.read_bytes())
            found[8:12] = (1).to_bytes(4, "little")
            checkpoint.write_bytes(found)

        def another_build(checkpoint):
            checkpoint.write_bytes(with_another_build(checkpoint.read_bytes()))

        def gone_result(checkpoint):
            checkpoint.with_suffix("").unlink()

        def other_name(checkpoint):
            checkpoint.unlink()
            self.stop_in_first_pilot(*words, "--set=name=other")

        for change, note in ((changed_version, "its checkpoint is of format version 1"),
                             (another_build, "consim"),
                             (gone_result, "its result is gone"),
                             (other_name, "it was begun by a scenario with another name")):
            checkpoint = self.stop_in_first_pilot(*words)
            change(checkpoint)
            done = self.run_ok("run", *words)
            self.assertIn(f"consim: it starts over: {note}", done.stderr)
            self.assert_same_result(output, alone)
            for path in self.folder.glob("x.*"):
                path.unlink()

    def test_a_stopped_pilot_of_something_else_is_refused(self):
        scenario, output = self.scenario(LONG + PHASES), self.folder / "x.h5"
        checkpoint = self.stop_in_first_pilot(scenario, "-o", output)
        pilot = checkpoint.with_suffix("")
        before = pilot.read_bytes(), checkpoint.read_bytes()
        self.refused("run", scenario, "--set=seed=2", "-o", output,
                     says=["seed: is 1 there, but 2 in the pilot", f"remove {pilot} and its checkpoint, or choose another"])
        self.assertEqual((pilot.read_bytes(), checkpoint.read_bytes()), before)

    def test_a_batch_that_is_stopped_in_a_pilot(self):
        self.scenario(LONG + PHASES)
        sweep, out = self.folder / "sweep.toml", self.folder / "out"
        sweep.write_text('base = "scenario.toml"\n[axes]\nseed = [1]\n')
        command = [program.PROGRAM, "batch", str(sweep), "--output-dir", str(out), "--json"]
        process = program.subprocess.Popen(command, stdout=program.subprocess.PIPE, stderr=program.subprocess.PIPE, text=True)
        program.wait_for(lambda: list(out.glob("*.pilot-0.h5.checkpoint")), process)
        process.send_signal(signal.SIGTERM)
        stdout, stderr = process.communicate(timeout=300)
        self.assertEqual([point["status"] for point in json.loads(stdout)["points"]], ["interrupted"], stderr)
        self.assertEqual([path.name for path in out.glob("*.h5")], ["seed=1.pilot-0.h5"])
        plan = json.loads(self.run_ok("batch", sweep, "--output-dir", out, "--json", "--dry-run").stdout)["points"]
        self.assertEqual([(point["status"], point["action"]) for point in plan], [("interrupted", "resume")])
        answer = json.loads(self.run_ok("batch", sweep, "--output-dir", out, "--json").stdout)
        # The run begins from its pilot's checkpoint, which this batch has trained itself.
        self.assertEqual((answer["complete"], answer["saved_seconds"]), (1, 0))


if __name__ == "__main__":
    unittest.main()
