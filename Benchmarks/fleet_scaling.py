"""How a sweep on Dask scales with its workers: wall time with 1 and with 2, round after round in turn, for docs/fleet.md.

usage: python fleet_scaling.py LOG [--copies 16] [--settings 20] [--chunk 4] [--rounds 5] [--workers 1,2]

Needs gctrace[dask]. Each round sweeps the same tasks into a new folder; a worker is one process with one thread, and is warm before
the clock starts.
"""

import argparse
import os
import pathlib
import statistics
import tempfile
import time

import distributed

from gctrace import fleet


def warm() -> None:
    """What the first task of a worker would otherwise take longer for."""
    import pyarrow.parquet  # noqa: F401


def seconds(workers, logs, grid, chunk, folder):
    """The wall time of one sweep on so many workers."""
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=str(folder / "dask")
    ) as cluster, distributed.Client(cluster) as client:
        client.run(warm)
        start = time.perf_counter()
        files = fleet.sweep(logs, grid, client, folder / "results", chunk=chunk)
        elapsed = time.perf_counter() - start
    assert len(files) == len(fleet.tasks(logs, grid, chunk))
    return elapsed


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
    taken = {count: [] for count in workers}
    for number in range(options.rounds):
        # Whatever else the machine does in a round, both see it.
        for count in workers if number % 2 == 0 else workers[::-1]:
            with tempfile.TemporaryDirectory(prefix="fleet-scaling-") as name:
                folder = pathlib.Path(name)
                logs = []
                for copy in range(options.copies):
                    logs.append(folder / "{}.log.gz".format(copy))
                    os.symlink(options.log.resolve(), logs[-1])
                taken[count].append(seconds(count, logs, grid, options.chunk, folder))
                print("round {}, {} workers: {:.2f} s".format(number + 1, count, taken[count][-1]), flush=True)
    tasks = options.copies * -(-options.settings // options.chunk)
    first = statistics.median(taken[workers[0]])
    print("{} tasks of {} settings".format(tasks, options.chunk))
    for count in workers:
        median = statistics.median(taken[count])
        ratios = sorted(one / other for one, other in zip(taken[workers[0]], taken[count]))
        print(
            "{} workers: median {:.2f} s, {:.3f} s a task, {:.2f} times as fast as {} (by round: {})".format(
                count, median, median / tasks, first / median, workers[0], ", ".join("{:.2f}".format(ratio) for ratio in ratios)
            )
        )


if __name__ == "__main__":
    main()
