"""A database to ask: the recording of docutils that the project ships, replayed."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "fixtures" / "recordings"
sys.path.insert(0, str(ROOT / "python" / "src"))

import gctrace  # noqa: E402


@pytest.fixture(scope="session")
def path(tmp_path_factory):
    """A database with two traces; the first has two runs. Tests that write take a copy."""
    path = tmp_path_factory.mktemp("database") / "gctrace.db"
    gctrace.import_log(RECORDINGS / "docutils-py3.11.7.log.gz", path, name="docutils")
    gctrace.replay(path)
    gctrace.replay(path, threshold=(200, 5, 5), name="often")
    gctrace.import_log(ROOT / "fixtures" / "replay" / "records" / "births.log", path, name="births")
    return path


@pytest.fixture
def database(path):
    with gctrace.open(path) as database:
        yield database
