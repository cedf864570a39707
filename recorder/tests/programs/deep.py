"""Very deep recursion, deep structures, their collection and RecursionError."""
import gc
import sys

gc.set_threshold(300, 3, 3)


def down(n):
    x = []
    x.append(x)
    return down(n + 1)


try:
    down(0)
except RecursionError as e:
    print("recursion", type(e).__name__)
chain = None
for _ in range(60000):
    chain = [chain]
cycle = [chain]
cycle.append(cycle)
del chain, cycle
print(gc.collect() >= 60000)


class N:
    pass


head = n = N()
for _ in range(30000):
    n.next = N()
    n.next.prev = n
    n = n.next
del head, n
print(gc.collect() >= 60000)
t = ()
for _ in range(30000):
    t = (t,)
del t
print(gc.collect())
