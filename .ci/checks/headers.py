"""Every public header compiles on its own, and every header of a module's folder is public or marked private.

A header is public when its module's HEADERS names it; CMake then compiles it alone. A private header is one that only
its own module includes; it is left out of HEADERS.
"""

import os
import re
import subprocess

import tree

RULE = "headers"
PLACE = re.compile(r"^(?P<file>/[^:\n]+):(?P<line>\d+):\d+: (fatal )?error: (?P<what>.*)")


def check(root, build=None):
    build = build or root / "build" / "tidy"
    yield from private_headers_used_elsewhere(root)
    command = ["cmake", "--build", str(build), "--parallel", str(os.cpu_count()),
               "--target", "all_verify_interface_header_sets", "--", "-k", "0"]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if result.returncode == 0:
        return
    places = {(match["file"], int(match["line"]), match["what"])
              for match in map(PLACE.match, result.stdout.splitlines()) if match}
    for file, line, what in sorted(places):
        yield tree.Finding(os.path.relpath(file, root), line, RULE, what)
    if not places:
        yield tree.Finding("CMakeLists.txt", 0, RULE, "header check failed: " + result.stdout[-500:])


def private_headers_used_elsewhere(root):
    """A header outside every HEADERS list may be included from its own module, from tests and benchmarks only."""
    owners = tree.Owners(tree.modules(root))
    private = {name: owners.folder(name) for name in tree.tracked(root, ".h") if not owners.is_public(name)}
    for name in tree.tracked(root, ".h", ".cpp"):
        for number, line in enumerate(tree.read(root, name).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
            folder = private.get(match[1]) if match else None
            if folder and owners.of(name) != owners.of(match[1]) and not name.startswith(("tests/", "bench/")):
                yield tree.Finding(name, number, RULE, f"{match[1]} is private: its module's HEADERS doesn't name it")
