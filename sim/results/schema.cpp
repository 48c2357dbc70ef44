#include "sim/results/schema.h"

#include <array>

#include "base/check.h"

namespace consim::results {

namespace {

constexpr Presence kWithEstimates = Presence::kWithEstimates;
constexpr Presence kWithTranslation = Presence::kWithTranslation;
constexpr Presence kAdded = Presence::kAdded;

using S = StepRow;
constexpr auto kStepColumns = std::to_array<Column<S>>({
    {"step", "1", "logical steps done, from 1", &S::step},
    {"epoch", "1", "passes over the training data", &S::epoch},
    {"simulated_time", "s", "when the last node ended the step", &S::simulated_time},
    {"learning_rate", "1", "learning rate of the step", &S::learning_rate},
    {"train_loss", "1", "mean over the nodes' mini-batches", &S::train_loss},
    {"consensus_distance", "1",
     "sqrt((1/n) sum norm(x_i - mean)^2) of the state that ends the step: after mixing when "
     "adapting first, after the update when combining first",
     &S::consensus_distance},
    {"consensus_distance_before_mixing", "1", "consensus distance of what enters the mixing",
     &S::consensus_distance_before_mixing},
    {"consensus_distance_after_mixing", "1",
     "consensus distance of what the mixing leaves, which control acts on",
     &S::consensus_distance_after_mixing, kAdded},
    {"gradient_norm", "1", "norm of the gradient averaged over the nodes", &S::gradient_norm},
    {"local_gradient_norm", "1", "root of the nodes' mean squared gradient norm",
     &S::local_gradient_norm},
    {"update_norm", "1", "norm of the change of the averaged parameters", &S::update_norm},
    {"gossip_rounds", "1", "exchanges with neighbours in the step", &S::gossip_rounds},
    {"bytes_sent", "B", "sent by all nodes since the start", &S::bytes_sent},
    {"target_distance", "1",
     "consensus distance that control aimed at, 0: exact averages; NaN without a target",
     &S::target_distance},
    {"parameter_norm", "1", "norm of the averaged parameters", &S::parameter_norm},
    {"phase", "1", "phase of training, a row of /phases", &S::phase},
    {"theta", "1", "local estimator of the consensus distance of what enters the first exchange",
     &S::theta},
    {"max_consensus_distance", "1",
     "running maximum of the consensus distance over all steps of the phase, recorded or not",
     &S::max_consensus_distance},
    {"noise_variance", "1", "estimated variance of a node's gradient", &S::noise_variance,
     kWithEstimates},
    {"smoothness", "1", "estimated Lipschitz constant of the gradient", &S::smoothness,
     kWithEstimates},
    {"critical_distance", "1", "estimated critical consensus distance", &S::critical_distance,
     kWithEstimates},
    {"gradient_variance", "1", "variance of the nodes' gradients: noise and how they differ",
     &S::gradient_variance, kWithEstimates},
    {"distance_tests", "1",
     "tests of the consensus distance in the step, by nodes that can't see it", &S::distance_tests,
     kAdded},
});

using E = EvaluationRow;
constexpr auto kEvaluationColumns = std::to_array<Column<E>>({
    {"step", "1", "logical steps done when the averaged model was evaluated", &E::step},
    {"epoch", "1", "passes over the training data", &E::epoch},
    {"simulated_time", "s", "when the last node ended the step", &E::simulated_time},
    {"train_loss", "1", "loss of the averaged model on training samples", &E::train_loss},
    {"train_accuracy", "1", "fraction of training samples classified correctly",
     &E::train_accuracy},
    {"test_loss", "1", "loss of the averaged model on the test samples", &E::test_loss},
    {"test_accuracy", "1", "fraction of test samples classified correctly", &E::test_accuracy},
    {"local_test_accuracy_mean", "1", "mean over the nodes' own models",
     &E::local_test_accuracy_mean},
    {"local_test_accuracy_min", "1", "least of the nodes' own models", &E::local_test_accuracy_min},
    {"local_test_accuracy_max", "1", "greatest of the nodes' own models",
     &E::local_test_accuracy_max},
    {"mean_model_gradient_norm", "1",
     "norm of the gradient of the averaged model on run.gradient_samples training samples",
     &E::mean_model_gradient_norm, kAdded},
    {"generalization_gap", "1", "train_accuracy - test_accuracy", &E::generalization_gap, kAdded},
    {"test_bleu", "1", "BLEU score on the test sentences", &E::test_bleu, kWithTranslation},
});

using L = LayerRow;
constexpr auto kLayerColumns = std::to_array<Column<L>>({
    {"step", "1", "logical steps done", &L::step},
    {"consensus_distance", "1",
     "consensus distance of the layer's parameters in the state that ends the step",
     &L::consensus_distance},
});

using D = NodeEvaluationRow;
constexpr auto kNodeEvaluationColumns = std::to_array<Column<D>>({
    {"step", "1", "logical steps done", &D::step},
    {"theta", "1", "norm(sum_j w_ij x_j - x_i) of what enters the first exchange", &D::theta},
    {"distance", "1", "norm(x_i - mean) of the state that ends the step", &D::distance},
    {"local_test_accuracy", "1", "of the node's own model", &D::local_test_accuracy},
});

using V = EventRow;
constexpr auto kEventColumns = std::to_array<Column<V>>({
    // The order of the trace is its only index: the scale is the start of each event.
    {"start_ns", "ns", "simulated time at which it began", &V::start_ns},
    {"node", "1", "node that did it", &V::node},
    {"kind", "1", "what was done", &V::kind, Presence::kAlways, kEventKindWidth},
    {"end_ns", "ns", "simulated time at which it ended", &V::end_ns},
    {"bytes", "B", "size of the message; 0 for others", &V::bytes},
});

using P = PhaseRow;
constexpr auto kPhaseColumns = std::to_array<Column<P>>({
    {"phase", "1", "phase of training, from 0", &P::phase},
    {"start", "1", "logical steps done at its start", &P::start},
    {"end", "1", "logical steps done at its end", &P::end},
    {"algorithm", "1", "kind of algorithm", &P::algorithm},
    {"max_consensus_distance", "1", "maximum over all steps of the phase, recorded or not",
     &P::max_consensus_distance},
    {"mean_rounds", "1", "gossip rounds a step", &P::mean_rounds},
    {"max_consensus_distance_after_mixing", "1",
     "the same of what the mixing leaves: the maximum that a target is a fraction of",
     &P::max_consensus_distance_after_mixing, kAdded},
    {"simulated_seconds", "s", "from the end of the phase before to the end of its last step",
     &P::simulated_seconds, kAdded},
    {"bytes_sent", "B", "sent by all nodes in that time", &P::bytes_sent, kAdded},
    {"distance_tests", "1", "tests of the consensus distance in all of its steps",
     &P::distance_tests, kAdded},
    {"test_accuracy", "1", "test_accuracy of the last evaluation in it", &P::test_accuracy, kAdded},
});

using N = NodeRow;
constexpr auto kNodeColumns = std::to_array<Column<N>>({
    {"node", "1", "number of the node, from 0", &N::node},
    {"compute_seconds", "s", "simulated time spent computing", &N::compute_seconds},
    {"communication_seconds", "s", "simulated time spent communicating without computing",
     &N::communication_seconds},
    {"idle_seconds", "s", "simulated time spent waiting", &N::idle_seconds},
    {"bytes_sent", "B", "sent by the node", &N::bytes_sent},
    {"bytes_received", "B", "received by the node", &N::bytes_received},
    {"steps", "1", "local steps that the node ended", &N::steps},
});

constexpr auto kFixedDatasets = std::to_array<DatasetText>({
    {"/", "scenario", "1", "", "the fully resolved scenario (TOML); consim run FILE.h5 repeats it"},
    {"topology", "edge", "1", "edge", "number of the edge, from 0"},
    {"topology", "end", "1", "end", "end of an edge: 0 its source, 1 its target"},
    {"topology", "edges", "1", "edge end", "nodes that the edge joins"},
    {"topology", "nonzero", "1", "nonzero", "number of the stored weight, from 0"},
    {"topology", "row", "1", "nonzero", "node that averages: row of the mixing matrix"},
    {"topology", "column", "1", "nonzero", "node that is averaged: column of the mixing matrix"},
    {"topology", "weight", "1", "nonzero", "weight of the column's node in the row's average"},
    {"topology", "round", "1", "nonzero",
     "round of the period, where the matrix changes from round to round; where rounds never repeat "
     "only round 0 is stored",
     true},
    {"topology", "eigenvalue", "1", "eigenvalue", "number of the eigenvalue, from 0"},
    {"topology", "eigenvalues", "1", "eigenvalue",
     "eigenvalues of the mixing matrix (real parts), descending; empty where not computed"},
    {"topology", "eigenvalues_imaginary", "1", "eigenvalue",
     "imaginary parts, where the matrix isn't symmetric", true},
    {"work", "per", "1", "per", "what the work is counted for: step of a node, or sample"},
    {"work", "flops", "1", "per", "floating-point operations of training"},
    {"work", "bytes", "B", "per", "bytes moved to and from memory"},
    {"work", "kernels", "1", "per", "device kernels launched"},
    {"work", "parameters", "1", "", "trainable parameters of the model"},
    {"work", "message_bytes", "B", "", "size of one message"},
    {"layers", "layer", "1", "layer", "number of the layer, from 0"},
    {"layers", "name", "1", "layer", "name of its parameters"},
    {"layers", "offset", "1", "layer", "its first number in a node's row of parameters"},
    {"layers", "size", "1", "layer", "how many numbers it has"},
    {"node_evaluations", "node", "1", "node", "number of the node, from 0"},
});

constexpr auto kRootAttributes = std::to_array<AttributeText>({
    {"format", "text", "\"consim\""},
    {"format_version", "integer", "1"},
    {"status", "text", "running, complete, interrupted, diverged or failed"},
    {"reason", "text", "why the run ended early; empty otherwise (at most 256 bytes)"},
    {"consim_version", "text", "version of the program"},
    {"git_revision", "text", "revision of its source"},
    {"libtorch_version", "text", "version of LibTorch; empty without it"},
    {"created", "text", "when the run was started (UTC)"},
    {"host", "text", "machine it ran on"},
    {"data_dir", "text", "folder that the data were read from; empty without files"},
    {"threads", "integer", "worker threads"},
    {"seed", "integer", "seed of all randomness (unsigned, 64 bits)"},
    {"steps_done", "integer", "logical steps that all nodes have ended"},
    {"simulated_seconds", "number", "simulated time reached [s]"},
    {"host_seconds", "number", "time that the run took on the host [s]"},
    {"trajectory_hash", "text", "hash of parameters and event order, 16 hexadecimal digits"},
    {"unreached_step", "integer",
     "step that ended the run, since no rounds reach its target; 0: none"},
    {"unreached_rounds", "integer", "gossip rounds after which it was given up"},
    {"unreached_distance", "number", "consensus distance after them, as the estimator sees it"},
    {"unreached_target", "number", "consensus distance that was wanted"},
});

struct StatusName {
  Status status;
  std::string_view name;
};
constexpr auto kStatusNames = std::to_array<StatusName>({{Status::kRunning, "running"},
                                                         {Status::kComplete, "complete"},
                                                         {Status::kInterrupted, "interrupted"},
                                                         {Status::kDiverged, "diverged"},
                                                         {Status::kFailed, "failed"}});

}  // namespace

template <>
Table<StepRow> table_of<StepRow>() {
  return {"steps", "one row a recorded logical step", 1024, false, kStepColumns};
}
template <>
Table<EvaluationRow> table_of<EvaluationRow>() {
  return {"evaluations", "one row an evaluation of the averaged model", 128, false,
          kEvaluationColumns};
}
template <>
Table<LayerRow> table_of<LayerRow>() {
  return {
      "layers", "one row an evaluation, one column a layer of the model", 16, true, kLayerColumns,
      "layer"};
}
template <>
Table<NodeEvaluationRow> table_of<NodeEvaluationRow>() {
  return {"node_evaluations",
          "one row an evaluation, one column a node",
          16,
          true,
          kNodeEvaluationColumns,
          "node"};
}
template <>
Table<EventRow> table_of<EventRow>() {
  return {"events", "one row an event, if a trace was asked for", 8192, true, kEventColumns};
}
template <>
Table<PhaseRow> table_of<PhaseRow>() {
  return {"phases", "one row a phase of training, written at the end", 16, false, kPhaseColumns};
}
template <>
Table<NodeRow> table_of<NodeRow>() {
  return {"nodes", "one row a node, written at the end", 1024, false, kNodeColumns};
}

std::span<const DatasetText> fixed_datasets() { return kFixedDatasets; }

const DatasetText& fixed_dataset(std::string_view group, std::string_view name) {
  for (const DatasetText& dataset : kFixedDatasets) {
    if (dataset.group == group && dataset.name == name) return dataset;
  }
  base::fail_check("the schema has the dataset", std::string(name),
                   std::source_location::current());
}

std::span<const AttributeText> root_attributes() { return kRootAttributes; }

std::string_view to_string(Status status) {
  for (const StatusName& entry : kStatusNames) {
    if (entry.status == status) return entry.name;
  }
  base::fail_check("a known status", base::format_values(static_cast<int>(status)),
                   std::source_location::current());
}

std::optional<Status> parse_status(std::string_view text) {
  for (const StatusName& entry : kStatusNames) {
    if (entry.name == text) return entry.status;
  }
  return std::nullopt;
}

}  // namespace consim::results
