"""How a sweep on Dask scales with its workers: wall and processor time with 1 and with 2, round after round in turn, for docs/fleet.md.

usage: python fleet_scaling.py LOG [--copies 16] [--settings 20] [--chunk 4] [--rounds 5] [--workers 1,2]

Needs gctrace[dask]. Each round sweeps the same tasks into a new folder; a worker is one process with one thread, and is warm before
the clock starts. The wall time says something only where nothing else runs; the processor time of the workers and of the scheduler does
everywhere.
"""

import argparse
import os
import pathlib
import statistics
import tempfile
import time
from typing import NamedTuple

import distributed

from gctrace import fleet


def warm() -> None:
    """What the first task of a worker would otherwise take longer for."""
    import pyarrow.parquet  # noqa: F401


def processor_seconds():
    """What this process and the processes that it waited for have taken."""
    return sum(os.times()[:4])


class Taken(NamedTuple):
    """The seconds of one sweep."""

    wall: float
    workers: float
    scheduler: float


def taken(workers, logs, grid, chunk, folder):
    """What one sweep on so many workers takes. The scheduler runs in this process, beside the client."""
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=str(folder / "dask")
    ) as cluster, distributed.Client(cluster) as client:
        client.run(warm)
        before, own = sum(client.run(processor_seconds).values()), processor_seconds()
        start = time.perf_counter()
        files = fleet.sweep(logs, grid, client, folder / "results", chunk=chunk)
        wall, own = time.perf_counter() - start, processor_seconds() - own
        after = sum(client.run(processor_seconds).values())
    assert len(files) == len(fleet.tasks(logs, grid, chunk))
    return Taken(wall, after - before, own)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("--copies", type=int, default=16, help="so many logs, all the same")
    parser.add_argument("--settings", type=int, default=20, help="so many thresholds")
    parser.add_argument("--chunk", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", default="1,2")
    options = parser.parse_args()
    workers = [int(word) for word in options.workers.split(",")]
    grid = {"threshold": [500 + 100 * number for number in range(options.settings)]}
    rounds = {count: [] for count in workers}
    for number in range(options.rounds):
        # Whatever else the machine does in a round, both see it.
        for count in workers if number % 2 == 0 else workers[::-1]:
            with tempfile.TemporaryDirectory(prefix="fleet-scaling-") as name:
                folder = pathlib.Path(name)
                logs = []
                for copy in range(options.copies):
                    logs.append(folder / "{}.log.gz".format(copy))
                    os.symlink(options.log.resolve(), logs[-1])
                rounds[count].append(taken(count, logs, grid, options.chunk, folder))
                print("round {}, {} workers: wall {:.2f} s, workers {:.2f} s, scheduler {:.2f} s".format(number + 1, count, *rounds[count][-1]), flush=True)
    tasks = options.copies * -(-options.settings // options.chunk)
    print("{} tasks of {} settings; medians for each task, in milliseconds:".format(tasks, options.chunk))
    for count in workers:
        wall, busy, own = (1000 * statistics.median(values) / tasks for values in zip(*rounds[count]))
        ratios = sorted(one.wall / other.wall for one, other in zip(rounds[workers[0]], rounds[count]))
        print(
            "{} workers: wall {:.0f}, workers' processor time {:.0f}, scheduler's {:.1f}; {:.2f} times as fast as {} (by round: {})".format(
                count, wall, busy, own, statistics.median(ratios), workers[0], ", ".join("{:.2f}".format(ratio) for ratio in ratios)
            )
        )


if __name__ == "__main__":
    main()
