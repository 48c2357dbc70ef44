"""Every C++ file is as clang-format-19 leaves it."""

import re
import subprocess

import tree

RULE = "format"
PLACE = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+):\d+: error: ")


def check(root):
    names = tree.tracked(root, ".h", ".cpp")
    if not names:
        return
    result = subprocess.run(["clang-format-19", "--dry-run", "-Werror", "--ferror-limit=1", *names],
                            cwd=root, capture_output=True, text=True)
    places = [match for match in map(PLACE.match, result.stderr.splitlines()) if match]
    for match in places:
        yield tree.Finding(match["file"], int(match["line"]), RULE, "not in the house's format; run ./dev format")
    if result.returncode != 0 and not places:
        yield tree.Finding(".clang-format", 0, RULE, f"clang-format-19 failed: {result.stderr.strip()[:300]}")
