"""Runs the house rules, all or those named: one line a finding, `file:line: rule: what`; exit 1 if there is any."""

import importlib
import pathlib
import sys
import time

RULES = ("words", "references", "sizes", "includes", "format", "headers", "tidy")


def main(names):
    unknown = [name for name in names if name not in RULES]
    if unknown:
        print(f"unknown rule {unknown[0]}; the rules are {', '.join(RULES)}", file=sys.stderr)
        return 2
    root = pathlib.Path(__file__).resolve().parents[2]
    total = 0
    for name in names or RULES:
        start = time.monotonic()
        findings = sorted(set(importlib.import_module(name).check(root)))
        for finding in findings:
            print(finding)
        total += len(findings)
        print(f"check: {name}: {len(findings)} findings, {time.monotonic() - start:.0f} s", flush=True)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
