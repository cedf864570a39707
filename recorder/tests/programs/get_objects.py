"""gc.get_objects, get_referrers and get_referents: what they find is changed."""
import gc

gc.set_threshold(200, 3, 3)


class Target:
    pass


t = Target()
holders = [[t] for _ in range(100)] + [{"t": t} for _ in range(100)]
for holder in gc.get_referrers(t):
    if isinstance(holder, list) and len(holder) == 1:
        holder[0] = holder
    elif isinstance(holder, dict) and list(holder) == ["t"]:
        holder.clear()
        holder["me"] = holder
del holders, holder
print(gc.collect() >= 200)
objects = [o for o in gc.get_objects() if type(o) is list and len(o) == 1 and o[0] is o]
print(len(objects))
for n in range(50):
    everything = gc.get_objects()
    everything.append(everything)
    del everything
mine = [o for o in gc.get_objects(generation=0) if isinstance(o, Target)]
print(len(mine), len(gc.get_referents(t)) > 0)
print(gc.collect() >= 0)
