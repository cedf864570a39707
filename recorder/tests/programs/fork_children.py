"""Children of os.fork: one leaves as a program does, one by os._exit; both collect."""
import gc
import os
import sys

gc.set_threshold(100, 3, 3)


def churn(count):
    for _ in range(count):
        cycle = []
        cycle.append(cycle)


churn(500)
sys.stdout.flush()
children = []
for leave in (sys.exit, os._exit):
    child = os.fork()
    if child == 0:
        churn(3000)
        gc.collect()
        leave(7)
    children.append(child)
churn(500)
print([os.waitpid(child, 0)[1] >> 8 for child in children])
gc.collect()
