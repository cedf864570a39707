"""Parts of the extension module by themselves, where no program reaches what is to be tried."""

import importlib.util
import sys

import pytest

from gctrace_recorder import releases


@pytest.fixture(scope="module")
def ranks(extension):
    path = next(extension("ranks").iterdir())
    specification = importlib.util.spec_from_file_location("ranks", str(path))
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("release, reason", [
    ((3, 7, 17), "CPython 3.7.17 cannot be recorded: the recorder knows 3.8 to 3.15"),
    ((3, 16, 0), "CPython 3.16.0 cannot be recorded: the recorder knows 3.8 to 3.15"),
    ((3, 8, 0), None), ((3, 13, 13), None), ((3, 14, 0), None), ((3, 14, 5), None), ((3, 15, 2), None),
])
def test_which_releases_are_refused(release, reason, monkeypatch):
    monkeypatch.setattr(sys, "version_info", release + ("final", 0))
    monkeypatch.setattr(sys, "abiflags", "")
    assert releases.refusal() == reason


def test_the_build_without_the_gil_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "abiflags", "t")
    assert releases.refusal().endswith(" without the GIL cannot be recorded: its free-threaded collector is another one")


def test_actions_of_one_moment_keep_their_order_however_many_there_are(ranks):
    orders = [0, 1, (1 << 27) - 1, 1 << 27, (1 << 27) + 1, 1 << 32, 1 << 40]
    kinds = range(15)
    sorted_ranks = [ranks.rank(kind, order) for kind in kinds for order in orders]
    assert [rank for rank, _ in sorted_ranks] == sorted({rank for rank, _ in sorted_ranks})
    assert [kind for _, kind in sorted_ranks] == [kind for kind in kinds for _ in orders]
