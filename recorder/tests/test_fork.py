"""Forked children: silent, or each with a log of its own."""

import os

from harness import PROGRAMS, python, recorded
from log_reader import lines, metadata


def test_a_child_is_silent(tmp_path):
    recorded(tmp_path, "app.log.gz", PROGRAMS / "fork_children.py")
    assert os.listdir(str(tmp_path)) == ["app.log.gz"]
    assert metadata(tmp_path / "app.log.gz")["pid"]


def test_children_have_logs_when_asked(tmp_path, laboratory):
    program = PROGRAMS / "fork_children.py"
    plain = python(tmp_path, program)
    outcome = recorded(tmp_path, "app.log.gz", "--follow-fork", program)
    assert outcome == plain
    parent = metadata(tmp_path / "app.log.gz")
    children = sorted(set(os.listdir(str(tmp_path))) - {"app.log.gz"})
    assert len(children) == 2
    laboratory.examine("app.log.gz")
    whole = 0
    for name in children:
        prefix, pid, suffix = name.split(".", 2)
        assert (prefix, suffix) == ("app", "log.gz")
        # The one that leaves by os._exit breaks off.
        laboratory.examine(name, "--truncated")
        rows = laboratory.rows(
            "SELECT json_extract(meta, '$.parent'), json_extract(meta, '$.pid') FROM trace ORDER BY id DESC LIMIT 1"
        )
        assert rows == [[parent["pid"], pid]]
        whole += laboratory("import", name, "--db", "whole.db").status == 0
    assert whole == 1


def test_the_processes_of_multiprocessing_have_whole_logs(tmp_path, laboratory):
    outcome = recorded(tmp_path, "app.log.gz", "--follow-fork", PROGRAMS / "process_pool.py")
    assert outcome.status == 0 and outcome.errors == ""
    children = sorted(set(os.listdir(str(tmp_path))) - {"app.log.gz"})
    assert len(children) == 2
    for name in children:
        assert lines(tmp_path / name)
        laboratory.examine(name)


def test_a_child_that_gets_no_log_goes_on(tmp_path):
    code = "import os, sys\nos.rename('logs', 'away')\nif not os.fork(): print('child'); sys.exit(4)\nprint(os.wait()[1] >> 8)"
    os.mkdir(str(tmp_path / "logs"))
    outcome = recorded(tmp_path, "logs/app.log", "--follow-fork", "-c", code)
    assert (outcome.status, sorted(outcome.output.split())) == (0, ["4", "child"])
    assert "this child is not recorded: " in outcome.errors and outcome.errors.count("\n") == 1
