"""What the callbacks of a WeakValueDictionary's weak references free."""
import weakref


class Node:
    def __init__(self, value):
        self.value = value
        self.peer = None


table = weakref.WeakValueDictionary()
for number in range(8000):
    one, other = Node(number), Node(-number)
    if number % 3:
        one.peer, other.peer = other, one
    table[number % 500] = one
