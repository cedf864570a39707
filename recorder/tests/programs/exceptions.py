"""Exceptions that are kept with their tracebacks, and with them frames, locals and each other."""
import gc

gc.set_threshold(100, 4, 4)
kept = []


def fail(depth, local):
    if depth:
        mine = [local]
        fail(depth - 1, mine)
    raise ValueError(depth)


class Holder:
    def run(self, number):
        try:
            fail(number % 5, {"self": self})
        except ValueError as error:
            self.error = error
            try:
                raise KeyError from error
            except KeyError as second:
                self.second = second
                if number % 10 == 0:
                    kept.append(second)


for number in range(300):
    Holder().run(number)
    if number == 200:
        kept.clear()
kept.clear()
print(gc.collect() > 0)
