"""Tasks that wait for what only they know: asyncio's weak set of all tasks finds those that no collection has come to."""
import asyncio
import logging

logging.disable(50)


async def never(event):
    await event.wait()


async def main():
    for _ in range(150):
        event = asyncio.Event()
        task = asyncio.ensure_future(never(event))
        await asyncio.sleep(0)
        event.task = task
        for number in range(20):
            cycle = [number, task if number == 0 else None]
            cycle.append(cycle)
        del task, event


asyncio.run(main())
