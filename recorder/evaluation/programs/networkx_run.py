"""networkx: graphs made at random from a seed, and computations on them.

networkx_run.py [GRAPHS]
"""

import sys

import networkx


def measure(seed):
    graph = networkx.barabasi_albert_graph(150, 3, seed=seed)
    for first, second in graph.edges():
        graph[first][second]["weight"] = (first * 7 + second * 13) % 19 + 1
        graph[first][second]["capacity"] = (first + second) % 11 + 1
    centrality = networkx.betweenness_centrality(graph, k=30, weight="weight", seed=seed)
    communities = networkx.community.greedy_modularity_communities(graph)
    tree = networkx.minimum_spanning_tree(graph)
    flow, _ = networkx.maximum_flow(graph, 0, 149)
    paths = dict(networkx.all_pairs_shortest_path_length(tree))
    core = networkx.k_core(graph, 3)
    line = networkx.line_graph(core.subgraph(list(core)[:60]))
    cycles = networkx.cycle_basis(graph.subgraph(range(60)))
    return (
        max(centrality, key=centrality.get),
        len(communities),
        int(tree.size(weight="weight")),
        flow,
        max(paths[0].values()),
        line.number_of_edges(),
        sum(map(len, cycles)),
    )


def main(graphs):
    kept = []
    for seed in range(graphs):
        kept.append(measure(seed))
    print("networkx: %d graphs, %s" % (graphs, [sum(column) for column in zip(*kept)]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
