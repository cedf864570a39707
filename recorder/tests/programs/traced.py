"""sys.settrace and sys.setprofile of the program's own; what they see."""
import gc
import sys

seen = []


def trace(frame, event, arg):
    seen.append((frame.f_code.co_name, event))
    return trace


def profile(frame, event, arg):
    seen.append((frame.f_code.co_name, event, getattr(arg, "__name__", None)))


def f():
    x = []
    x.append(x)
    gc.collect()


sys.settrace(trace)
f()
sys.settrace(None)
sys.setprofile(profile)
f()
sys.setprofile(None)
print(seen)
