"""A cache by weak references finds garbage that no collection has come to yet: what another would have freed."""
import random
import weakref

random.seed(1)


class Value:
    def __init__(self, key):
        self.key = key
        self.own = self


cache = weakref.WeakValueDictionary()
hits = 0
work = []
for number in range(10000):
    key = random.randrange(300)
    value = cache.get(key)
    if value is None:
        value = cache[key] = Value(key)
    else:
        hits += 1
    work.append([value, number])
    if len(work) > 50:
        del work[:40]
    del value
