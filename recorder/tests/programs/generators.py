"""Generators, coroutines and asynchronous generators: suspended, in cycles, with finally blocks, left alone."""
import gc

gc.set_threshold(100, 4, 4)
closed = []


def counting(kept):
    me = [kept]
    try:
        while True:
            yield me
            me.append(me)
    finally:
        closed.append(len(kept))


async def waiting(held):
    class Pause:
        def __await__(self):
            yield held

    await Pause()


async def many(held):
    yield held
    yield held


kept = []
for number in range(300):
    box = []
    generator = counting(box)
    next(generator)
    box.append(generator)
    if number % 5 == 0:
        kept.append(generator)
    unstarted = counting(box)
    box.append(unstarted)
    coroutine = waiting(box)
    coroutine.send(None)
    box.append(coroutine)
    stream = many(box)
    box.append(stream)
    box.append((value for value in box))
for generator in kept:
    next(generator)
kept.clear()
del box, generator, unstarted, coroutine, stream
gc.collect()
print(len(closed) >= 250)
