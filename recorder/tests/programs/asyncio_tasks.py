"""A tree of tasks, some of which fail and some of which are cancelled."""
import asyncio
import gc

gc.set_threshold(300, 5, 5)


async def leaf(number):
    await asyncio.sleep(0)
    if number % 7 == 0:
        raise ValueError(number)
    if number % 11 == 0:
        await asyncio.sleep(1000)
    return [number]


async def branch(depth, number):
    if depth == 0:
        return await asyncio.wait_for(leaf(number), 0.2)
    tasks = [asyncio.ensure_future(branch(depth - 1, number * 3 + child)) for child in range(3)]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    return len(results)


print(asyncio.new_event_loop().run_until_complete(branch(4, 1)))
print(gc.collect() >= 0)
