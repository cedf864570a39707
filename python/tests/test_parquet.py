"""Parquet files, read by those who will read them."""

import sqlite3

import pytest

import gctrace

pyarrow = pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def folder(path, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parquet")
    gctrace.to_parquet(path, folder)
    return folder


def test_the_files_hold_what_the_database_does(path, folder):
    import pyarrow.dataset

    connection = sqlite3.connect(path)
    for relation, table in (("collections", "collection"), ("unreachable", "unreachable"), ("survivors", "survivor"), ("types", "type")):
        [(count,)] = connection.execute("SELECT count(*) FROM " + table)
        assert pyarrow.dataset.dataset(folder / relation).count_rows() == count, relation


def test_the_types_are_stable(folder):
    import pyarrow.dataset

    schema = pyarrow.dataset.dataset(folder / "collections").schema
    assert schema.field("mark").type == pyarrow.string() and schema.field("seq").type == pyarrow.int64()
    assert schema.field("trace").type == pyarrow.string()


def test_written_again_it_is_the_same(path, folder):
    before = sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    gctrace.to_parquet(path, folder)
    assert sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file()) == before


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    """A hundred databases, each with a trace of its own; one trace is in two of them."""
    root = tmp_path_factory.mktemp("fleet")
    for number in range(100):
        log = root / "{}.log".format(number)
        cycles = "".join(
            "alloc {0} 1 48\nalloc {1} 1 48\nref {0} {1}\nref {1} {0}\nrelease {0}\nrelease {1}\n".format(2 * k + 1, 2 * k + 2)
            for k in range(number + 1)
        )
        log.write_text("gctrace 1\nmeta python 3.11.7\nmeta host {}\ntype 1 Node\n{}collect\n".format(number, cycles))
        database = root / "{}.db".format(number)
        gctrace.import_log(log, database)
        gctrace.replay(database)
    gctrace.import_log(root / "7.log", root / "8.db")
    gctrace.replay(root / "8.db", "7")
    folder = root / "parquet"
    for number in range(100):
        gctrace.to_parquet(root / "{}.db".format(number), folder)
    return folder


def test_a_hundred_databases_are_asked_by_duckdb(fleet):
    duckdb = pytest.importorskip("duckdb")
    sql = """
        SELECT count(DISTINCT trace), sum(collected), max(collected)
        FROM read_parquet('{}/collections/*/*.parquet', hive_partitioning = false)
    """.format(fleet)
    assert duckdb.sql(sql).fetchall() == [(100, 2 * 5050, 200)]


def test_a_hundred_databases_are_asked_by_polars(fleet):
    polars = pytest.importorskip("polars")
    frame = polars.scan_parquet("{}/collections/*/*.parquet".format(fleet), hive_partitioning=False)
    answer = frame.select(polars.col("trace").n_unique(), polars.col("collected").sum()).collect()
    assert answer.rows() == [(100, 2 * 5050)]
