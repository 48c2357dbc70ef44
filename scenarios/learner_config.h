// What a scenario says about training, as its learner takes it; and what the data say against it.
//
//   auto learner = models::make_image_learner(image_learner_config(scenario, images));
//   if (auto note = check_partition(scenario)) tell(*note);      // consim validate
#pragma once

#include <optional>
#include <string>

#include "models/image_learner.h"
#include "models/sgd_work.h"
#include "scenarios/scenario.h"

namespace consim::scenarios {

models::SgdTerms counted_terms(const Scenario& scenario);

models::ImageLearnerConfig image_learner_config(const Scenario& scenario,
                                                const ImageWorkload& workload);

/// Why data files can't be read; nothing if they can, or the workload has none. Reads them.
std::optional<std::string> unreadable_data(const Scenario& scenario);

/// Whether samples can be dealt out as the partition says, where that depends on the data's number
/// and labels (kinds by_label and shards): reads the data and deals them. Throws InputError with
/// the keys of what can't be; returns a note where the data can't be read, nothing otherwise.
std::optional<std::string> check_partition(const Scenario& scenario);

}  // namespace consim::scenarios
