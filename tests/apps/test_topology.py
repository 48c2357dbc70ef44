"""`consim topology` against networkx and scipy: graphs, mixing matrices and spectra built independently."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

try:
    import networkx
    import numpy
    import scipy.sparse
    import scipy.sparse.linalg
except ImportError:
    print("skipped: needs python3-networkx and python3-scipy of Debian (/usr/bin/python3)")
    sys.exit(77)

PROGRAM = os.environ["CONSIM_PROGRAM"]
TOLERANCE = 1e-8


def run(*arguments, code=0):
    done = subprocess.run([PROGRAM, "topology", *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def report(spec, *arguments):
    return json.loads(run(spec, "--json", *arguments).stdout)


def grid(sides, periodic):
    return networkx.grid_graph(dim=list(reversed(sides)), periodic=periodic)


def exponential(n):
    distances = {2 ** j for j in range(n.bit_length()) if 2 ** j < n}
    return networkx.circulant_graph(n, sorted(distances))


def paley(n):
    squares = {x * x % n for x in range(1, n)}
    return networkx.Graph([(i, j) for i in range(n) for j in range(i) if (i - j) % n in squares])


def simple(graph):
    graph = networkx.Graph(graph)
    graph.remove_edges_from(list(networkx.selfloop_edges(graph)))
    return graph


# Each graph by networkx, or from its definition where networkx has no generator.
GRAPHS = {
    "ring:n=3": networkx.cycle_graph(3),
    "ring:n=32": networkx.cycle_graph(32),
    "ring:n=50,neighbours=6": networkx.circulant_graph(50, [1, 2, 3]),
    "ring:n=500": networkx.cycle_graph(500),
    "ring:n=101,neighbours=4": networkx.circulant_graph(101, [1, 2]),
    "path:n=2": networkx.path_graph(2),
    "path:n=40": networkx.path_graph(40),
    "path:n=333": networkx.path_graph(333),
    "star:n=20": networkx.star_graph(19),
    "complete:n=12": networkx.complete_graph(12),
    "torus:rows=4,cols=8": grid((4, 8), True),
    "torus:sides=3x4x5": grid((3, 4, 5), True),
    "torus:rows=6,cols=7,periodic=false": grid((6, 7), False),
    "torus:sides=3x3x3,periodic=false": grid((3, 3, 3), False),
    "torus:rows=50,cols=60": grid((50, 60), True),
    "torus:rows=2,cols=9": grid((2, 9), True),
    "hypercube:n=16": networkx.hypercube_graph(4),
    "hypercube:n=64": networkx.hypercube_graph(6),
    "balanced_tree:branching=3,height=3": networkx.balanced_tree(3, 3),
    "binary_tree:n=31": networkx.balanced_tree(2, 4),
    "exponential:n=32": exponential(32),
    "exponential:n=45": exponential(45),
    "ring_of_cliques:cliques=5,size=6": networkx.ring_of_cliques(5, 6),
    "barbell:size=6,path=3": networkx.barbell_graph(6, 3),
    "barbell:size=4": networkx.barbell_graph(4, 0),
    "margulis:n=49": simple(networkx.margulis_gabber_galil_graph(7)),
    "margulis:n=2500": simple(networkx.margulis_gabber_galil_graph(50)),
    "paley:n=13": paley(13),
    "paley:n=61": paley(61),
    "karate": networkx.Graph(networkx.karate_club_graph().edges()),
    "davis_women": networkx.davis_southern_women_graph(),
}


def laplacian_of_weights(graph, weight):
    """I - W of symmetric weights of edges."""
    n = graph.number_of_nodes()
    index = {node: i for i, node in enumerate(graph.nodes())}
    rows, columns, values = [], [], []
    for a, b in graph.edges():
        w = weight(graph.degree[a], graph.degree[b])
        i, j = index[a], index[b]
        rows += [i, j, i, j]
        columns += [j, i, i, j]
        values += [-w, -w, w, w]
    return scipy.sparse.csr_matrix((values, (rows, columns)), shape=(n, n))


def weights(graph, rule):
    largest = max(degree for _, degree in graph.degree)
    return {
        "metropolis": lambda a, b: 1 / (1 + max(a, b)),
        "max_degree": lambda a, b: 1 / (1 + largest),
        "lazy_metropolis": lambda a, b: 0.5 / (1 + max(a, b)),
    }[rule]


def ends(laplacian):
    """lambda_2 and lambda_n of W."""
    n = laplacian.shape[0]
    if n <= 1000:
        mu = numpy.linalg.eigvalsh(laplacian.toarray())
        return 1 - mu[1], 1 - mu[-1]
    shifted = laplacian + 1e-3 * scipy.sparse.identity(n)
    low = scipy.sparse.linalg.eigsh(shifted.tocsc(), k=2, sigma=0, tol=1e-12, return_eigenvectors=False)
    high = scipy.sparse.linalg.eigsh(laplacian, k=1, which="LA", tol=1e-12, ncv=100, maxiter=20000,
                                     return_eigenvectors=False)
    return 1 - (max(low) - 1e-3), 1 - high[0]


class Spectra(unittest.TestCase):
    def check(self, spec, graph, rule, *arguments):
        with self.subTest(spec=spec, rule=rule):
            found = report(spec, "--mixing", rule, *arguments)
            lambda2, lambda_n = ends(laplacian_of_weights(graph, weights(graph, rule)))
            self.assertEqual(found["nodes"], graph.number_of_nodes())
            self.assertEqual(found["edges"], graph.number_of_edges())
            self.assertLess(abs(found["lambda2"] - lambda2), TOLERANCE)
            self.assertLess(abs(found["lambda_n"] - lambda_n), TOLERANCE)

    def test_graphs_and_spectra_are_those_of_networkx_and_scipy(self):
        self.assertGreaterEqual(len(GRAPHS), 30)
        for spec, graph in GRAPHS.items():
            for rule in ("metropolis", "max_degree", "lazy_metropolis"):
                self.check(spec, graph, rule)

    def test_the_iterative_methods_agree_with_scipy(self):
        for spec in ("ring:n=32", "torus:rows=6,cols=7,periodic=false", "karate", "margulis:n=49", "star:n=20",
                     "balanced_tree:branching=3,height=3"):
            for method in ("dense", "lanczos", "shift_invert"):
                self.check(spec, GRAPHS[spec], "metropolis", "--method", method)

    def test_structure_is_that_of_networkx(self):
        for spec, graph in GRAPHS.items():
            if graph.number_of_nodes() > 300:
                continue
            with self.subTest(spec=spec):
                found = report(spec)
                degrees = [degree for _, degree in graph.degree]
                self.assertEqual((found["degree_min"], found["degree_max"]), (min(degrees), max(degrees)))
                self.assertEqual(found["connected"], networkx.is_connected(graph))
                self.assertEqual(found["bipartite"], networkx.is_bipartite(graph))
                self.assertEqual(found["diameter"], networkx.diameter(graph))

    def test_directed_families_have_the_singular_values_of_their_definition(self):
        for n in (8, 15, 32):
            tau = (n - 1).bit_length()
            w = numpy.eye(n)
            for i in range(n):
                for j in range(tau):
                    w[(i + 2 ** j) % n, i] += 1
            w /= tau + 1
            beta = numpy.linalg.norm(w - numpy.full((n, n), 1 / n), 2)
            self.assertLess(abs(report(f"exponential:n={n},directed=true")["beta"] - beta), TOLERANCE)
        found = report("kautz:degree=2,length=4")
        self.assertEqual((found["nodes"], found["edges"], found["diameter"]), (24, 48, 4))

    def test_eigenvalues_are_all_of_them(self):
        for spec in ("karate", "torus:rows=4,cols=8", "path:n=40"):
            found = report(spec, "--eigenvalues")["eigenvalues"]
            laplacian = laplacian_of_weights(GRAPHS[spec], weights(GRAPHS[spec], "metropolis")).toarray()
            expected = 1 - numpy.linalg.eigvalsh(laplacian)
            self.assertLess(numpy.abs(numpy.array(found) - expected).max(), 1e-12)


class Files(unittest.TestCase):
    def setUp(self):
        keeper = tempfile.TemporaryDirectory()
        self.addCleanup(keeper.cleanup)
        self.folder = pathlib.Path(keeper.name)

    def test_networkx_reads_what_is_exported(self):
        path = self.folder / "karate.graphml"
        run("karate", "--mixing", "max_degree", "--export", path)
        read = networkx.read_graphml(path)
        club = GRAPHS["karate"]
        self.assertEqual({frozenset((int(a[1:]), int(b[1:]))) for a, b in read.edges()},
                         {frozenset(edge) for edge in club.edges()})
        self.assertEqual({data["weight"] for _, _, data in read.edges(data=True)}, {1 / 18})

    def test_what_networkx_writes_is_read(self):
        for directed in (False, True):
            graph = networkx.gnp_random_graph(40, 0.2, seed=3, directed=directed)
            for a, b in graph.edges():
                graph[a][b]["weight"] = (a + 2 * b + 1) / 1000
            for name, write in (("g.graphml", networkx.write_graphml),
                                ("g.csv", lambda g, p: networkx.write_weighted_edgelist(g, p, delimiter=",")),
                                ("g.edgelist", networkx.write_edgelist)):
                with self.subTest(name=name, directed=directed):
                    path = self.folder / name
                    write(graph, path)
                    arrows = ",directed=true" if directed and name != "g.graphml" else ""
                    spec = f"file:path={path}{arrows},mixing=native"
                    back = self.folder / "back.csv"
                    self.assertEqual(report(spec, "--export", back, "--overwrite")["directed"], directed)
                    rows = [line.split(",") for line in back.read_text().splitlines()[1:]]
                    found = {(int(a), int(b)): float(w) for a, b, w in rows}
                    wanted = {(a, b): data["weight"] for a, b, data in graph.edges(data=True)}
                    if not directed:
                        wanted = {tuple(sorted(pair)): w for pair, w in wanted.items()}
                    self.assertEqual(found, wanted)

    def test_graphviz_reads_what_is_exported(self):
        path = self.folder / "torus.dot"
        run("torus:rows=4,cols=5", "--export", path)
        plain = subprocess.run(["neato", "-Tplain", path], capture_output=True, text=True, timeout=60, check=True)
        edges = {frozenset(line.split()[1:3]) for line in plain.stdout.splitlines() if line.startswith("edge ")}
        torus = networkx.convert_node_labels_to_integers(grid((4, 5), True), ordering="sorted")
        self.assertEqual(edges, {frozenset((str(a), str(b))) for a, b in torus.edges()})

    def test_nothing_is_overwritten_and_wrong_files_are_told(self):
        path = self.folder / "ring.gv"
        run("ring:n=4", "--export", path)
        before = path.read_text()
        self.assertIn("exists already", run("ring:n=5", "--export", path, code=2).stderr)
        self.assertEqual(path.read_text(), before)
        self.assertIn("allowed: .graphml", run("ring:n=4", "--export", "ring.png", code=2).stderr)
        self.assertIn("METIS", run("exponential:n=8,directed=true", "--export", self.folder / "e.metis",
                                   code=2).stderr)
        (self.folder / "bad.csv").write_text("a,b\na,b,c,d\n")
        self.assertIn("bad.csv:2:7: more than three fields",
                      run(f"file:path={self.folder / 'bad.csv'}", code=2).stderr)


class Command(unittest.TestCase):
    def test_several_topologies_are_compared_and_sorted_by_time(self):
        specs = ["ring:n=32", "one_peer_exponential:n=32", "star:n=32", "torus:n=32"]
        lines = run(*specs, "--link", "ethernet-1g").stdout.splitlines()
        self.assertEqual([line.split(":")[0] for line in lines[1:5]],
                         ["one_peer_exponential", "torus", "ring", "star"])
        answer = json.loads(run(*specs, "--json").stdout)["topologies"]
        seconds = [entry["cost"]["seconds"] for entry in answer]
        self.assertEqual(seconds, sorted(seconds))

    def test_a_ring_round_costs_latency_and_two_messages(self):
        # Messages of 1 MB: alpha + 2 m/B, and 179 rounds to a tenth.
        cost = report("ring:n=32", "--message-size", "1 MB")["cost"]
        links = subprocess.run([PROGRAM, "list", "links"], capture_output=True, text=True, check=True).stdout
        words = next(line.split() for line in links.splitlines() if line.startswith("ethernet-10g"))
        self.assertEqual((words[2], words[4]), ("us", "Gbit/s"))
        expected = float(words[1]) * 1e-6 + 2 * 8e6 / (float(words[3]) * 1e9)
        self.assertLess(abs(cost["round_seconds"] - expected), 1e-12)
        self.assertEqual(cost["rounds"], 179)
        self.assertLess(abs(cost["seconds"] - 179 * expected), 1e-9)
        self.assertEqual(cost["bytes_per_step"], 2e6)

    def test_a_picture_is_svg_with_all_nodes_and_edges(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "ring.svg"
            for spec, circles in (("ring:n=12", 24), ("one_peer_exponential:n=8", 8 + 17),
                                  ("exponential:n=8,directed=true", 8 + 2 + 8)):
                run(spec, "--plot", str(file), "--overwrite")
                root = xml.etree.ElementTree.parse(file).getroot()
                self.assertEqual(len(root.findall("{http://www.w3.org/2000/svg}circle")), circles, spec)
            before = file.read_bytes()
            refused = run("ring:n=4", "--plot", str(file), code=2)
            self.assertIn("exists already", refused.stderr)
            self.assertEqual(file.read_bytes(), before)
            self.assertEqual(os.listdir(folder), ["ring.svg"])

    def test_wrong_input_is_told(self):
        for arguments, words in (
                (["ring:n=4", "--method", "fast"], "unknown method"),
                (["base:n=6", "--method", "dense"], "graphs that change"),
                (["ring:n=4", "star:n=4", "--fiedler"], "a table doesn't hold them"),
                (["ring:n=4", "--device", "v101"], "no profile"),
                (["ring:n=4", "--model", "resnet"], "--model: found"),
                (["ring:n=4", "--plot", "ring.png"], "SVG"),
                (["karate.csv"], 'did you mean "file:path=karate.csv"?'),
                (["karate", "--method", "closed_form"], "isn't known"),
                (["ring:n=4", "--gamma", "1"], "out of range"),
                (["ring:n=4", "--fraction", "0"], "out of range"),
                (["ring:n=4", "--tolerance", "2"], "out of range"),
                (["ring:n=4", "--link", "ethernet-11g"], "ethernet-1"),
                (["ring:n=4", "--message-size", "4"], "expected a number and a unit"),
                (["ring:n=5000", "--plot", "/nowhere/x.svg"], "can't be told apart"),
                (["ring:n=4", "star:n=4", "--plot", "x.svg"], "several topologies"),
                (["ring:n=4", "--plot", "/nowhere/x.svg"], "can't be written"),
                (["ring:n=0", "star:n=x"], "isn't a whole number")):
            with self.subTest(arguments=arguments):
                self.assertIn(words, run(*arguments, code=2).stderr)


if __name__ == "__main__":
    unittest.main()
