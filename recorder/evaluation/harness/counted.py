"""counted.py REPORT THRESHOLD PROGRAM [ARGUMENT ...]

Runs a program as the recorder does, under gc.set_threshold(THRESHOLD, 10, 10) and without recording, and writes to REPORT how
many collections of each generation there were and how many objects each generation's collected. Counting starts and stops
where recording starts and stops: counting_hook stands in the place of the recorder's start-up hook. Runs under 3.8 and later.
"""

import os
import sys


def main():
    report, threshold = sys.argv[1], sys.argv[2]
    hook = os.path.join(os.path.dirname(os.path.abspath(__file__)), "counting_hook")
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (hook, environment.get("PYTHONPATH"))))
    environment["GCTRACE_COUNTED"] = threshold + " " + os.path.abspath(report)
    os.execve(sys.executable, [sys.executable] + sys.argv[3:], environment)


main()
