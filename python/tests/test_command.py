"""What runs the command."""

import shutil
import sys

import pytest

import gctrace


def test_a_replay_is_the_new_run(path, tmp_path):
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    with gctrace.open(copy) as database:
        run = database.replay("docutils", threshold=[500, 3], python="3.12", name="mine")
        assert (run.name, run.python[:4], run.trace_id) == ("mine", "3.12", 1)
        assert database.run() == run
        assert gctrace.replay(copy, "docutils").id == run.id + 1


def test_what_the_command_says_is_raised(path, tmp_path):
    with pytest.raises(gctrace.CommandError) as caught:
        gctrace.replay(path, "no such trace")
    assert caught.value.status == 66 and "no such trace" in caught.value.message
    with pytest.raises(gctrace.CommandError) as caught:
        gctrace.import_log(tmp_path / "none.log", tmp_path / "new.db")
    assert caught.value.status == 66
    assert not (tmp_path / "new.db").exists()


def test_a_program_is_recorded_in_this_python(tmp_path):
    pytest.importorskip("gctrace_recorder")
    program = tmp_path / "app.py"
    program.write_text("import sys\na = []\na.append(a)\nprint('ran')\nsys.exit(3)\n")
    status = gctrace.record(tmp_path / "app.log.gz", str(program), import_into=tmp_path / "new.db")
    assert status == 3
    with gctrace.open(tmp_path / "new.db") as database:
        assert database.trace().python == "{}.{}.{}".format(*sys.version_info[:3])


def test_a_sweep_has_a_row_a_setting(path):
    import subprocess

    if "sweep" not in subprocess.run([gctrace.command_path(), "--help"], capture_output=True, text=True).stdout:
        pytest.skip("this gctrace has no command sweep")
    rows = gctrace.sweep(path, "docutils", {"threshold": [500, 700, 5000]})
    # The first is the setting of the recording itself.
    assert len(rows) == 4
    assert all({"setting", "collections", "candidates"} <= set(row) for row in rows)
