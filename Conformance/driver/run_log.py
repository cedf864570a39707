"""Runs gctrace logs inside the interpreter that runs this, and reports what its collector did, as JSON lines.

    pythonX.Y -S -E run_log.py [--module-dir DIR] [--time] [--list FILE] LOG... > report

--module-dir DIR  where build.py put the driver (default: the folder of this file)
--time            for each log only the CPU seconds of reading and running its records, and no report
--list FILE       a file that names further logs, one a line

The report, for each log:

    {"log":PATH,"python":"3.11.7"}
    {"seq":1,"event":E,"collections":[{"generation":G,"collected":N,"uncollectable":N},...],STATE}      for each event in which
                                                                                                     the collector ran
    {"end":true,"event":E,STATE,"refcounts":[[OBJ,COUNT],...]}          or {"error":TEXT,"event":E,"line":L[,"refused":true]}
    {"void":true}                                                       if the driver did not have the collector to itself

STATE is "count":[c0,c1,c2],"pending","total","gen":[[...],[...],[...]],"permanent":[...],"freed":[...],"finalized":[...],
"called":[...],"garbage":[...]. Counts and lists are those at the end of the event, after its safe point where it has one
(3.12 and later). "freed" (in the order in which objects were gone: past their finalizer, before their weak references were
called and their references dropped), "finalized", "called" (weak references, as their callbacks began) and "garbage" (put into
gc.garbage) hold what happened since the line before. With --time, {"seconds":S,"events":E} stands in place of the report.

Beyond the driver: types of kind tuple or dict (CPython untracks only the exact types: such a log is refused), and a weak
reference that has a callback and is untracked (CPython crashes on it: an error). It does not check what it does not need:
`meta`, `site`, `time`, `mark` and `observed` are skipped unread. TYPE attributes that mean nothing for kind=atomic (legacy,
freelist) are ignored; a finalizer of such a type runs once for each object, though CPython has no mark for it. `track` of a
tracked object and `untrack` of an untracked one do nothing.

A log may be compressed with gzip. The exit status is 0 if every log ran to its end; 1 if one failed (its last line says
where), 2 if one holds a type that the driver cannot stand for, 3 if the driver did not have the collector to itself or a
file could not be read: the greatest of them.
"""

import gc
import gzip
import json
import os
import sys
import zlib

USAGE = "usage: run_log.py [--module-dir DIR] [--time] [--list FILE] LOG..."


def arguments(words):
    folder, timing, logs = os.path.dirname(os.path.abspath(__file__)), False, []
    words = list(words)
    while words:
        word = words.pop(0)
        if word == "--time":
            timing = True
        elif word in ("--module-dir", "--list") and words:
            value = words.pop(0)
            if word == "--module-dir":
                folder = value
            else:
                with open(value) as file:
                    logs += file.read().split("\n")
        elif word.startswith("--"):
            sys.exit(USAGE)
        else:
            logs.append(word)
    logs = [log for log in logs if log]
    return (folder, timing, logs) if logs else sys.exit(USAGE)


def contents(path):
    with open(path, "rb") as file:
        data = file.read()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def functions(slots):
    """hold(drive, step) and drive(step, None), of which the second steps through a log; each has so many local variables more,
    which the driver puts roots in (roots.h).
    """
    # The end of each turn is a safe point. Nothing here may make an object with a GC header.
    spare = "".join("root%d = " % slot for slot in range(slots)) + "None"
    source = """
def drive(step, unused):
    while step():
        pass
    %s

def hold(drive, step):
    drive(step, None)
    %s
""" % (spare, spare)
    names = {}
    exec(compile(source, __file__, "exec"), names)
    return names["hold"], names["drive"]


def main():
    folder, timing, logs = arguments(sys.argv[1:])
    sys.path.insert(0, folder)
    import gctrace_driver as driver

    hold, drive = functions(driver.ROOT_SLOTS)
    gc.disable()
    version = sys.version.split()[0]
    worst = 0
    for log in logs:
        try:
            data = contents(log)
        except (OSError, EOFError, zlib.error) as error:
            sys.stderr.write("%s: %s\n" % (log, error))
            worst = 3
            continue
        header = json.dumps({"log": log, "python": version}, separators=(",", ":")) + "\n"
        if driver.load(data, header.encode(), timing):
            data = None
            hold(drive, driver.step)
        outcome = driver.finish()
        if outcome == 2:
            sys.stderr.write("%s: it has types of kind tuple or dict, which the driver cannot stand for\n" % log)
        if outcome == 3:
            sys.stderr.write("%s: the interpreter's own objects came between the log's; its report is void\n" % log)
        worst = max(worst, outcome)
    return worst


sys.exit(main())
