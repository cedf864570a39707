"""Classes made and dropped, with slots, metaclasses, properties, methods and functions' closures."""
import gc

gc.set_threshold(200, 4, 4)


class Meta(type):
    def __new__(mcs, name, bases, namespace):
        return super().__new__(mcs, name, bases, namespace)


def make(number):
    class Base(metaclass=Meta):
        __slots__ = ("a", "__dict__")

        def method(self):
            return number, Base

    class Derived(Base):
        value = property(lambda self: self)

        def __init__(self):
            self.a = self.method
            self.b = super().method

    return Derived()


kept = [make(number) for number in range(150)]
del kept[::2]
gc.collect()
kept.clear()
print(gc.collect() > 0)
