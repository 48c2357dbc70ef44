"""What evaluations tell beside scores: layers, nodes, the averaged model's gradient; against sums and closed forms."""

import json
import os
import unittest

import program
from program import h5py, numpy

EVERY_STEP = ["--set", "run.record_every_steps=1", "--set", "run.epochs=2", "--set", "run.evaluate_every_epochs=1"]


class Measures(program.ProgramTest):
    def result_of(self, text, *words):
        output = self.folder / "run.h5"
        self.run_ok("run", self.scenario(text), "-o", output, "--overwrite", *words)
        return output

    def assert_close(self, found, expected, tolerance=1e-12):
        """The default is for sums of some thousand squares in double, added up in another order."""
        self.assertTrue(numpy.allclose(found, expected, rtol=tolerance, atol=0), f"{found} instead of {expected}")

    def evaluated(self, file, column):
        """That column of /steps, in the steps of /evaluations."""
        steps = file["evaluations/step"][:]
        self.assertGreater(len(steps), 1)
        return file["steps"][column][:][numpy.searchsorted(file["steps/step"][:], steps)]

    def check_sums(self, path):
        with h5py.File(path) as file:
            square = self.evaluated(file, "consensus_distance") ** 2
            layers, nodes = file["layers"], file["node_evaluations"]
            for group in (layers, nodes):
                self.assertEqual(list(group["step"]), list(file["evaluations/step"]))
            self.assert_close((layers["consensus_distance"][:] ** 2).sum(axis=1), square)
            self.assert_close((nodes["distance"][:] ** 2).mean(axis=1), square)
            self.assert_close((nodes["theta"][:] ** 2).mean(axis=1), self.evaluated(file, "theta") ** 2)
            self.assertEqual(layers["offset"][0], 0)
            self.assertEqual(list(layers["offset"][1:]), list(numpy.cumsum(layers["size"])[:-1]))
            self.assertEqual(layers["size"][:].sum(), file["work/parameters"][()])

    def test_layers_and_nodes_add_up(self):
        for words in ([], ["--set", "algorithm.order=combine_then_adapt"], ["--set", "algorithm.gossip_rounds=3"]):
            path = self.result_of(program.QUADRATIC, *EVERY_STEP, *words)
            self.check_sums(path)
            with h5py.File(path) as file:  # one layer is the whole, bit for bit
                self.assertEqual(list(file["layers/consensus_distance"][:, 0]),
                                 list(self.evaluated(file, "consensus_distance")))

    def test_steps_that_are_evaluated_but_not_recorded_have_them_too(self):
        path = self.result_of(program.QUADRATIC, *EVERY_STEP, "--set", "run.record_every_steps=7")
        with h5py.File(path) as file:
            self.assertNotIn(50, file["steps/step"][:])
            self.assertEqual(list(file["node_evaluations/step"]), [50, 100])
            self.assertTrue((file["node_evaluations/theta"][:] > 0).all())

    # W = (3/4, 1/4; 1/4, 3/4): of z before the exchange theta_i = |z_1 - z_2|/4, and half of
    # |z_1 - z_2|/2 is left of the distance to the mean.
    def test_two_nodes_are_as_far_from_their_mean_as_they_have_moved(self):
        path = self.result_of(program.QUADRATIC, *EVERY_STEP, "--set", "topology.nodes=2",
                              "--set", "topology.mixing=lazy_metropolis")
        with h5py.File(path) as file:
            theta, distance = file["node_evaluations/theta"][:], file["node_evaluations/distance"][:]
            self.assert_close(distance, theta)
            self.assert_close(distance[:, 0], distance[:, 1])

    def test_after_an_all_reduce_nothing_tells_the_nodes_apart(self):
        path = self.result_of(program.QUADRATIC, *EVERY_STEP, "--set", "algorithm.kind=allreduce")
        with h5py.File(path) as file:
            self.assertFalse(file["node_evaluations/distance"][:].any())
            self.assertFalse(file["layers/consensus_distance"][:].any())

    # The gradient of f is h x, the minima being centred over the nodes.
    def test_a_quadratics_gradient_is_curvature_times_the_averaged_model(self):
        path = self.result_of(program.QUADRATIC, *EVERY_STEP, "--set", "workload.curvature=2.5")
        with h5py.File(path) as file:
            self.assert_close(file["evaluations/mean_model_gradient_norm"][:],
                              2.5 * self.evaluated(file, "parameter_norm"))
            self.assertTrue(numpy.isnan(file["evaluations/generalization_gap"][:]).all())

    @unittest.skipUnless(os.environ.get("CONSIM_WITH_TORCH"), "built without LibTorch")
    def test_pictures(self):
        path = self.result_of(program.PICTURES, *EVERY_STEP, "--set", "run.evaluate_local_models=always")
        self.check_sums(path)
        with h5py.File(path) as file:
            evaluations = file["evaluations"]
            self.assertEqual(file["layers/name"][0], b"conv1.weight")
            self.assertTrue((evaluations["mean_model_gradient_norm"][:] > 0).all())
            gap = evaluations["train_accuracy"][:] - evaluations["test_accuracy"][:]
            self.assertEqual(list(evaluations["generalization_gap"][:]), list(gap))
            accuracies = file["node_evaluations/local_test_accuracy"][:]
            self.assertEqual(list(accuracies.max(axis=1)), list(evaluations["local_test_accuracy_max"]))
            self.assertEqual(list(accuracies.min(axis=1)), list(evaluations["local_test_accuracy_min"]))
            last = {name: evaluations[name][-1] for name in ("generalization_gap", "mean_model_gradient_norm",
                                                             "local_test_accuracy_mean")}
        told = json.loads(program.consim("info", path, "--json").stdout)["last"]
        for name, value in last.items():
            self.assertEqual(told[name], value, name)
            table = program.consim("table", path, "--value", name, "--format", "csv").stdout
            self.assert_close(float(table.splitlines()[1].split(",")[2]), value)

    def test_runs_without_learning_have_neither_layers_nor_nodes(self):
        path = self.result_of(program.QUADRATIC, "--set", "run.timing_only=true", "--set", "cluster.message_size=1 kB")
        with h5py.File(path) as file:
            self.assertNotIn("layers", file)
            self.assertNotIn("node_evaluations", file)


if __name__ == "__main__":
    unittest.main()
