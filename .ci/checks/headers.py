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
    """A header outside every HEADERS list may be included from its own folder and its tests only."""
    modules = tree.modules(root)
    public = {header for module in modules for header in module.headers}
    folders = {os.path.dirname(module.listfile) for module in modules}
    private = {name for name in tree.tracked(root, ".h")
               if name not in public and os.path.dirname(name) in folders}
    for name in tree.tracked(root, ".h", ".cpp"):
        for number, line in enumerate(tree.read(root, name).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
            if not match or match[1] not in private:
                continue
            if not name.startswith((os.path.dirname(match[1]) + "/", "tests/", "bench/")):
                yield tree.Finding(name, number, RULE, f"{match[1]} is private: its module's HEADERS doesn't name it")
