"""A program that makes cyclic garbage, for the packages' tests to record."""

import sys


class Node:
    def __init__(self, above):
        self.above = above
        self.below = []
        if above is not None:
            above.below.append(self)


def tree(size):
    top = Node(None)
    for _ in range(size):
        Node(top)


for number in range(2000):
    tree(number % 7)
print("done", *sys.argv[1:])
