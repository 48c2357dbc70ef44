"""Every source named by its key, such as salmon2011parallel, stands in docs/references.bib."""

import re

import tree

RULE = "references"
KEY = re.compile(r"\b[a-z]+(?:19|20)\d\d[a-z]{2,}\b")


def check(root):
    bibliography = root / "docs" / "references.bib"
    known = set(re.findall(r"^@\w+\{(\w+),", bibliography.read_text(), re.M)) if bibliography.is_file() else set()
    for name in tree.tracked(root, ".h", ".cpp", ".md"):
        for number, line in enumerate(tree.read(root, name).splitlines(), 1):
            for key in KEY.findall(line):
                if key not in known:
                    yield tree.Finding(name, number, RULE, f"{key} isn't in docs/references.bib")
