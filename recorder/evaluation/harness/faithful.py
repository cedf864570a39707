"""Does a replay of a recording find the very collections that really happened, and is the program what it was?"""

from collections import Counter

from harness.finding import Finding, failed
from harness.gctrace import GCTraceFailure
from harness.workplace import fault

HEADS = ("Python", "program", "unrecorded", "collections", "agreeing", "differing", "output and status")


def examine(place, options):
    place.note("bare")
    bare = place.run_bare()
    if fault(bare):
        return failed(place, len(HEADS), "the program itself: " + fault(bare))
    counted, counts = place.run_counted(place.environment.default_threshold)
    if counts is None:
        return failed(place, len(HEADS), "counting its collections: %s" % (fault(counted) or "no counts"))
    place.note("recorded")
    recorded = place.run_recorded()
    same = recorded.status == bare.status and recorded.digest == bare.digest
    if fault(recorded, place.log):
        return failed(place, len(HEADS), fault(recorded, place.log))
    try:
        place.note("replayed")
        observed = place.gctrace.import_log(place.log)["observed"]
        sizeless = place.gctrace.observed_without_sizes()
        place.gctrace.replay()
        differences = place.gctrace.differences()
    except GCTraceFailure as failure:
        return failed(place, len(HEADS), "gctrace: %s" % failure)
    differing = len({row["event"] for row in differences})
    fields = Counter(row["field"] for row in differences)
    row = [
        place.environment.series,
        place.program.name,
        sum(counts[0]),
        observed,
        observed - differing,
        ", ".join("%s %d" % item for item in sorted(fields.items())) or "none",
        "the same" if same else "differ",
    ]
    remarks = []
    if not observed:
        remarks.append("%s: no collection was recorded" % place.title)
    if sizeless:
        remarks.append("%s: %d collections were recorded without the sizes of the lists" % (place.title, sizeless))
    if differences:
        first = "line %(line)s, event %(event)s: %(field)s %(observed)s, replayed %(replayed)s" % differences[0]
        remarks.append("%s: the first difference is at %s" % (place.title, first))
    return Finding([row], same and not remarks, tuple(remarks))


def conclusion(rows):
    answered = [row for row in rows if row[3] != ""]
    collections, agreeing = sum(row[3] for row in answered), sum(row[4] for row in answered)
    text = "%s of %s collections agree in generation, collected, uncollectable and the sizes of the three lists."
    return text % (format(agreeing, ","), format(collections, ","))
