"""Programs that are hard to record: each log is replayed at any threshold, and finds what really running so finds.

A log that cannot be replayed at its own thresholds is a bug, whatever the program does. At others what the program itself would have done
otherwise is a divergence, which the run counts; the programs here that look things up by weak references have them, and no others.
"""

import sys
from pathlib import Path

import pytest
from harness import environment, python, recorded
from test_thresholds import HEAD, TAIL, figures

HARD = Path(__file__).parent / "hard"
ALL = sorted(path.stem for path in HARD.glob("*.py"))
OPTIONS = [[], ["--every", "50"]]
THRESHOLDS = (20, 100, 300, 2000, 5000, 50000)
# They find by weak references what another collector would have freed.
DIVERGING = {"weak_cache", "pending_tasks"}


def needed(name):
    """Skips where the program's library is not there."""
    if name == "validated_attributes":
        pytest.importorskip("attr")


def wrong_fields(laboratory):
    """The fields in which the replay differs from what was observed, but for the lists' lengths."""
    outcome = laboratory("verify")
    fields = {line.split()[4] for line in outcome.output.splitlines() if line.split()[:1] == ["1"] and len(line.split()) == 7}
    assert outcome.status == (1 if fields else 0), outcome
    return {field for field in fields if not field.startswith("size")}


@pytest.mark.parametrize("options", OPTIONS, ids=["default", "every"])
@pytest.mark.parametrize("name", ALL)
def test_the_log_can_be_replayed(name, options, tmp_path, laboratory):
    needed(name)
    program = HARD / (name + ".py")
    plain = python(tmp_path, program)
    assert recorded(tmp_path, "app.log.gz", *options, program) == plain
    laboratory.done("import", "app.log.gz")
    laboratory.done("replay")
    assert not wrong_fields(laboratory)
    for threshold in THRESHOLDS:
        strict = [] if name in DIVERGING else ["--strict"]
        laboratory.done("replay", "--threshold", threshold, "--dry-run", *strict)
