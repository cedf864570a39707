"""A sweep on a cluster of processes, one of which is killed on the way."""

import json
import os
import pathlib
import signal
import time

import pytest

import gctrace

distributed = pytest.importorskip("distributed")
pytest.importorskip("pyarrow")

from gctrace import fleet  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]


def write_logs(folder, count, cycles=60):
    """Small logs; the number of cycles is their number."""
    paths = []
    for number in range(count):
        path = folder / "{}.log".format(number)
        text = "".join("alloc {0} 1 48\nref {0} {0}\nrelease {0}\n".format(k + 1) for k in range(cycles + number))
        path.write_text("gctrace 1\nmeta python 3.11.7\ntype 1 Node\n" + text + "collect\n")
        paths.append(path)
    return paths


GRID = {"threshold": [5, 10, 20, 40, 80], "python": ["3.11", "3.13"]}


def read(folder):
    import pyarrow.parquet

    return [row for path in sorted(folder.glob("*.parquet")) for row in pyarrow.parquet.read_table(path).to_pylist()]


def test_a_killed_worker_loses_nothing_and_doubles_nothing(tmp_path):
    logs = write_logs(tmp_path, 8)
    results = tmp_path / "results"
    cluster = distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=str(tmp_path / "dask")
    )
    with cluster, distributed.Client(cluster) as client:
        # The first tasks say who they run on, and one of these is killed in the midst of the sweep.
        pids = list(client.run(os.getpid).values())
        futures = client.map(
            fleet.run_task, fleet.tasks(logs, GRID, chunk=2), folder=str(results), retries=3, pure=False
        )
        results.mkdir(exist_ok=True)
        deadline = time.monotonic() + 60
        while len(list(results.glob("*.parquet"))) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(pids[0], signal.SIGKILL)
        client.gather(futures)
        # Begun again, it has nothing to do.
        stamps = {path: path.stat().st_mtime_ns for path in results.glob("*.parquet")}
        fleet.sweep(logs, GRID, client, results, chunk=2)
        assert {path: path.stat().st_mtime_ns for path in results.glob("*.parquet")} == stamps
    rows = read(results)
    found = [(row["log"], row["setting"]) for row in rows]
    expected = [(str(log), json.dumps(dict(setting), sort_keys=True)) for log in logs for setting in fleet.settings(GRID)]
    assert sorted(found) == sorted(expected)
    # Every cycle is collected in the end, whatever the setting.
    for row in rows:
        assert row["collected"] == 60 + int(pathlib.Path(row["log"]).stem)


def test_results_are_those_of_a_replay_by_hand(tmp_path):
    [log] = write_logs(tmp_path, 1)
    task = fleet.Task(str(log), tuple(fleet.settings({"threshold": [10]})))
    fleet.run_task(task, str(tmp_path))
    [row] = read(tmp_path)
    gctrace.import_log(log, tmp_path / "by-hand.db")
    run = gctrace.replay(tmp_path / "by-hand.db", threshold=10)
    assert (row["collections"], row["peak_objects"]) == (run.collections, run.peak_objects)


def test_a_task_that_fails_leaves_no_file(tmp_path):
    bad = tmp_path / "bad.log"
    bad.write_text("not a log\n")
    with pytest.raises(gctrace.CommandError):
        fleet.run_task(fleet.Task(str(bad), tuple(fleet.settings({"threshold": [10]}))), str(tmp_path / "results"))
    assert not list(tmp_path.glob("results/*"))
