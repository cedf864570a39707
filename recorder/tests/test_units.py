"""Parts of the extension module by themselves, where no program reaches what is to be tried."""

import importlib.util

import pytest


@pytest.fixture(scope="module")
def ranks(extension):
    path = next(extension("ranks").iterdir())
    specification = importlib.util.spec_from_file_location("ranks", str(path))
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_actions_of_one_moment_keep_their_order_however_many_there_are(ranks):
    orders = [0, 1, (1 << 27) - 1, 1 << 27, (1 << 27) + 1, 1 << 32, 1 << 40]
    kinds = range(15)
    sorted_ranks = [ranks.rank(kind, order) for kind in kinds for order in orders]
    assert [rank for rank, _ in sorted_ranks] == sorted({rank for rank, _ in sorted_ranks})
    assert [kind for _, kind in sorted_ranks] == [kind for kind in kinds for _ in orders]
