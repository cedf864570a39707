"""Finalizers that bring their object back, alone and with what hangs on it."""
import gc

gc.set_threshold(100, 3, 3)
saved = []


class Phoenix:
    def __init__(self):
        self.self = self
        self.baggage = [[], {}]

    def __del__(self):
        saved.append(self)


for number in range(500):
    Phoenix()
    if number % 100 == 99:
        saved.clear()
print(gc.collect() >= 0)
once = len(saved)
saved.clear()
gc.collect()
print(once > 0, len(saved))
