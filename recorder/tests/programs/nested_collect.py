"""Finalizers and callbacks of weak references that call gc.collect, and the program's own gc.callbacks."""
import gc
import weakref

gc.set_threshold(300, 5, 5)
seen = []


class Collecting:
    def __del__(self):
        seen.append(gc.collect())


class Plain:
    pass


def watch(phase, info):
    if len(seen) < 1000:
        seen.append((phase, info["generation"]))


gc.callbacks.append(watch)
for _ in range(50):
    node = Collecting()
    node.self = node
    other = Plain()
    other.self = other
    reference = weakref.ref(other, lambda _: gc.collect(0))
    del node, other
    gc.collect()
gc.callbacks.remove(watch)
print(len(seen) > 100, [value for value in seen if isinstance(value, int)][:3])
