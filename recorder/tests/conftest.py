import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import laboratory as laboratories  # noqa: E402

# pytest's own temporary folders stay; ours hold logs and databases.
GCTRACE = laboratories.find()


def pytest_report_header():
    return "gctrace: " + (GCTRACE or "not found; logs are recorded but not replayed ($GCTRACE, make build)")


@pytest.fixture
def laboratory(tmp_path):
    """The program gctrace; tests that want it are skipped where it is not built."""
    if GCTRACE is None:
        pytest.skip("no gctrace: set $GCTRACE or run make build")
    return laboratories.Laboratory(GCTRACE, tmp_path)
