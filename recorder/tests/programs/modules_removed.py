"""Modules that the recorder uses are taken from sys.modules."""
import gc
import os
import sys

for name in [n for n in sys.modules if n in ("gc", "time", "marshal") or n.startswith("gctrace")]:
    del sys.modules[name]
gc.collect()
print("end")
