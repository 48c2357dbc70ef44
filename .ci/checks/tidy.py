"""clang-tidy-19 with .clang-tidy on every source of the program, except those that include LibTorch.

LibTorch 1.13's headers don't compile with clang in C++20; tests are left out because they would take most of the time.
A file whose text, command, settings and project headers are as in an earlier clean run isn't looked at again.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess

import tree

RULE = "tidy"
PLACE = re.compile(r"^(?P<file>/[^:\n]+):(?P<line>\d+):\d+: (?:warning|error): (?P<what>.*)$")
LEFT_OUT = ("tests/", "bench/", "build/")


def check(root, build=None):
    build = build or root / "build" / "tidy"
    clean = build / "tidy-clean"
    clean.mkdir(exist_ok=True)
    common = _digest(*[tree.read(root, name) for name in [".clang-tidy", *tree.tracked(root, ".h")]])
    work = []
    for name, command in sources(root, build):
        stamp = clean / _digest(common, name, command, tree.read(root, name))
        if not stamp.exists():
            work.append((name, stamp))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for findings in pool.map(lambda item: _tidy(root, build, *item), work):
            yield from findings


def sources(root, build):
    """Name and command of each source that clang can read."""
    known = set(tree.tracked(root, ".cpp"))
    for entry in json.loads((build / "compile_commands.json").read_text()):
        name = os.path.relpath(entry["file"], root)
        if name in known and not name.startswith(LEFT_OUT) and "torch/csrc" not in entry["command"]:
            yield name, entry["command"]


def _tidy(root, build, name, stamp):
    result = subprocess.run(["clang-tidy-19", "-p", str(build), "--quiet", str(root / name)],
                            cwd=root, capture_output=True, text=True)
    findings = [tree.Finding(os.path.relpath(match["file"], root), int(match["line"]), RULE, match["what"])
                for match in map(PLACE.match, result.stdout.splitlines()) if match]
    if result.returncode != 0 and not findings:
        findings.append(tree.Finding(name, 0, RULE, "clang-tidy-19 failed: " + result.stderr.strip()[-300:]))
    if not findings:
        pathlib.Path(stamp).touch()
    return findings


def _digest(*texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
