"""Becomes another program."""
import gc
import os
import sys

kept = [[] for _ in range(2000)]
gc.collect()
sys.stdout.flush()
os.execv(sys.executable, [sys.executable, "-c", "import os; print(sorted(k for k in os.environ if 'GCTRACE_R' in k))"])
