"""KeyboardInterrupt from a real signal within a collection's finalizer and outside, handled and not."""
import gc
import os
import signal


class A:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)


try:
    a = A()
    a.own = a
    del a
    gc.collect()
    for _ in range(10000):
        pass
    print("not yet")
except KeyboardInterrupt:
    print("interrupted")
try:
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(100000):
        x = []
        x.append(x)
except KeyboardInterrupt:
    print("again")
