"""Tuples and bound methods that come and go through free lists."""


class Owner:
    def method(self, *arguments, **named):
        return arguments


owner = Owner()
for number in range(500):
    methods = [owner.method for _ in range(60)]
    del methods
    pairs = sorted(((item % 17, [item]) for item in range(200)), key=lambda pair: pair[0])
    cycle = [number]
    cycle.append(cycle)
