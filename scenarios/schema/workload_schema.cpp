#include <charconv>

#include "scenarios/schema/scenario_schema.h"
#include "scenarios/schema/tagged.h"

namespace consim::scenarios {
namespace {

constexpr std::int64_t kMaxSamples = 100'000'000;

Fields<QuadraticWorkload> quadratic() {
  const auto deviation = number({.least = 0, .most = 1e6});
  Fields<QuadraticWorkload> fields;
  fields
      .add(&QuadraticWorkload::dimension, whole<std::int64_t>(1, 1'000'000'000),
           {.name = "dimension", .doc = "number of parameters d"})
      .add(&QuadraticWorkload::curvature,
           one_or_list(number({.least = -1e6, .most = 1e6}), "each coordinate"),
           {.name = "curvature", .doc = "h"})
      .add(&QuadraticWorkload::noise, deviation,
           {.name = "noise", .doc = "standard deviation of the gradient noise of a coordinate"})
      .add(&QuadraticWorkload::heterogeneity, deviation,
           {.name = "heterogeneity",
            .doc = "standard deviation of the nodes' optima b_ij, which are then centred"})
      .add(&QuadraticWorkload::initial, deviation,
           {.name = "initial",
            .doc = "standard deviation of the initial parameters, independent for each node"})
      .add(&QuadraticWorkload::steps_per_epoch, whole<std::int64_t>(1, kMaxSteps),
           {.name = "steps_per_epoch", .doc = "what counts as an epoch"});
  return fields;
}

Format<Norm> norm() {
  return choice<Norm>({{"batch", Norm::kBatch}, {"group", Norm::kGroup}, {"none", Norm::kNone}});
}

// "resnet20" -> 20; depths are 6m + 2.
std::optional<int> resnet_depth(const std::string& name) {
  constexpr std::string_view kPrefix = "resnet";
  int depth = 0;
  if (!name.starts_with(kPrefix)) return std::nullopt;
  const char* end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data() + kPrefix.size(), end, depth);
  if (error != std::errc{} || rest != end || depth < 8 || depth > kDeepestResnet || depth % 6 != 2)
    return std::nullopt;
  if (name[kPrefix.size()] == '0') return std::nullopt;
  return depth;
}

Option<Model> resnet() {
  Fields<ResNet> fields;
  fields
      .add(&ResNet::width, whole<int>(1, kWidestResnet),
           {.name = "width", .doc = "channels of the first stage"})
      .add(&ResNet::norm, norm(), {.name = "norm", .doc = "normalisation after each convolution"});
  const auto match = [](const std::string& tag) -> std::optional<Model> {
    const std::optional<int> depth = resnet_depth(tag);
    return depth ? std::optional<Model>(ResNet{.depth = *depth}) : std::nullopt;
  };
  const auto tag_of = [](const Model& model) -> std::optional<std::string> {
    const auto* network = std::get_if<ResNet>(&model);
    return network ? std::optional("resnet" + std::to_string(network->depth)) : std::nullopt;
  };
  const auto part = [](auto& model) -> auto& { return std::get<ResNet>(model); };
  return {{"resnet8", "resnet20", "resnet32", "resnet56", "resnet110"},
          " (or another depth 6m + 2)",
          "residual network of 6m + 2 layers, CIFAR style",
          ResNet{},
          match,
          tag_of,
          fields.inside<Model>(part)};
}

Format<Model> model() {
  Fields<Mlp> mlp;
  mlp.add(&Mlp::hidden, list_of(whole<std::int64_t>(1, kWidestHidden)),
          {.name = "hidden", .doc = "widths of the hidden layers"});
  Tagged<Model> tagged("name", "the network");
  tagged.option("mlp", mlp, "fully connected layers with ReLU").option(resnet());
  return tagged.format({.section = false, .default_tag = {}, .bare = true});
}

Format<Partition> partition() {
  Fields<IidPartition> iid;
  iid.add(&IidPartition::reshuffled, flag(),
          {.name = "reshuffled", .doc = "shards are drawn anew for each epoch, else once"});
  Fields<DirichletPartition> dirichlet;
  dirichlet.add(&DirichletPartition::alpha, number({.above = 0, .most = 1e9}),
                {.name = "alpha",
                 .doc = "α: large for nodes that are alike, small for one class a node",
                 .required = true});
  Fields<ByLabelPartition> by_label;
  by_label.add(&ByLabelPartition::classes_per_node, whole<int>(1, kClasses),
               {.name = "classes_per_node", .doc = "classes that each node has", .required = true});
  Fields<ShardsPartition> shards;
  shards.add(&ShardsPartition::shards_per_node, whole<int>(1, kMaxSamples),
             {.name = "shards_per_node",
              .doc = "pieces that each node has; divides its number of samples"});
  Tagged<Partition> tagged("kind", "how samples are dealt out to the nodes, equally many to each");
  tagged.option("iid", iid, "at random")
      .option("dirichlet", dirichlet,
              "each node's classes in proportions drawn from Dir(α·1), once")
      .option("by_label", by_label, "each node has some of the classes, once")
      .option("shards", shards, "sorted by label and cut into pieces, dealt out at random, once");
  return tagged.format({});
}

Fields<ImageWorkload> with_training(Fields<ImageWorkload> fields) {
  return fields
      .add(&ImageWorkload::model, model(),
           {.name = "model", .doc = "the network", .required = true})
      .add(&ImageWorkload::batch_size, whole<std::int64_t>(1, kMaxSamples),
           {.name = "batch_size", .doc = "samples of a node in a step"})
      .add(&ImageWorkload::partition, partition(),
           {.name = "partition", .doc = "which node has which samples"})
      .add(&ImageWorkload::augment, flag(),
           {.name = "augment",
            .doc = "training pictures are shifted by up to 4 pixels and mirrored, at random"});
}

// Data sets that are read from files.
template <class Files>
Fields<ImageWorkload> from_files(const std::string& places, const std::string& doc) {
  Fields<Files> fields;
  fields
      .add(&Files::data_dir, optional(path("a path"), places),
           {.name = "data_dir", .doc = doc, .incidental = true})
      .add(&Files::train_samples, optional(whole<std::int64_t>(1, kMaxSamples), "all of them"),
           {.name = "train_samples", .doc = "use only the first so many training pictures"});
  return with_training(fields.template inside<ImageWorkload>(
      [](auto& workload) -> auto& { return std::get<Files>(workload.dataset); }));
}

Fields<ImageWorkload> fashion_mnist() {
  return from_files<FashionMnist>("$CONSIM_DATA, else where the package puts it",
                                  "folder of the IDX files");
}

Fields<ImageWorkload> cifar10() {
  return from_files<Cifar10>("$CONSIM_DATA, else /usr/share/datasets",
                             "folder of the binary version's files, or its archive (.tar.gz)");
}

Fields<ImageWorkload> synthetic_images() {
  Fields<SyntheticImages> fields;
  fields
      .add(&SyntheticImages::train_samples, whole<std::int64_t>(1, kMaxSamples),
           {.name = "train_samples", .doc = "training pictures"})
      .add(&SyntheticImages::test_samples, whole<std::int64_t>(1, kMaxSamples),
           {.name = "test_samples", .doc = "test pictures"})
      .add(&SyntheticImages::channels, whole<int>(1, 16),
           {.name = "channels", .doc = "numbers a pixel"})
      .add(&SyntheticImages::height, whole<int>(4, 512), {.name = "height", .doc = "pixels"})
      .add(&SyntheticImages::width, whole<int>(4, 512), {.name = "width", .doc = "pixels"});
  return with_training(fields.inside<ImageWorkload>(
      [](auto& workload) -> auto& { return std::get<SyntheticImages>(workload.dataset); }));
}

template <class Dataset>
Option<WorkloadConfig> images(const std::string& name, const std::string& doc,
                              const Fields<ImageWorkload>& fields) {
  const WorkloadConfig prototype =
      ImageWorkload{.dataset = Dataset{}, .model = ResNet{}, .partition = {}};
  const auto match = [=](const std::string& tag) {
    return tag == name ? std::optional(prototype) : std::nullopt;
  };
  const auto tag_of = [=](const WorkloadConfig& workload) {
    const auto* found = std::get_if<ImageWorkload>(&workload);
    const bool mine = found != nullptr && std::holds_alternative<Dataset>(found->dataset);
    return mine ? std::optional(name) : std::nullopt;
  };
  const auto part = [](auto& workload) -> auto& { return std::get<ImageWorkload>(workload); };
  return {{name}, "", doc, prototype, match, tag_of, fields.inside<WorkloadConfig>(part)};
}

}  // namespace

Format<WorkloadConfig> workload_format() {
  Tagged<WorkloadConfig> tagged("dataset", "what is learned from");
  tagged.option("quadratic", quadratic(), "f_i(x) = ½ Σ_j h_j (x_j − b_ij)², in double precision")
      .option(images<FashionMnist>("fashion_mnist", "70,000 grey pictures of clothes, 28 × 28",
                                   fashion_mnist()))
      .option(images<Cifar10>(
          "cifar10", "60,000 pictures of things and animals in colours, 32 × 32", cifar10()))
      .option(images<SyntheticImages>("synthetic_images",
                                      "pictures of ten classes drawn from the seed, no file",
                                      synthetic_images()));
  return tagged.format({.section = true});
}

}  // namespace consim::scenarios
