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


def test_a_part_of_this_program_is_recorded(tmp_path):
    recorder = pytest.importorskip("gctrace_recorder")
    log = tmp_path / "part.log.gz"
    with gctrace.record(log, sites=True, import_into=tmp_path / "new.db") as recording:
        recorder.mark("within")
        kept = [type("Node", (), {})() for _ in range(10)]
    assert recording.summary["objects"] >= len(kept)
    with gctrace.open(tmp_path / "new.db") as database:
        assert [row.text for row in database.query("SELECT text FROM mark")] == ["within"]
        assert len(list(database.sites())) > 0
    with pytest.raises(FileExistsError):
        with gctrace.record(log):
            pass
    with pytest.raises(TypeError):
        gctrace.record(log, python="3.12")


def test_a_sweep_has_a_row_a_setting(path):
    rows = gctrace.sweep(path, "docutils", {"threshold": [500, 700, 5000]})
    # The first is the setting of the recording itself.
    assert len(rows) == 4
    assert all({"setting", "collections", "candidates"} <= set(row) for row in rows)


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_a_sweep_makes_frames(path, kind):
    pytest.importorskip(kind)
    rows = gctrace.sweep(path, "docutils", {"threshold": [500, 5000]})
    frame = rows.arrow() if kind == "pyarrow" else getattr(rows, kind)()
    assert frame.shape == (3, len(rows[0]))
    column = frame["candidates"]
    assert (column.to_pylist() if kind == "pyarrow" else list(column)) == [row["candidates"] for row in rows]
