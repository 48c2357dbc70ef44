"""Small by measure: columns of a line, lines of a file, lines of a function, parameters.

Functions are found by universal-ctags. A function of more than 60 lines needs, in the comment above it, "Long: <the reason>".
"""

import json
import re
import subprocess

import tree

RULE = "sizes"
HEADER, SOURCE, TEST = 300, 400, 250
COLUMNS = 100
LONGEST, SHORT, SHORT_SHARE = 60, 30, 0.9
PARAMETERS = 4


def check(root):
    names = tree.tracked(root, ".h", ".cpp")
    for name in names:
        yield from _file(root, name)
    yield from _functions(root, names)


def _file(root, name):
    text = tree.read(root, name).splitlines()
    lines = len(text)
    for number, line in enumerate(text, 1):
        if len(line) > COLUMNS:
            yield tree.Finding(name, number, RULE, f"{len(line)} characters; a line has at most {COLUMNS}")
    kind, limit = ("header", HEADER) if name.endswith(".h") else ("source", SOURCE)
    if name.startswith("tests/"):
        kind, limit = "test", TEST
    if lines > limit:
        yield tree.Finding(name, limit + 1, RULE, f"{lines} lines; a {kind} has at most {limit}")


def _functions(root, names):
    lengths = []
    for tag in functions(root, names):
        name, line = tag["path"], tag["line"]
        count = _parameters(tag.get("signature", "()"))
        fortran = tag["name"].endswith("_") and tag["kind"] == "prototype"  # LAPACK's own
        if count > PARAMETERS and not fortran and not tag["name"].isupper():
            yield tree.Finding(name, line, RULE,
                               f"{tag['name']} has {count} parameters; more than {PARAMETERS} are a struct")
        if tag["kind"] != "function":
            continue
        length = tag["end"] - line + 1
        lengths.append(length)
        if length > LONGEST and not _reason_above(root, name, line):
            yield tree.Finding(name, line, RULE,
                               f"{tag['name']} has {length} lines; more than {LONGEST} need a \"Long: reason\" comment")
    over = sum(length >= SHORT for length in lengths)
    if lengths and over > (1 - SHORT_SHARE) * len(lengths):
        yield tree.Finding(".", 0, RULE, f"{over} of {len(lengths)} functions have {SHORT} lines or more;"
                           " nine in ten are shorter")


def functions(root, names):
    """ctags' records of functions and prototypes; Boost's test macros are read as functions, lambdas left out."""
    if not names:
        return []
    command = ["ctags", "--options=NONE", "--sort=no", "--language-force=C++", "--fields=+neSK", "--kinds-c++=fp",
               "-D", "BOOST_AUTO_TEST_CASE(name,...)=void name()", "-D", "BOOST_DATA_TEST_CASE(name,...)=void name()",
               "-D", "BOOST_FIXTURE_TEST_CASE(name,...)=void name()",
               "--output-format=json", "-L", "-", "-o", "-"]
    output = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True,
                            input="\n".join(names)).stdout
    tags = [json.loads(line) for line in output.splitlines()]
    return [tag for tag in tags if not tag["name"].startswith("__anon") and "end" in tag]


def _parameters(signature):
    depth, commas, inside = 0, 0, ""
    for character in signature.removeprefix("("):
        if character in "(<[{":
            depth += 1
        elif character in ")>]}":
            if depth == 0:
                break
            depth -= 1
        elif character == "," and depth == 0:
            commas += 1
        inside += character
    return commas + 1 if inside.strip() not in ("", "void") else 0


def _reason_above(root, name, line):
    lines = tree.read(root, name).splitlines()
    for text in reversed(lines[max(0, line - 12):line - 1]):
        if re.search(r"\bLong: \S", text):
            return True
        if text.strip() in ("", "}"):
            return False
    return False
