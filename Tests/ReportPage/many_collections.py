"""Writes a log of so many collections: a program that serves requests, keeps a cache, makes cycles, and sets marks.

    python3 many_collections.py 100000 > many.log

The durations that it reports are invented, and so are not what a replay would be held to.
"""

import random
import sys

THRESHOLD = 4
TYPES = ["list", "dict kind=dict", "app.models.Session", "app.models.Node", "app.cache.Entry"]


def log(collections, seed):
    """The log's lines. A collection runs as the count of young objects goes over the threshold: an allocation adds one, a death by
    reference count takes one off."""
    rng = random.Random(seed)
    yield "gctrace 1"
    yield "meta python 3.11.7"
    yield "meta start 2026-11-25T00:00:00Z"
    yield "meta platform linux-x86_64"
    for number, name in enumerate(TYPES, 1):
        yield f"type {number} {name}"
    for number in range(1, 9):
        yield f"site {number} app/part{number % 4}.py:{number * 17} work{number}"
    yield f"threshold {THRESHOLD} 10 10"
    time = young = done = number = 0
    alive = []
    floating = []
    while done < collections:
        number += 1
        yield f"alloc {number} {rng.randrange(1, 6)} {rng.choice((56, 64, 72, 120, 232))} {rng.randrange(1, 9)}"
        young += 1
        if young > THRESHOLD:
            young = 0
            done += 1
            generation = 2 if done % 121 == 0 else 1 if done % 11 == 0 else 0
            time += rng.randrange(20_000, 90_000)
            yield f"observed {generation} 0 0 {int((3000, 9000, 60_000)[generation] * rng.lognormvariate(0, 0.25))}"
            yield f"time {time}"
            if done % 500 == 0:
                yield f"mark request {done // 500}"
        fate = rng.random()
        if fate < 0.6:
            # A cycle, dropped at once or later: then it is garbage of an older generation.
            yield f"ref {number} {number}"
            if fate < 0.45:
                yield f"release {number}"
            else:
                floating.append(number)
                if len(floating) > 400:
                    yield f"release {floating.pop(rng.randrange(len(floating)))}"
        elif fate < 0.7:
            yield f"release {number}"
            young = max(0, young - 1)
        else:
            alive.append(number)
            if len(alive) > 2000 + done % 30_000 // 20:
                place = rng.randrange(len(alive))
                alive[place], alive[-1] = alive[-1], alive[place]
                yield f"release {alive.pop()}"
                young = max(0, young - 1)


if __name__ == "__main__":
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    sys.stdout.writelines(line + "\n" for line in log(count, seed))
