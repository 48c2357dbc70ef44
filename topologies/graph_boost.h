// Lets Boost.Graph's algorithms read a Graph in place: a model of VertexListGraph and
// IncidenceGraph. Internal: only .cpp files of this folder include it.
#pragma once

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/transform_iterator.hpp>
#include <boost/property_map/property_map.hpp>
#include <utility>

#include "topologies/graph.h"

namespace consim::topologies {

struct WithSource {
  NodeId source = 0;
  Edge operator()(NodeId target) const { return {source, target}; }
};

}  // namespace consim::topologies

template <>
struct boost::graph_traits<consim::topologies::Graph> {
  using vertex_descriptor = consim::topologies::NodeId;
  using edge_descriptor = consim::topologies::Edge;
  using directed_category = boost::directed_tag;
  using edge_parallel_category = boost::disallow_parallel_edge_tag;
  struct traversal_category : boost::vertex_list_graph_tag, boost::incidence_graph_tag {};
  using vertices_size_type = std::size_t;
  using edges_size_type = std::size_t;
  using degree_size_type = std::size_t;
  using vertex_iterator = boost::counting_iterator<vertex_descriptor>;
  using out_edge_iterator = boost::transform_iterator<consim::topologies::WithSource,
                                                      const vertex_descriptor*, edge_descriptor>;
  static vertex_descriptor null_vertex() { return -1; }
};

template <>
struct boost::property_map<consim::topologies::Graph, boost::vertex_index_t> {
  using type = boost::typed_identity_property_map<consim::topologies::NodeId>;
  using const_type = type;
};

namespace consim::topologies {

using GraphTraits = boost::graph_traits<Graph>;

inline std::pair<GraphTraits::vertex_iterator, GraphTraits::vertex_iterator> vertices(
    const Graph& graph) {
  return {GraphTraits::vertex_iterator(0), GraphTraits::vertex_iterator(graph.nodes())};
}
inline std::size_t num_vertices(const Graph& graph) {
  return static_cast<std::size_t>(graph.nodes());
}
inline std::pair<GraphTraits::out_edge_iterator, GraphTraits::out_edge_iterator> out_edges(
    NodeId i, const Graph& graph) {
  const std::span<const NodeId> targets = graph.out_neighbours(i);
  const NodeId* first = targets.data();
  return {{first, WithSource{i}}, {first + targets.size(), WithSource{i}}};
}
inline std::size_t out_degree(NodeId i, const Graph& graph) {
  return graph.out_neighbours(i).size();
}
inline NodeId source(const Edge& edge, const Graph&) { return edge.from; }
inline NodeId target(const Edge& edge, const Graph&) { return edge.to; }
inline boost::typed_identity_property_map<NodeId> get(boost::vertex_index_t, const Graph&) {
  return {};
}
inline NodeId get(boost::vertex_index_t, const Graph&, NodeId i) { return i; }

}  // namespace consim::topologies
