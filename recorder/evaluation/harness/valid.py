"""Does every recording replay without an inconsistency, whatever the threshold?"""

from harness.gctrace import GCTraceFailure
from harness.markdown import table

THRESHOLDS = (20, 50, 100, 300, 700, 2000, 5000, 20000, 100000)
HEADS = ("Python", "program", "thresholds that hold", "first failure")


def examine(place, thresholds):
    """A row of the table, and whether the bar is met."""
    start = [place.environment.series, place.program.name]
    problem = place.recording()
    if problem:
        return start + ["0 of %d" % len(thresholds), problem], False
    failures = []
    try:
        place.gctrace.import_log(place.log)
    except GCTraceFailure as failure:
        return start + ["0 of %d" % len(thresholds), "import: %s" % failure], False
    for threshold in thresholds:
        place.note("replayed at %d" % threshold)
        try:
            place.gctrace.replay_at(threshold)
        except GCTraceFailure as failure:
            place.note("at %d: %s" % (threshold, failure))
            failures.append((threshold, failure))
    text = "at %s: %s" % failures[0] if failures else ""
    if len(failures) > 1:
        text += "; also at " + ", ".join(str(threshold) for threshold, _ in failures[1:])
    return start + ["%d of %d" % (len(thresholds) - len(failures), len(thresholds)), text], not failures


def report(rows):
    return table(HEADS, rows)
