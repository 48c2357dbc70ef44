"""Spectral gaps of large graphs: bench_spectrum, and scipy's eigsh on the same graphs in the same run.

    ./dev bench                                        # builds bench_spectrum
    /usr/bin/python3 bench/spectrum_peers.py build/bench/bench/bench_spectrum [seconds a peer may take]

scipy's eigsh is asked for the two largest eigenvalues of W (metropolis) to the same relative accuracy of the gap, numpy's
eigvalsh for all of a dense W.
"""

import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy
import scipy.sparse
import scipy.sparse.linalg


def mixing(file):
    edges = numpy.fromfile(file, dtype=numpy.int32).reshape(-1, 2)
    n = edges.max() + 1
    degree = numpy.bincount(edges.ravel(), minlength=n)
    weight = 1 / (1 + numpy.maximum(degree[edges[:, 0]], degree[edges[:, 1]]))
    i, j = edges.T
    off = scipy.sparse.coo_matrix((weight, (i, j)), shape=(n, n))
    off = (off + off.T).tocsr()
    own = 1 - numpy.asarray(off.sum(axis=1)).ravel()
    return (off + scipy.sparse.diags(own)).tocsr()


def peer(file, gap, tolerance, answer):
    w = mixing(file)
    if file.endswith("_dense.edges"):
        w = w.toarray()
    start = time.perf_counter()
    if isinstance(w, numpy.ndarray):
        values = numpy.linalg.eigvalsh(w)[-2:]
    else:
        values = scipy.sparse.linalg.eigsh(w, k=2, which="LA", tol=tolerance * gap, return_eigenvectors=False)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.put((seconds, 1 - min(values), peak))


def main():
    program, limit = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 120
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([program, "--benchmark_format=json"], env=os.environ | {"CONSIM_EDGES": folder},
                              capture_output=True, text=True, check=True)
        print(f"{'graph':<16} {'gap':>12} {'consim':>9} {'scipy':>9} {'ratio':>6} {'scipy gap':>12} {'scipy MiB':>9}")
        for row in json.loads(done.stdout)["benchmarks"]:
            name = row["name"].split("/")[0]
            gap, seconds = row["gap"], row["real_time"]
            tolerance = 1e-8 if name == "ring" else 1e-4
            answer = multiprocessing.Queue()
            child = multiprocessing.Process(target=peer, args=(f"{folder}/{name}.edges", gap, tolerance, answer))
            child.start()
            try:
                taken, found, peak = answer.get(timeout=limit)
                print(f"{name:<16} {gap:12.5e} {seconds:8.2f}s {taken:8.2f}s {taken / seconds:6.1f} {found:12.5e} "
                      f"{peak:9.0f}", flush=True)
            except Exception:
                print(f"{name:<16} {gap:12.5e} {seconds:8.2f}s  > {limit:.0f}s or no convergence", flush=True)
            child.terminate()
            child.join()


if __name__ == "__main__":
    main()
