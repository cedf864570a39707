"""Tuples resized in place, lists and dicts that grow and shrink under a collection, sets, deques, big ones."""
import collections
import gc
import itertools

gc.set_threshold(20, 3, 3)


class L(tuple):
    pass


for n in range(500):
    t = tuple(x for x in range(n % 40))
    t2 = L(x for x in [t] * (n % 30))
    d = {k: [k] for k in range(n % 50)}
    d["me"] = d
    for k in list(d)[:-1]:
        del d[k]
    q = collections.deque([n], 3)
    q.append(q)
    s = {frozenset([n]), t}
    o = collections.OrderedDict(a=1)
    o["o"] = o
    c = collections.ChainMap({}, o)
    p = itertools.product([c], [t])
    next(p, None)
    e = ValueError(n)
    e.args = (e,)
    it = iter({"it": [1]}.items())
    l = [it]
    l.append(l)
del t, t2, d, q, s, o, c, p, e, it, l
print(gc.collect() >= 0)
