// Graphs that change from round to round: exactness, stochasticity, contraction in the mean.
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "base/random.h"
#include "topologies/contraction.h"
#include "topologies/report.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

// Products of some ten matrices with sums of some ten terms: rounding of 1e-15 each.
constexpr double kRounding = 1e-14;

std::vector<MixingMatrix> rounds_of(const std::string& spec, std::int64_t first,
                                    std::int64_t count) {
  const TopologySpec parsed = parse_topology_spec(spec);
  std::vector<MixingMatrix> rounds;
  for (std::int64_t k = first; k < first + count; ++k) rounds.push_back(mixing_matrix(parsed, k));
  return rounds;
}

std::string with_nodes(const std::string& family, int n) {
  std::string spec = family;
  spec.replace(spec.find('N'), 1, std::to_string(n));
  return spec;
}

// ‖x − x̄‖².
double spread(const std::vector<double>& x) {
  double mean = 0, square = 0;
  for (const double value : x) mean += value / static_cast<double>(x.size());
  for (const double value : x) square += (value - mean) * (value - mean);
  return square;
}

const char* const kSequences[] = {"one_peer_exponential:n=N", "random_matching:n=N,seed=3",
                                  "base:n=N,degree=1",        "base:n=N,degree=3",
                                  "equidyn:n=N,seed=3",       "equidyn:n=N,seed=3,directed=false",
                                  "equistatic:n=N,shifts=3",  "epidemic:n=N,degree=0"};

}  // namespace

BOOST_AUTO_TEST_SUITE(sequence_families)

BOOST_DATA_TEST_CASE(every_round_is_doubly_stochastic, data::make(kSequences), family) {
  for (int n = 1; n <= 40; ++n)
    for (const MixingMatrix& w : rounds_of(with_nodes(family, n), 0, 6)) {
      const MixingCheck check = check_mixing(w);
      BOOST_TEST_CONTEXT(n) {
        BOOST_TEST(check.max_row_sum_error <= kRounding);
        BOOST_TEST(check.max_column_sum_error <= kRounding);
        BOOST_TEST(check.min_weight >= 0);
      }
    }
}

