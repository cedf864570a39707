"""Chains of coroutines that await one another, of generators that yield from one another, and generators that hold themselves."""


def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


class Awaitable:
    def __await__(self):
        return (yield self)


async def chain(depth):
    if depth == 0:
        return (await Awaitable() or 0) + depth
    return await chain(depth - 1) + 1


def drive(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def holder():
    own = yield
    loop = [own]
    loop.append(loop)
    yield loop


kept = []
for _ in range(200):
    drive(chain(30))
    for _ in range(30):
        generator = holder()
        next(generator)
        generator.send(generator)
    coroutine = chain(5)
    coroutine.send(None)
    coroutine.close()
    kept.append(tree(3))
    next(kept[-1])
