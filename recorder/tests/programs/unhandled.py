"""Exceptions that nobody handles: in a thread, in __del__, in a callback of gc, in a weak reference's."""
import gc
import threading
import weakref


class A:
    def __del__(self):
        raise ValueError("del")


def callback(phase, info):
    if phase == "stop":
        raise KeyError("callback")


a = A()
a.own = a
del a
gc.callbacks.append(callback)
gc.collect()
gc.callbacks.remove(callback)


class B:
    pass


b = B()
r = weakref.ref(b, lambda r: 1 / 0)
del b
t = threading.Thread(target=lambda: [][1])
t.start()
t.join()
raise RuntimeError("main")
