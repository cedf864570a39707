"""The programs as they are: how long they take, how often they collect, and whether they do the same twice."""

from harness.finding import Finding, failed
from harness.markdown import slashed
from harness.workplace import fault

HEADS = ("Python", "program", "s", "MB", "collections", "collected", "the same twice")


def examine(place, options):
    place.note("bare")
    bare = place.run_bare()
    threshold = place.environment.default_threshold
    runs = [place.run_counted(threshold) for _ in range(2)]
    for outcome in [bare] + [outcome for outcome, _ in runs]:
        if fault(outcome):
            return failed(place, len(HEADS), fault(outcome))
    (first, counts), (second, again) = runs
    same_output = bare.digest == first.digest == second.digest
    same = "yes" if same_output and counts == again else "output" if same_output else "no"
    row = [
        place.environment.series,
        place.program.name,
        "%.2f" % bare.cpu,
        "%.0f" % (bare.memory / 1e6),
        slashed(counts[0]),
        slashed(counts[1]),
        same,
    ]
    return Finding([row], same_output)


def conclusion(rows):
    return "Seconds of processor time, most memory, and figures of generations 0/1/2. The last column: output and collections, or output alone."
