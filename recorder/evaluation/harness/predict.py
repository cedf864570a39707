"""Does a replay under other thresholds find what really running under them finds?"""

from statistics import median

from harness.catalogue import CAUSES, HARD
from harness.finding import Finding, failed
from harness.gctrace import GCTraceFailure
from harness.markdown import slashed
from harness.workplace import fault

PROGRAMS = ("docutils", "sqlalchemy", "exceptions") + tuple(program.name for program in HARD)
THRESHOLDS = (100, 700, 5000, 50000)
HEADS = (
    "Python", "program", "threshold", "collections, really", "replayed", "error", "collected, really", "replayed", "error",
    "in all, really", "replayed", "error", "real runs differ by", "missed", "cause",
)  # fmt: skip
#: By how much of it, or by how many, each kind of figure may be wrong.
BARS = {"collections": (0.02, 1), "in all": (0.03, 20), "by generation": (0.10, 20)}


def error(predicted, real):
    """Relative; infinite where something is predicted and nothing was."""
    if predicted == real:
        return 0.0
    return (predicted - real) / real if real else float("inf")


def is_within(name, predicted, real):
    share, count = BARS[name]
    return all(abs(one - other) <= max(count, share * other) for one, other in zip(predicted, real))


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
    figures = {
        "collections": (replay.collections, collections),
        "in all": ((sum(replay.collected),), (total,)),
        "by generation": (replay.collected, collected),
    }
    missed = [name for name, pair in figures.items() if not is_within(name, *pair)]
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
        CAUSES.get(place.program.name, "") if missed else "",
    ]
    return Finding([row], not missed)


def conclusion(rows):
    answered = [row for row in rows if row[2] != ""]
    counts = ", ".join(
        "%s (within %d%% or %d) in %d of %d rows" % (name, 100 * share, count, sum(name not in row[-2] for row in answered), len(answered))
        for name, (share, count) in BARS.items()
    )
    text = "As really running so: %s. Figures of generations 0/1/2, with the widest error of the three; +none: replayed, but none really."
    return text % counts
