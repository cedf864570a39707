"""What recording costs: processor time, memory, and the size of the log."""

from statistics import median

from harness.finding import Finding, failed
from harness.gctrace import GCTraceFailure
from harness.workplace import fault

HEADS = (
    "Python", "program", "bare s", "recorded s", "times", "bare MB", "recorded MB", "log kB", "events", "bytes an event", "collections",
    "bytes a collection", "missed",
)  # fmt: skip
#: Recorded processor time to bare, for these programs.
SLOWDOWN = 3.0
SLOWDOWN_PROGRAMS = ("docutils", "sqlalchemy")
#: Bytes an event, gzipped, for every program.
EVENT_BYTES = 6.0


def examine(place, options):
    bare, recorded = [], []
    for number in range(options.pairs):
        place.note("pair %d of %d" % (number + 1, options.pairs))
        # Side by side, and each first by turns: whatever else the machine does meets both.
        for kind in (bare, recorded) if number % 2 == 0 else (recorded, bare):
            outcome = place.run_bare() if kind is bare else place.run_recorded()
            problem = fault(outcome, None if kind is bare else place.log)
            if problem:
                return failed(place, len(HEADS), ("bare: " if kind is bare else "recorded: ") + problem)
            kind.append(outcome)
    try:
        trace = place.gctrace.import_log(place.log)
    except GCTraceFailure as failure:
        return failed(place, len(HEADS), "gctrace: %s" % failure)
    times = median(after.cpu / before.cpu for before, after in zip(bare, recorded))
    size = place.log.stat().st_size
    an_event = size / max(1, trace["events"])
    missed = []
    if place.program.name in SLOWDOWN_PROGRAMS and times > SLOWDOWN:
        missed.append("times")
    if an_event > EVENT_BYTES:
        missed.append("bytes an event")
    row = [
        place.environment.series,
        place.program.name,
        "%.2f" % median(run.cpu for run in bare),
        "%.2f" % median(run.cpu for run in recorded),
        "%.2f" % times,
        "%.0f" % (median(run.memory for run in bare) / 1e6),
        "%.0f" % (median(run.memory for run in recorded) / 1e6),
        format(round(size / 1000), ","),
        format(trace["events"], ","),
        "%.2f" % an_event,
        trace["observed"],
        format(round(size / max(1, trace["observed"])), ","),
        ", ".join(missed),
    ]
    return Finding([row], not missed)


def conclusion(rows):
    bars = (SLOWDOWN, " and ".join(SLOWDOWN_PROGRAMS), EVENT_BYTES)
    return "Processor time, medians of the pairs. The bars: at most %g times on %s, at most %g bytes an event." % bars
