"""Does a replay under other thresholds find what really running under them finds?"""

from statistics import median

from harness.gctrace import GCTraceFailure
from harness.markdown import slashed, table
from harness.workplace import fault

PROGRAMS = ("docutils", "sqlalchemy", "exceptions")
THRESHOLDS = (100, 700, 5000, 50000)
HEADS = (
    "Python", "program", "threshold", "really: collections", "collected", "in all", "replayed: collections", "collected", "in all",
    "error: collections", "in all", "collected by generation", "real runs differ by", "missed",
)  # fmt: skip
#: The most by which a generation's collections, and what all collections collected, may be wrong.
BAR = 0.05


def error(predicted, real):
    """Relative; infinite where something is predicted and nothing was."""
    if predicted == real:
        return 0.0
    return (predicted - real) / real if real else float("inf")


def worst(errors):
    return max(errors, key=abs)


def percent(value):
    return "none really" if value == float("inf") else "%+.1f%%" % (100 * value)


def spread(runs):
    """The widest relative difference between runs, of any figure that is held to the bar: what no recording can predict."""
    figures = zip(*(run[0] + (sum(run[1]),) for run in runs))
    return max((max(values) - min(values)) / max(1, median(values)) for values in figures)


def examine(place, thresholds, repetitions):
    """Rows of the table, one a threshold, and whether the bar is met in all."""
    start = [place.environment.series, place.program.name]
    blank = [""] * (len(HEADS) - 4)
    problem = place.recording()
    if problem:
        return [start + [""] + blank + [problem]], False
    try:
        place.gctrace.import_log(place.log)
    except GCTraceFailure as failure:
        return [start + [""] + blank + ["import: %s" % failure]], False
    rows, met = [], True
    for threshold in thresholds:
        row, good = compare(place, threshold, repetitions)
        rows.append(start + [threshold] + (row if row else blank + [good]))
        met = met and good is True
    return rows, met


def compare(place, threshold, repetitions):
    """The rest of a row and True or False for the bar; None and what is wrong where there is no answer."""
    place.note("really at %d" % threshold)
    runs = []
    for _ in range(repetitions):
        outcome, counts = place.run_counted(threshold)
        if fault(outcome) or counts is None:
            return None, "really running: %s" % (fault(outcome) or "no counts")
        runs.append(counts)
    collections = tuple(round(median(values)) for values in zip(*(run[0] for run in runs)))
    collected = tuple(round(median(values)) for values in zip(*(run[1] for run in runs)))
    total = round(median(sum(run[1]) for run in runs))
    try:
        replay = place.gctrace.replay_at(threshold)
    except GCTraceFailure as failure:
        return None, "replay: %s" % failure
    collections_error = worst([error(*pair) for pair in zip(replay.collections, collections)])
    total_error = error(sum(replay.collected), total)
    missed = [name for name, value in (("collections", collections_error), ("collected", total_error)) if abs(value) > BAR]
    row = [
        slashed(collections),
        slashed(collected),
        total,
        slashed(replay.collections),
        slashed(replay.collected),
        sum(replay.collected),
        percent(collections_error),
        percent(total_error),
        percent(worst([error(*pair) for pair in zip(replay.collected, collected)])),
        "%.1f%%" % (100 * spread(runs)),
        ", ".join(missed),
    ]
    return row, not missed


def report(rows):
    good = sum(row[-1] == "" for row in rows)
    return "%s\n\n%d of %d rows are within %d%%." % (table(HEADS, rows), good, len(rows), 100 * BAR)
