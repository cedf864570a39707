"""asyncio: a tree of tasks that share queues, fail, are cancelled and are awaited by one another.

asyncio_tasks.py [TREES]
"""

import asyncio
import random
import sys


class Failure(Exception):
    pass


async def leaf(source, queue, value):
    await asyncio.sleep(0)
    if source.random() < 0.05:
        raise Failure(value)
    await queue.put(value)
    return value


async def branch(source, queue, depth, value):
    if depth == 0:
        return await leaf(source, queue, value)
    children = [
        asyncio.ensure_future(branch(source, queue, depth - 1, value * 3 + offset)) for offset in range(source.randint(2, 4))
    ]
    if source.random() < 0.03:
        children[-1].cancel()
    results = await asyncio.gather(*children, return_exceptions=True)
    return sum(result if isinstance(result, int) else -1 for result in results)


async def consume(queue, taken):
    while True:
        taken.append(await queue.get())
        queue.task_done()


async def tree(seed, kept):
    source = random.Random(seed)
    queue = asyncio.Queue(maxsize=50)
    taken = []
    consumer = asyncio.ensure_future(consume(queue, taken))
    root = asyncio.ensure_future(branch(source, queue, 5, seed))
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
