"""Kills itself: nothing is told that the end has come."""
import gc
import os
import signal

kept = [[] for _ in range(2000)]
gc.collect()
for _ in range(3000):
    cycle = []
    cycle.append(cycle)
print("gone", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
