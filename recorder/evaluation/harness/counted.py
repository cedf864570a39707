"""counted.py REPORT THRESHOLD PROGRAM [ARGUMENT ...]

Runs a program as the recorder does, under gc.set_threshold(THRESHOLD, 10, 10) and without recording, and writes to REPORT how
many collections of each generation there were and how many objects each generation's collected. Starts and stops to count
where the recorder starts and stops to record. Runs under 3.8 and later.
"""

import gc
import os
import runpy
import sys

# What the recorder has imported by the time that it starts: the heap that its recording begins with has them too.
try:
    import gctrace_recorder.__main__  # noqa: F401
except ImportError:
    pass


def main():
    report, threshold, program = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    sys.argv[:] = sys.argv[3:]
    sys.path[0] = os.path.dirname(os.path.abspath(program))
    status = 0
    before = gc.get_stats()
    gc.set_threshold(threshold, 10, 10)
    try:
        runpy.run_path(program, run_name="__main__")
    except SystemExit as ending:
        status = ending.code
    after = gc.get_stats()
    counts = [after[generation][key] - before[generation][key] for key in ("collections", "collected") for generation in range(3)]
    with open(report, "w") as file:
        file.write(" ".join(map(str, counts)) + "\n")
    sys.exit(status)


main()
