"""asyncio: trees of tasks that share a queue, fail, are cancelled and are awaited by one another.

asyncio_tasks.py [TREES]
"""

import asyncio
import random
import sys


class Failure(Exception):
    pass


class Group:
    """What the tasks of one branch share."""

    def __init__(self, source, queue, parent=None):
        self.source = source
        self.queue = queue
        self.parent = parent
        self.failures = []


def check(group, value):
    if group.source.random() < 0.1:
        raise Failure(value)


async def leaf(group, value):
    await asyncio.sleep(0)
    try:
        check(group, value)
    except Failure as failure:
        # A cycle: the group, the failure, its traceback, this frame, the group.
        group.failures.append(failure)
        raise
    await group.queue.put(value)
    return value


async def branch(parent, depth, value):
    if depth == 0:
        return await leaf(parent, value)
    group = Group(parent.source, parent.queue, parent)
    numbers = range(group.source.randint(2, 4))
    children = [asyncio.ensure_future(branch(group, depth - 1, value * 3 + number)) for number in numbers]
    if group.source.random() < 0.03:
        children[-1].cancel()
    results = await asyncio.gather(*children, return_exceptions=True)
    return sum(result if isinstance(result, int) else -1 for result in results)


async def consume(queue, taken):
    while True:
        taken.append(await queue.get())
        queue.task_done()


async def tree(seed, kept):
    queue = asyncio.Queue(maxsize=50)
    taken = []
    consumer = asyncio.ensure_future(consume(queue, taken))
    root = asyncio.ensure_future(branch(Group(random.Random(seed), queue), 5, seed))
    kept.append((root, consumer, taken))
    total = await root
    await queue.join()
    consumer.cancel()
    await asyncio.gather(consumer, return_exceptions=True)
    return total + sum(taken)


async def run(trees):
    total = 0
    kept = []
    for seed in range(trees):
        total += await tree(seed, kept)
        del kept[:-3]
    return total


def main(trees):
    print("asyncio: %d trees, total %d" % (trees, asyncio.run(run(trees))))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 160)
