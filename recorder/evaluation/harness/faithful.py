"""Does a replay of a recording find the very collections that really happened, and is the program what it was?"""

from collections import Counter

from harness.gctrace import GCTraceFailure
from harness.markdown import table
from harness.workplace import fault

HEADS = ("Python", "program", "unrecorded", "collections", "agreeing", "differing", "output", "remark")


def examine(place):
    """A row of the table, and whether the bar is met."""
    start = [place.environment.series, place.program.name]
    place.note("bare")
    bare = place.run_bare()
    problem = fault(bare)
    if problem:
        return start + ["", "", "", "", "", "the program itself: " + problem], False
    _, counts = place.run_counted(place.environment.default_threshold)
    unrecorded = sum(counts[0]) if counts else ""
    place.note("recorded")
    recorded = place.run_recorded()
    same = recorded.status == bare.status and recorded.digest == bare.digest
    output = "the same" if same else "differs"
    problem = fault(recorded, place.log)
    if problem:
        return start + [unrecorded, "", "", "", output, problem], False
    try:
        place.note("replayed")
        observed = place.gctrace.import_log(place.log)["observed"]
        place.gctrace.replay()
        differences = place.gctrace.differences()
    except GCTraceFailure as failure:
        return start + [unrecorded, "", "", "", output, "gctrace: %s" % failure], False
    differing = len({row["event"] for row in differences})
    fields = Counter(row["field"] for row in differences)
    text = ", ".join("%s %d" % item for item in sorted(fields.items()))
    remark = "" if observed else "no collection was recorded"
    if differences:
        first = differences[0]
        remark = "first: event %(event)d, %(field)s %(observed)s, replayed %(replayed)s" % first
    row = start + [unrecorded, observed, observed - differing, text or "none", output, remark]
    return row, same and differing == 0 and observed > 0


def report(rows):
    collections = sum(row[3] for row in rows if row[3] != "")
    agreeing = sum(row[4] for row in rows if row[4] != "")
    return "%s\n\n%s of %s collections agree." % (table(HEADS, rows), format(agreeing, ","), format(collections, ","))
