"""Does every recording replay without an inconsistency, whatever the threshold?"""

from harness.finding import Finding, failed
from harness.gctrace import GCTraceFailure

THRESHOLDS = (20, 50, 100, 300, 700, 2000, 5000, 20000, 100000)
HEADS = ("Python", "program", "hold", "fail")


def examine(place, options):
    problem = place.imported_recording()
    if problem:
        return failed(place, len(HEADS), problem)
    failures = []
    for threshold in options.threshold:
        place.note("replayed at %d" % threshold)
        try:
            place.gctrace.replay_at(threshold)
        except GCTraceFailure as failure:
            failures.append((threshold, failure))
    held = len(options.threshold) - len(failures)
    failing = ", ".join(str(threshold) for threshold, _ in failures)
    row = [place.environment.series, place.program.name, "%d of %d" % (held, len(options.threshold)), failing]
    return Finding([row], not failures, tuple("%s at %d: %s" % (place.title, *failure) for failure in failures))


def conclusion(rows):
    return "%d of %d recordings hold at every threshold." % (sum(row[3] == "" for row in rows), len(rows))
