"""Words that don't belong in the tree, and file names that say nothing."""

import pathlib
import re

import tree

RULE = "words"
EXEMPT = (".ci/checks/words.py", "tests/house/")  # they name what they forbid
VAGUE = {"util", "utils", "utility", "helper", "helpers", "common", "misc"}

FORBIDDEN = [
    (r"\b(TODO|FIXME|XXX|HACK)\b", "unfinished work belongs in the issue tracker"),
    (r"(?i)\bnot implemented\b", "leave it out instead"),
    (r"(?i)\b(this|that|the|last|next|previous|earlier|later|another|my|our) sessions?\b", "text is about the code, not about how it was made"),
    (r"(?i)\b(issues?|bugs?|fix(es)?|closes?|pr|see)( no\.)?:? ?#\d+\b|(?i:\bissues? \d+\b)", "no issue numbers"),
    (r"(?<![\w.])/(root|Users|work/(main|shared))/", "no paths of one machine"),
    (r"(?<![\w/])\.\./shared\b", "no paths outside the tree"),
    (r"(?i)https?://[^\s/]*(artifactory|mirror|proxy|pypi|deb\.debian\.org|conan|npm)",
     "no package hosts"),
]


def check(root):
    for name in tree.tracked(root):
        path = pathlib.PurePosixPath(name)
        for part in (*path.parent.parts, path.stem):
            if part.lower() in VAGUE:
                yield tree.Finding(name, 1, RULE, f'"{part}" says nothing about what is in it')
        if not name.startswith(EXEMPT):
            yield from _lines(root, name)


def _lines(root, name):
    if b"\0" in (root / name).read_bytes()[:8192]:
        return
    for number, line in enumerate(tree.read(root, name).splitlines(), 1):
        for pattern, reason in FORBIDDEN:
            if match := re.search(pattern, line):
                yield tree.Finding(name, number, RULE, f'"{match.group(0)}": {reason}')
