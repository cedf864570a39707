"""A subinterpreter with a heap of its own beside the recorded one."""
import gc

try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

gc.set_threshold(100, 5, 5)
code = """
import gc
for _ in range(3000):
    cycle = []
    cycle.append(cycle)
gc.collect()
"""
for _ in range(2):
    number = interpreters.create()
    interpreters.run_string(number, code)
    interpreters.destroy(number)
    for _ in range(300):
        cycle = []
        cycle.append(cycle)
print(gc.collect() >= 0)
