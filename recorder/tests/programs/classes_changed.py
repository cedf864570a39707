"""__class__ and __dict__ assigned, __slots__, metaclasses, types made and dropped, bases changed."""
import gc

gc.set_threshold(60, 3, 3)


class A:
    def __init__(self):
        self.own = self


class B:
    def __init__(self):
        self.other = self


class M(type):
    pass


for n in range(300):
    a = A()
    a.__class__ = B
    a.__dict__ = {"x": a}
    T = M("T%d" % n, (A,), {"__slots__": ("s", "__weakref__")})
    t = T()
    t.s = t
    T.me = T
    U = type("U", (T,), {})
    U.__bases__ = (T,)
    U.t = t
    U.__name__ = "V%d" % n

    def f(n=n):
        return f

    f.f = f
    g = (x for x in [f])
    next(g)
    d = vars(a)
    d["d"] = d
del a, T, t, U, f, g, d
print(gc.collect() >= 0)
