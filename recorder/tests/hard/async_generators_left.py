"""Asynchronous generators that are left, and refer to themselves: the event loop's hook brings each back, to close it."""
import asyncio
import gc


class Owner:
    pass


async def numbers(owner):
    for number in range(5):
        yield number
        await asyncio.sleep(0)


async def use():
    owner = Owner()
    owner.numbers = numbers(owner)
    async for number in owner.numbers:
        if number == 1:
            break


async def main():
    for turn in range(150):
        await use()
        for number in range(20):
            cycle = [number]
            cycle.append(cycle)
        if turn % 20 == 0:
            await asyncio.sleep(0)
    gc.collect()
    await asyncio.sleep(0)


asyncio.run(main())
