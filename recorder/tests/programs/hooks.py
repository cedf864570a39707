"""The program's own excepthook, atexit handlers in their order, and an exception in one of them."""
import atexit
import sys


def hook(kind, value, traceback):
    depth = 0
    while traceback:
        depth, traceback = depth + 1, traceback.tb_next
    print("hook", kind.__name__, value, depth)


sys.excepthook = hook
atexit.register(print, "first")
atexit.register(lambda: 1 / 0)
atexit.register(print, "last")
atexit.register(sys.stdout.flush)
raise ValueError("mine")
