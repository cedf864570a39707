"""What a program sees of itself and of its surroundings."""
import os
import sys
import threading

print(sys.argv, sys.path, sys.flags, sys.executable, sys.prefix)
print(sorted(vars(sys.modules["__main__"])), __file__, __spec__, __package__, __builtins__.__name__)
print(sorted(os.environ.items()))
print(sys._getframe().f_back, sys.getrecursionlimit(), threading.active_count())
# The recorder needs atexit and gc, built-in modules.
print(sorted(name for name in sys.modules if "gctrace" not in name and name not in ("atexit", "gc")))
print(sys.gettrace(), sys.getprofile(), sys.excepthook, sys.displayhook, sys.stdout.name, sys.unraisablehook)
