"""Asynchronous context managers that are entered and never left."""
import asyncio
import contextlib


@contextlib.asynccontextmanager
async def manager(owner):
    try:
        yield owner
    finally:
        await asyncio.sleep(0)


class Owner:
    pass


async def main():
    for _ in range(150):
        owner = Owner()
        owner.manager = manager(owner)
        await owner.manager.__aenter__()
        for number in range(20):
            cycle = [number]
            cycle.append(cycle)


asyncio.run(main())
