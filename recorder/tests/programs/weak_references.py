"""Weak references: with callbacks, to garbage and from it, to classes, in dictionaries and sets."""
import gc
import weakref

gc.set_threshold(120, 4, 4)
called = []


class Node:
    pass


class Slotted:
    __slots__ = ("self", "__weakref__")


def called_back(reference):
    called.append(type(reference).__name__)


references = []
names = weakref.WeakValueDictionary()
owners = weakref.WeakKeyDictionary()
for number in range(400):
    node = Node() if number % 2 else Slotted()
    node.self = node
    references.append(weakref.ref(node, called_back))
    names[number] = node
    owners[node] = [number]
    if number % 3 == 0:
        inner = weakref.ref(node, called_back)
        cycle = [inner]
        cycle.append(cycle)
    klass = type("Made", (Node,), {})
    weakref.finalize(klass, called.append, "class")
    proxy = weakref.proxy(node)
del node, klass, proxy, cycle, inner
gc.collect()
print(len(called) >= 800, len(names), len(owners))
