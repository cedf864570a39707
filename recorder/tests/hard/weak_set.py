"""What the callbacks of a WeakSet's weak references free."""
import weakref


class Node:
    def __init__(self, value):
        self.value = value
        self.peer = None


table = weakref.WeakSet()
for number in range(8000):
    one, other = Node(number), Node(-number)
    if number % 3:
        one.peer, other.peer = other, one
    table.add(one)
