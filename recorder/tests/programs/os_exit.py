"""Leaves by os._exit: nothing is told that the end has come."""
import gc
import os

kept = [[] for _ in range(2000)]
gc.collect()
for _ in range(3000):
    cycle = []
    cycle.append(cycle)
print("gone", flush=True)
os._exit(5)
