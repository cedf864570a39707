"""Does a replay under other thresholds find what really running under them finds?"""

from statistics import median

from harness.finding import Finding, failed
from harness.gctrace import GCTraceFailure
from harness.markdown import slashed
from harness.workplace import fault

PROGRAMS = ("docutils", "sqlalchemy", "exceptions")
THRESHOLDS = (100, 700, 5000, 50000)
HEADS = (
    "Python", "program", "threshold", "collections, really", "replayed", "error", "collected, really", "replayed", "error",
    "in all, really", "replayed", "error", "real runs differ by", "missed",
)  # fmt: skip
#: The most by which a generation's collections, and what all collections collected, may be wrong.
BAR = 0.05


def error(predicted, real):
    """Relative; infinite where something is predicted and nothing was."""
    if predicted == real:
        return 0.0
    return (predicted - real) / real if real else float("inf")


def worst(predicted, real):
    """The widest error of any generation."""
    return max((error(*pair) for pair in zip(predicted, real)), key=abs)


def percent(value):
    return "+none" if value == float("inf") else "%+.1f%%" % (100 * value)


def spread(runs):
    """The widest relative difference between runs, of any figure that is held to the bar: what no recording can predict."""
    figures = zip(*(collections + (sum(collected),) for collections, collected in runs))
    return max((max(values) - min(values)) / max(1, median(values)) for values in figures)


def examine(place, options):
    problem = place.imported_recording()
    if problem:
        return failed(place, len(HEADS), problem)
    rows, met, remarks = [], True, ()
    for threshold in options.threshold:
        finding = compare(place, threshold, options.repetitions)
        rows += finding.rows
        met = met and finding.met
        remarks += finding.remarks
    return Finding(rows, met, remarks)


def compare(place, threshold, repetitions):
    place.note("really at %d" % threshold)
    runs = []
    for _ in range(repetitions):
        outcome, counts = place.run_counted(threshold)
        if fault(outcome) or counts is None:
            return failed(place, len(HEADS), "really at %d: %s" % (threshold, fault(outcome) or "no counts"))
        runs.append(counts)
    try:
        replay = place.gctrace.replay_at(threshold)
    except GCTraceFailure as failure:
        return failed(place, len(HEADS), "replayed at %d: %s" % (threshold, failure))
    collections, collected = (tuple(round(median(values)) for values in zip(*part)) for part in zip(*runs))
    total = round(median(sum(counts[1]) for counts in runs))
    collections_error = worst(replay.collections, collections)
    total_error = error(sum(replay.collected), total)
    missed = [name for name, value in (("collections", collections_error), ("in all", total_error)) if abs(value) > BAR]
    row = [
        place.environment.series,
        place.program.name,
        threshold,
        slashed(collections),
        slashed(replay.collections),
        percent(collections_error),
        slashed(collected),
        slashed(replay.collected),
        percent(worst(replay.collected, collected)),
        total,
        sum(replay.collected),
        percent(total_error),
        "%.1f%%" % (100 * spread(runs)),
        ", ".join(missed),
    ]
    return Finding([row], not missed)


def conclusion(rows):
    good = sum(row[-1] == "" for row in rows)
    text = (
        "%d of %d rows have each generation's collections, and what was collected in all, within %d%% of really running so. Figures of "
        "generations 0/1/2, with the widest error of the three; +none: replayed, but none really."
    )
    return text % (good, len(rows), 100 * BAR)
