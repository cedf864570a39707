"""Pure growth: a tree of lists, dictionaries, tuples and instances, of which nothing is ever dropped.

growth.py [NODES]
"""

import random
import sys


class Node:
    def __init__(self, number, parent):
        self.number = number
        self.parent = parent
        self.children = []
        self.notes = {}


def grow(count):
    source = random.Random(5)
    nodes = [Node(0, None)]
    for number in range(1, count):
        parent = nodes[source.randrange(len(nodes))]
        node = Node(number, parent)
        parent.children.append(node)
        node.notes["path"] = (parent, [number, parent.number], {number})
        if number % 3 == 0:
            node.notes["cousin"] = nodes[source.randrange(len(nodes))]
        nodes.append(node)
    return nodes


def main(count):
    nodes = grow(count)
    deepest = 0
    for node in nodes:
        depth = 0
        while node.parent is not None:
            node = node.parent
            depth += 1
        deepest = max(deepest, depth)
    print("growth: %d nodes, depth %d" % (len(nodes), deepest))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 180000)
