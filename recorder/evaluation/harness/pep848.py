"""What would the collector that PEP 848 proposes do with this program, beside the ones that there are?"""

from harness.finding import Finding, failed
from harness.gctrace import GCTraceFailure
from harness.markdown import slashed

#: What each recording is replayed as: a short name and the setting.
SETTINGS = (
    ("legacy x1", "python=3.14.5,threshold=2000/10/10"),
    ("legacy x2", "python=3.14.5,threshold=4000/10/10"),
    ("legacy x4", "python=3.14.5,threshold=8000/10/10"),
    ("incremental", "python=3.14.4,threshold=2000/10"),
    ("PEP 848 legacy", "python=3.14.5,policy=pep848-legacy"),
    ("PEP 848", "python=3.14.5,policy=pep848"),
)
HEADS = (
    "program", "collector", "collections", "candidates", "freed", "effectiveness", "GC ms", "longest ms", "90 %", "peak garbage kB",
    "peak kB", "against x1", "divergences",
)  # fmt: skip


def examine(place, options):
    problem = place.imported_recording()
    if problem:
        return failed(place, len(HEADS), problem)
    place.note("replayed at %d settings" % len(SETTINGS))
    words = [word for _, setting in SETTINGS for word in ("--setting", setting)]
    try:
        # The recording's own setting comes first: the cost model is fitted to it.
        points = place.gctrace.rows("sweep", "--with", "garbage", *words)[1:]
    except GCTraceFailure as failure:
        return failed(place, len(HEADS), "gctrace: %s" % failure)
    rows = []
    for (name, _), point in zip(SETTINGS, points):
        rows.append(
            [
                place.program.name,
                name,
                slashed(point["collections"]),
                format(point["candidates"], ","),
                format(point["freed"], ","),
                "%.3f" % point["effectiveness"] if point["effectiveness"] is not None else "",
                milliseconds(point["predicted_ns"]),
                milliseconds(point["predicted_max_pause_ns"]),
                "%s to %s" % (milliseconds(point["predicted_max_pause_ns_low"]), milliseconds(point["predicted_max_pause_ns_high"]))
                + ("" if point["predicted_trusted"] else " ?"),
                kilobytes(point["peak_garbage_bytes"]),
                kilobytes(point["peak_bytes"]),
                "%+.1f%%" % (100 * (point["peak_bytes"] / points[0]["peak_bytes"] - 1)),
                point["divergences"],
            ]
        )
    return Finding(rows, True)


def milliseconds(nanoseconds):
    return "%.2f" % (nanoseconds / 1e6)


def kilobytes(count):
    return format(round(count / 1000), ",")


def conclusion(rows):
    """How the collectors compare over all programs."""
    answered = [row for row in rows if row[2] != ""]
    programs = list(dict.fromkeys(row[0] for row in answered))
    lines = []
    for name, _ in SETTINGS:
        own = [row for row in answered if row[1] == name]
        changes = sorted(float(row[11].rstrip("%")) for row in own)
        if changes:
            middle = changes[len(changes) // 2] if len(changes) % 2 else (changes[len(changes) // 2 - 1] + changes[len(changes) // 2]) / 2
            lines.append("%s: peak bytes %+.1f%% at the median, %+.1f%% at most" % (name, middle, changes[-1]))
    return "%d programs. Against legacy x1, %s." % (len(programs), "; ".join(lines[1:]))
