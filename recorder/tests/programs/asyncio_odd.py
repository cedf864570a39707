"""asyncio: tasks cancelled, never awaited, garbage with tasks, asynchronous generators left suspended."""
import asyncio
import gc
import warnings

warnings.simplefilter("ignore")
gc.set_threshold(100, 3, 3)


async def agen():
    for n in range(10):
        yield n
        await asyncio.sleep(0)


async def one(n):
    async for x in agen():
        if x == n % 7:
            break
    x = []
    x.append(x)
    return n


async def main():
    tasks = [asyncio.ensure_future(one(n)) for n in range(300)]
    late = asyncio.ensure_future(asyncio.sleep(100))
    print(sum(await asyncio.gather(*tasks)))
    late.cancel()
    one(3)
    try:
        await late
    except asyncio.CancelledError:
        print("cancelled")


asyncio.run(main())
print(gc.collect() >= 0)
