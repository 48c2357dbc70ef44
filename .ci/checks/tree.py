"""What every rule needs: the tracked files of a checkout, its modules, and the form of a finding."""

import dataclasses
import os
import pathlib
import re
import subprocess


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    file: str
    line: int
    rule: str
    what: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.rule}: {self.what}"


@dataclasses.dataclass
class Module:
    """One call of consim_add_module: paths are relative to the checkout."""

    name: str
    listfile: str
    headers: list[str]
    sources: list[str]
    links: list[str]


def tracked(root, *suffixes):
    """Files git knows, new ones that it doesn't ignore included, as paths relative to the checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, check=True, capture_output=True, text=True).stdout
    names = sorted(name for name in set(listed.split("\0")) if name)
    return [name for name in names
            if (not suffixes or name.endswith(suffixes)) and (root / name).is_file()]


def read(root, name):
    return (root / name).read_text(encoding="utf-8", errors="replace")


@dataclasses.dataclass
class Owners:
    """Which module a file belongs to."""

    modules: list[Module]

    def of(self, name):
        """The module that lists the file or the source beside it, or the first module of the nearest folder above.

        Without any module up to the top it is the folder's own name.
        """
        source = os.path.splitext(name)[0] + ".cpp"
        for module in self.modules:
            if name in module.headers + module.sources or source in module.sources:
                return module.name
        folders = {os.path.dirname(module.listfile): module.name for module in reversed(self.modules)}
        folder = os.path.dirname(name)
        while folder and folder not in folders:
            folder = os.path.dirname(folder)
        top, *rest = name.split("/")
        return folders.get(folder) or (rest[0] if top == "sim" and len(rest) > 1 else top)

    def folder(self, name):
        """The folder of the file's module."""
        owner = self.of(name)
        return next((os.path.dirname(module.listfile) for module in self.modules if module.name == owner), None)

    def is_public(self, name):
        return any(name in module.headers for module in self.modules)


def modules(root):
    found = []
    for listfile in tracked(root, "CMakeLists.txt"):
        folder = pathlib.PurePosixPath(listfile).parent
        text = re.sub(r"#[^\n]*", "", read(root, listfile))
        for call in re.finditer(r"consim_add_module\s*\(([^)]*)\)", text):
            found.append(_module(folder, listfile, call.group(1).split()))
    return found


def _module(folder, listfile, words):
    lists = {"HEADERS": [], "SOURCES": [], "PUBLIC": [], "PRIVATE": [], "KIND": []}
    current = None
    for word in words[1:]:
        if word in lists:
            current = word
        elif current:
            lists[current].append(word)
    place = lambda names: [str(folder / name) for name in names]
    return Module(words[0], listfile, place(lists["HEADERS"]), place(lists["SOURCES"]),
                  lists["PUBLIC"] + lists["PRIVATE"])
