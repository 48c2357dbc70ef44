"""Who may include whom: the table of modules below, for #include lines and for the links in CMakeLists.txt.

A module uses only what its row names. Its public headers (HEADERS in consim_add_module) see the packages under
`public`; its sources and private headers also those under `private`. Tests and benchmarks are free.
"""

import dataclasses
import re

import tree

RULE = "includes"


@dataclasses.dataclass(frozen=True)
class Row:
    modules: set
    public: set = frozenset()
    private: set = frozenset()


TABLE = {
    "base": Row(set(), {"fmt"}, {"Random123"}),
    "topologies": Row({"base"}, {"fmt", "Eigen"}, {"Boost.Graph", "Boost", "CHOLMOD", "Clp", "Spectra", "LAPACK"}),
    "learning": Row({"base", "topologies"}, {"fmt"}, {"oneTBB"}),
    "cluster": Row({"base", "topologies", "learning"}, {"fmt"}),
    "kernel": Row({"base", "topologies", "learning", "cluster"}, {"fmt"}),
    "algorithms": Row({"base", "topologies", "kernel", "learning"}, {"fmt"}),
    "results": Row({"base"}, {"fmt"}, {"HDF5"}),
    "record": Row({"base", "topologies", "learning", "kernel", "results"}, {"fmt"}, {"HDF5"}),
    "recorder": Row({"base", "topologies", "learning", "kernel", "results"}, {"fmt"}),
    "models": Row({"base", "learning"}, {"fmt"}, {"zlib", "libarchive", "Eigen", "Boost.Random"}),
    "torch_learner": Row({"base", "learning", "models"}, {"fmt"}, {"LibTorch", "OpenBLAS"}),
    "models_torch": Row({"base", "learning", "models", "torch_learner"}, {"fmt"}, {"LibTorch"}),
    "scenarios": Row({"base", "topologies"}, {"fmt"}, {"toml++"}),  # the description; execution makes it run
    "execution": Row({"base", "topologies", "learning", "cluster", "kernel", "algorithms", "results", "record",
                      "recorder", "models", "models_torch", "scenarios"}, {"fmt"}),
    "analysis": Row({"base", "topologies", "results"}, {"fmt", "Eigen"}),
}
TABLE["apps"] = Row(set(TABLE), {"fmt"}, {"CLI11", "MPI", "JSON"})
FREE = ("tests/", "bench/", "fuzz/")

PACKAGES = [
    (r"torch/|ATen/|c10/|caffe2/", "LibTorch"), (r"hdf5|H5|hdf5_hl\.h", "HDF5"), (r"toml\+\+/|toml\.hpp", "toml++"),
    (r"boost/(graph|property_map)/", "Boost.Graph"), (r"boost/random/", "Boost.Random"), (r"boost/", "Boost"), (r"Spectra/", "Spectra"),
    (r"coin/", "Clp"), (r"Eigen/CholmodSupport|(suitesparse/)?cholmod\.h", "CHOLMOD"), (r"(unsupported/)?Eigen/", "Eigen"), (r"fmt/", "fmt"), (r"Random123/", "Random123"),
    (r"(oneapi/)?tbb", "oneTBB"), (r"zlib\.h", "zlib"), (r"archive(_entry)?\.h$", "libarchive"), (r"CLI/", "CLI11"),
    (r"lapacke?\.h", "LAPACK"), (r"cblas\.h|openblas", "OpenBLAS"), (r"mpi\.h", "MPI"), (r"nlohmann/", "JSON"),
]
# What comes with the compiler and the operating system.
SYSTEM = re.compile(r"[a-z0-9_]+$|sys/[a-z]+\.h$|(x86|imm|xmm|emm)intrin\.h$|(dlfcn|link|spawn|malloc|fcntl|unistd|signal|pthread|sched|time|errno)\.h$")
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def check(root):
    modules = tree.modules(root)
    yield from _links(modules)
    owners = tree.Owners(modules)
    for name in tree.tracked(root, ".h", ".cpp"):
        if name.startswith(FREE):
            continue
        module = owners.of(name)
        if module not in TABLE:
            yield tree.Finding(name, 1, RULE, "belongs to no module of the table in .ci/checks/includes.py")
            continue
        for number, line in enumerate(tree.read(root, name).splitlines(), 1):
            match = INCLUDE.match(line)
            what = match and _problem(root, module, match, owners, owners.is_public(name))
            if what:
                yield tree.Finding(name, number, RULE, what)


def _links(modules):
    for module in modules:
        row = TABLE.get(module.name)
        for link in module.links if row else []:
            used = re.fullmatch(r"consim::(\w+)", link)
            if used and used[1] not in row.modules:
                yield tree.Finding(module.listfile, 1, RULE, f"{module.name} may not link {used[1]}")


def _problem(root, module, match, owners, is_public):
    quote, included = match.groups()
    row = TABLE[module]
    if quote == '"':
        if not (root / included).is_file():
            return f'"{included}" is no file from the top of the tree'
        used = owners.of(included)
        return None if used == module or used in row.modules else f"{module} may not use {used} ({included})"
    if SYSTEM.match(included):
        return None
    package = next((label for pattern, label in PACKAGES if re.match(pattern, included)), None)
    if package is None:
        return f"<{included}> is of no known package"
    if package in row.public or (package in row.private and not is_public):
        return None
    where = f"a public header of {module}" if is_public else module
    return f"{where} may not use {package} (<{included}>)"
