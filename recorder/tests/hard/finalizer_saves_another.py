"""Finalizers that die, and save what they refer to; others that free what they refer to; and others that do neither."""
saved = []


class Node:
    def __init__(self, number):
        self.number = number
        self.own = self


class Saver(Node):
    def __del__(self):
        saved.append(self.other)


class Breaker(Node):
    def __del__(self):
        self.other.own = None
        self.other = None


class Idle(Node):
    def __del__(self):
        pass


for number in range(1500):
    kind = (Saver, Breaker, Idle)[number % 3]
    node = kind(number)
    node.other = Node(number)
    node.other.back = node if number % 2 else None
    if len(saved) > 40:
        del saved[:30]
