"""The library's containers, with cycles through each: deques, sets, ordered and default dicts, partials, iterators, views."""
import collections
import functools
import gc
import itertools
import types

gc.set_threshold(150, 4, 4)
Pair = collections.namedtuple("Pair", "left right")
for number in range(300):
    queue = collections.deque([number], maxlen=5)
    queue.append(queue)
    table = collections.defaultdict(list)
    table[number].append(table)
    ordered = collections.OrderedDict(a=queue)
    ordered["self"] = ordered
    partial = functools.partial(print, table)
    table[number].append(partial)
    pair = Pair(queue, table)
    queue.append(pair)
    chain = itertools.chain([table], iter(queue), map(str, [ordered]), zip(queue))
    table["chain"] = chain
    table["views"] = [table.keys(), iter(ordered.items()), reversed([queue])]
    space = types.SimpleNamespace(x=ordered)
    space.self = space
    module = types.ModuleType("made")
    module.self = module
    memo = functools.lru_cache(None)(lambda x: x)
    memo(chain)
    memo.self = memo
    cell = (lambda: memo).__closure__[0]
    table["cell"] = cell
    chars = set("abc")
    frozen = frozenset([Pair(1, "x")])
print(gc.collect() > 0)
