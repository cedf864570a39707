"""What is immortal from 3.12 on: None, small numbers, interned names, static types, in and out of cycles."""
import gc
import sys

gc.set_threshold(100, 4, 4)
if sys.version_info >= (3, 12):
    print(sys.getrefcount(None) > 1 << 30)
for number in range(1000):
    cycle = [None, True, Ellipsis, 1, "", (), int, type, dict, sys.intern("name%d" % number), frozenset()]
    cycle.append(cycle)
    table = {None: cycle, (): int, "cycle": cycle}
    cycle.append(table)
    empty = ()
    cycle.append((empty, None))
print(gc.collect() >= 0)
