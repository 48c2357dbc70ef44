"""Draws docs/study/curves.svg from a folder of results of scenarios/study/laptop/dec-phases.toml.

    /usr/bin/python3 docs/study/curves.py results/study docs/study/curves.svg      # needs python3-matplotlib

Top: test accuracy of the averaged model; bottom: consensus distance at the end of each step, the mean of each epoch. One
line an arm, mean over seeds, with a band from the least to the greatest.
"""

import pathlib
import sys

import h5py
import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "consim"
import matplotlib.pyplot as pyplot
import numpy

ARMS = ["all-reduce", "ring", "dec-phase-1-free", "dec-phase-1,fraction=0.5", "dec-phase-1,fraction=0.25"]


def seeds(folder, arm):
    files = sorted(folder.glob(f"{arm},seed=*.h5"))
    if not files:
        raise SystemExit(f"{folder}: no result of {arm}")
    return files


def accuracy(path):
    with h5py.File(path, "r") as file:
        return file["evaluations/epoch"][:], 100 * file["evaluations/test_accuracy"][:]


def distance(path):
    with h5py.File(path, "r") as file:
        epochs, values = file["steps/epoch"][:], file["steps/consensus_distance"][:]
    whole = numpy.ceil(epochs - 1e-9)
    return numpy.unique(whole), numpy.array([values[whole == epoch].mean() for epoch in numpy.unique(whole)])


def draw(axes, folder, quantity, name):
    for arm in ARMS:
        curves = [quantity(path) for path in seeds(folder, arm)]
        x, values = curves[0][0], numpy.array([y for _, y in curves])
        (line,) = axes.plot(x, values.mean(axis=0), label=arm)
        axes.fill_between(x, values.min(axis=0), values.max(axis=0), color=line.get_color(), alpha=0.2, linewidth=0)
    for end in (5, 7.5):
        axes.axvline(end, color="0.7", linewidth=0.8, linestyle=":")
    axes.set_ylabel(name)


def main(folder, output):
    figure, (top, bottom) = pyplot.subplots(2, 1, sharex=True, figsize=(7, 7), layout="constrained")
    draw(top, folder, accuracy, "test accuracy [%]")
    draw(bottom, folder, distance, "consensus distance")
    bottom.set_xlabel("epoch (dotted: decays of the learning rate, ends of phases)")
    top.legend(frameon=False)
    figure.savefig(output, metadata={"Date": None})


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
