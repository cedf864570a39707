"""gc.freeze and gc.unfreeze, with garbage among the frozen."""
import gc

gc.set_threshold(150, 4, 4)


def cycles(count):
    made = [[] for _ in range(count)]
    for cycle in made:
        cycle.append(cycle)
    return made


old = cycles(300)
gc.freeze()
print(gc.get_freeze_count() > 300)
del old
print(gc.collect() < 300)
young = cycles(500)
gc.freeze()
cycles(500)
gc.unfreeze()
print(gc.get_freeze_count())
del young
print(gc.collect() >= 800)
