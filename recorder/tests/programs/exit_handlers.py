"""atexit handlers that collect, register others, and raise SystemExit; a status of its own."""
import atexit
import gc
import sys


def again():
    print("again")
    gc.collect()


def first():
    atexit.register(again)
    x = []
    x.append(x)
    print("first", gc.collect() >= 0)


atexit.register(first)


def leave():
    sys.exit(5)


atexit.register(leave)
sys.exit(3)
