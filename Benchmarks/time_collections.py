"""Runs a log in the conformance driver and prints the CPU seconds of each gc.collect() that it asks for, one a line.

    python3.11 -S -E time_collections.py MODULE_DIR LOG
"""

import gc
import sys
import time

sys.path.insert(0, sys.argv[1])
import gctrace_driver as driver

times = []


def notice(phase, info):
    if phase == "start":
        notice.started = time.process_time()
    else:
        times.append(time.process_time() - notice.started)


with open(sys.argv[2], "rb") as log:
    data = log.read()
gc.disable()
gc.callbacks.append(notice)
if driver.load(data, b"", True):
    data = None
    while driver.step():
        pass
gc.callbacks.remove(notice)
for seconds in times:
    print(seconds)
