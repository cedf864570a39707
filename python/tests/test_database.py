"""What a database is asked, against SQL on the same file."""

import dataclasses
import pathlib
import random
import shutil
import sqlite3
import typing

import pytest

import gctrace
from gctrace import packed
from gctrace.database import RELATIONS


def test_traces_and_runs_are_listed(database):
    assert [trace.name for trace in database.traces()] == ["docutils", "births"]
    assert [run.name for run in database.runs("docutils")] == ["python 3.11.7", "often"]
    assert database.trace("docutils").python == "3.11.7"
    assert database.trace() == database.trace("births") == database.trace(2)
    assert database.run() == database.run(2)


def test_each_record_has_the_columns_of_its_relation(database):
    for record, (relation, _) in RELATIONS.items():
        columns = {row[1] for row in database.connection.execute("SELECT * FROM pragma_table_info(?)", [relation]).fetchall()}
        columns |= {row[1] for row in database.connection.execute("PRAGMA table_info({})".format(relation))}
        if not columns:
            continue
        missing = {field.name for field in dataclasses.fields(record)} - columns
        assert not missing, "{} has no {}".format(relation, missing)


def test_collections_are_what_sql_says(path, database):
    collections = list(database.collections(1))
    rows = sqlite3.connect(path).execute("SELECT seq, generation, candidates, collected FROM collection WHERE run_id = 1").fetchall()
    assert [(c.seq, c.generation, c.candidates, c.collected) for c in collections] == rows
    assert collections[0].effectiveness == collections[0].collected / collections[0].candidates


@pytest.mark.parametrize("name, view", [("reachable", "reachable"), ("unreachable", "unreachable"), ("promotions", "promotion")])
@pytest.mark.parametrize("collection", [None, 3, 1000])
def test_a_packed_set_is_the_same_by_either_way(path, database, name, view, collection):
    """The views' SQL is the naive twin of the unfolding in NumPy."""
    pytest.importorskip("numpy")
    rows = getattr(database, name)(1, collection)
    expected = sorted(dataclasses.astuple(row) for row in rows)
    columns = rows.columns()
    assert list(columns) == list(rows.names) or set(columns) == set(rows.names)
    found = sorted(zip(*(columns[column].tolist() for column in rows.names)))
    assert found == expected
    clause = "" if collection is None else " AND collection = {}".format(collection)
    [(count,)] = sqlite3.connect(path).execute("SELECT count(*) FROM {} WHERE run_id = 1{}".format(view, clause))
    assert len(found) == count


def test_packed_numbers_of_any_size_are_unfolded():
    """Against the rule as the schema states it, a number at a time."""
    pytest.importorskip("numpy")
    seed = 20261124
    generator = random.Random(seed)
    edges = [0, 1, 55293, 55294, 65535, 65536, 1103869]
    expected = edges + [generator.randrange(1103870) for _ in range(2000)]
    text = "".join(chr(number + 2 if number < 55294 else number + 2 + 10240) for number in expected)
    assert packed.numbers(text).tolist() == expected, "seed {}".format(seed)


def test_frames_hold_the_same(database):
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    pyarrow = pytest.importorskip("pyarrow")
    for rows in (database.collections(1), database.unreachable(1), database.traces(), database.observed("docutils"), database.survivors(1)):
        table = rows.arrow()
        assert isinstance(table, pyarrow.Table) and table.column_names == list(rows.names)
        frame = rows.pandas()
        assert isinstance(frame, pandas.DataFrame) and list(frame.columns) == list(rows.names)
        lazily = rows.polars()
        assert isinstance(lazily, polars.DataFrame) and lazily.columns == list(rows.names)
        assert lazily.to_dicts() == table.to_pylist()
        assert len(frame) == len(table) == len(list(rows))
        for name in rows.names:
            whole = [None if value is pandas.NA or value != value else value for value in frame[name]]
            assert whole == table.column(name).to_pylist(), name


def test_no_rows_make_an_empty_frame_of_the_same_types(database):
    pyarrow = pytest.importorskip("pyarrow")
    nothing = database.unreachable(1, 1000).arrow()
    assert len(nothing) == 0
    assert nothing.schema.field("outcome").type == pyarrow.string()
    assert nothing.schema.field("object_id").type == pyarrow.int64()


def test_nothing_is_imported_before_a_frame_is_asked_for(path):
    import subprocess
    import sys

    program = """
import sys
sys.path.insert(0, {source!r})
import gctrace
with gctrace.open({path!r}) as database:
    list(database.unreachable(1))
print(sorted({{"numpy", "pandas", "polars", "pyarrow", "distributed"}} & set(sys.modules)))
""".format(source=str(pathlib.Path(gctrace.__file__).parents[1]), path=str(path))
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"


def test_queries_have_named_rows_and_cannot_write(database):
    [row] = database.query("SELECT count(*) AS number, max(seq) FROM collection WHERE run_id = ?", [1])
    assert row.number == 12 and row[1] == 12
    for sql in ("DELETE FROM run", "SELECT nothing FROM run", "SELECT", "CREATE TABLE t (a)"):
        with pytest.raises(gctrace.DatabaseError):
            list(database.query(sql))
    assert len(list(database.runs())) == 2


def test_what_is_no_database_is_refused(tmp_path):
    with pytest.raises(gctrace.DatabaseError, match="no database at"):
        gctrace.open(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("not a database, but long enough to be taken for one" * 20)
    with pytest.raises(gctrace.DatabaseError, match="not a database of gctrace"):
        gctrace.open(tmp_path / "text.db")
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE t (a)").connection.commit()
    with pytest.raises(gctrace.DatabaseError, match="not a database of gctrace"):
        gctrace.open(tmp_path / "other.db")


def test_what_is_not_there_is_said(database):
    with pytest.raises(gctrace.DatabaseError, match="no trace missing"):
        database.types("missing")
    with pytest.raises(gctrace.DatabaseError, match="no run 99"):
        database.collections(99)


def test_a_path_with_odd_characters_is_opened(path, tmp_path):
    odd = tmp_path / "50% of a? b#c.db"
    shutil.copy(path, odd)
    with gctrace.open(odd) as database:
        assert len(list(database.traces())) == 2


def test_the_types_are_those_of_the_annotations(database):
    for rows in (database.collections(1), database.survivors(1), database.sites("docutils")):
        hints = typing.get_type_hints(type(next(iter(rows))))
        for row in list(rows)[:50]:
            for field in dataclasses.fields(row):
                allowed = hints[field.name]
                kinds = getattr(allowed, "__args__", (allowed,))
                assert type(getattr(row, field.name)) in kinds, field.name
