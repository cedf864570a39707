"""Interpreters with a GIL of their own allocate beside the recorded one, in threads."""
import gc
import sys
import threading

try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

gc.set_threshold(100, 5, 5)
code = """
for _ in range(50000):
    cycle = []
    cycle.append((cycle, {}))
"""


def run():
    number = interpreters.create()
    interpreters.run_string(number, code)
    interpreters.destroy(number)


threads = [threading.Thread(target=run) for _ in range(2 if sys.version_info >= (3, 12) else 0)]
for thread in threads:
    thread.start()
kept, cycle = [], None
while any(thread.is_alive() for thread in threads):
    for _ in range(100):
        cycle = []
        cycle.append((cycle, {}))
    kept.append([cycle])
    del kept[:-50]
for thread in threads:
    thread.join()
del kept, cycle
print(gc.collect() >= 0)