BOOST_AUTO_TEST_CASE(
    one_peer_exponential_is_exact_for_powers_of_two_from_any_round_and_only_these) {
  for (int n = 2; n <= 40; ++n) {
    const bool power = (n & (n - 1)) == 0;
    const std::string spec = with_nodes("one_peer_exponential:n=N", n);
    const std::int64_t period = facts(parse_topology_spec(spec)).period;
    for (std::int64_t first = 0; first < period; ++first) {
      const double left = period_contraction(rounds_of(spec, first, period));
      BOOST_TEST((left <= kRounding) == power, n << " nodes from round " << first << ": " << left);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_one_peer_hypercube_is_exact_from_any_round) {
  for (int n = 2; n <= 64; n *= 2) {
    const std::string spec = with_nodes("one_peer_hypercube:n=N", n);
    const std::int64_t period = facts(parse_topology_spec(spec)).period;
    for (std::int64_t first = 0; first < period; ++first)
      BOOST_TEST(period_contraction(rounds_of(spec, first, period)) <= kRounding);
  }
}

BOOST_AUTO_TEST_CASE(the_bipartite_exponential_graph_pairs_even_and_odd_nodes) {
  for (int n = 2; n <= 40; n += 2) {
    const TopologySpec spec = parse_topology_spec(with_nodes("bipartite_exponential:n=N", n));
    for (std::int64_t k = 0; k < facts(spec).period; ++k) {
      const Graph graph = make_graph(spec, k);
      const int distance = k == 0 ? 1 : 1 + (1 << k);
      for (NodeId i = 0; i < n; i += 2) {
        const std::vector<NodeId> expected = {static_cast<NodeId>((i + distance) % n)};
        BOOST_TEST(graph.out_neighbours(i) == expected, boost::test_tools::per_element());
      }
    }
  }
}

struct Length {
  int n, k, rounds;
};
std::ostream& operator<<(std::ostream& out, const Length& length) {
  return out << "n = " << length.n << ", k = " << length.k;
}
// Takezawa et al. 2023, by the construction's own count.
const Length kLengths[] = {{3, 1, 3},   {5, 1, 5},    {6, 1, 4}, {7, 1, 5}, {12, 1, 5}, {25, 1, 9},
                           {33, 1, 11}, {100, 1, 11}, {5, 2, 3}, {7, 2, 4}, {25, 2, 6}, {25, 3, 5}};

BOOST_DATA_TEST_CASE(the_base_graph_has_the_length_of_its_construction, data::make(kLengths),
                     length) {
  BOOST_TEST(facts({BaseGraph{length.n, length.k}, {MixingRule::kNative}}).period == length.rounds);
}

BOOST_AUTO_TEST_CASE(the_base_graph_averages_exactly_for_every_number_of_nodes) {
  for (int k = 1; k <= 6; ++k)
    for (int n = 1; n <= 130; ++n) {
      const std::vector<MixingMatrix> rounds = native_rounds(BaseGraph{n, k});
      BOOST_TEST_CONTEXT("n = " << n << ", k = " << k) {
        BOOST_TEST(std::ssize(rounds) == facts({BaseGraph{n, k}, {}}).period);
        if (n > 1) BOOST_TEST(std::ssize(rounds) <= 2 * std::log(n) / std::log(k + 1) + 2 + 1e-9);
        for (const MixingMatrix& w : rounds) {
          const MixingCheck check = check_mixing(w);
          BOOST_TEST(check.max_row_sum_error <= kRounding);
          BOOST_TEST(check.max_asymmetry == 0);
          BOOST_TEST(check.min_weight >= -1e-15);  // 1 − Σ of an own weight that is 0
          for (int i = 0; i < n; ++i) BOOST_TEST(std::ssize(w.row(i)) <= k + 1);
        }
        // Exact for any start if it is for the unit vectors; a random one shows as much.
        std::vector<double> x(static_cast<std::size_t>(n));
        base::RandomStream random(1, base::Purpose::kTest);
        for (double& value : x) value = random.normal();
        for (const MixingMatrix& w : rounds) x = w.times(x);
        BOOST_TEST(std::sqrt(spread(x)) <= kRounding * std::sqrt(n));
      }
    }
}

struct Mean {
  const char* spec;
  double contraction;
};
std::ostream& operator<<(std::ostream& out, const Mean& mean) { return out << mean.spec; }
const Mean kMeans[] = {{"random_matching:n=8,seed=5", 6.0 / 14},
                       {"random_matching:n=9,seed=5", 0.5},
                       {"epidemic:n=10,degree=3,seed=5", (10.0 / 4 - 1) / 9},
                       {"epidemic:n=10,degree=8,seed=5", (10.0 / 9 - 1) / 9},
                       // c = 7/12, s = 5/12: c² + s² − 2cs/5
                       {"equidyn:n=6,seed=5", (49 + 25 - 14) / 144.0}};

BOOST_DATA_TEST_CASE(random_rounds_contract_in_the_mean_square_as_the_family_says,
                     data::make(kMeans), mean) {
  const TopologySpec spec = parse_topology_spec(mean.spec);
  const double said = facts(spec).mean_square_contraction.value();
  BOOST_TEST(std::abs(said - mean.contraction) <= 1e-15);
  std::vector<double> x(static_cast<std::size_t>(nodes(spec)));
  base::RandomStream random(2, base::Purpose::kTest);
  for (double& value : x) value = random.normal();
  const double before = spread(x);
  constexpr int kRounds = 20'000;
  double sum = 0, square = 0;
  for (int k = 0; k < kRounds; ++k) {
    const double ratio = spread(mixing_matrix(spec, k).times(x)) / before;
    sum += ratio;
    square += ratio * ratio;
  }
  const double measured = sum / kRounds;
  const double error = std::sqrt(std::max(0.0, square / kRounds - measured * measured) / kRounds);
  // 4 standard errors of independent rounds.
  BOOST_TEST(std::abs(measured - said) <= 4 * error + 1e-15,
             measured << " ± " << error << ", not " << said);
}

BOOST_AUTO_TEST_CASE(a_random_round_is_a_function_of_seed_and_number) {
  for (const char* family : {"random_matching:n=32,seed=", "epidemic:n=32,degree=4,seed=",
                             "equidyn:n=32,seed=", "equidyn:n=32,directed=false,seed="}) {
    const TopologySpec spec = parse_topology_spec(family + std::string("7"));
    const MixingMatrix tenth = mixing_matrix(spec, 10);
    BOOST_TEST((mixing_matrix(spec, 3) != tenth));
    BOOST_TEST((mixing_matrix(spec, 10) == tenth));
    BOOST_TEST((make_topology(spec).mixing.draw(10) == tenth));
    BOOST_TEST((mixing_matrix(parse_topology_spec(family + std::string("8")), 10) != tenth));
  }
}

BOOST_AUTO_TEST_CASE(a_report_of_a_sequence_counts_from_the_boundary_of_its_period) {
  const TopologyReport exact = analyze(parse_topology_spec("one_peer_exponential:n=8"));
  BOOST_TEST(exact.period == 3);
  BOOST_TEST(exact.period_contraction.value() <= kRounding);
  BOOST_TEST(exact.contraction_per_round.value() == 0);
  BOOST_TEST(!exact.beta.has_value());
  BOOST_TEST(exact.messages_per_round == 1);
  BOOST_TEST(exact.edges == 24);  // all arrows of a period
  // One round leaves every direction with |1 + ω^k|/2, two with the product: 0.92, 0.5, then 0.
  BOOST_TEST(exact.rounds_to[0].value.value() == 3);
  const TopologyReport drawn = analyze(parse_topology_spec("random_matching:n=8"));
  BOOST_TEST(drawn.period == 0);
  BOOST_TEST(std::abs(drawn.p.value() - 8.0 / 14) <= 1e-15);
  BOOST_TEST(!drawn.rounds_to[0].value.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
