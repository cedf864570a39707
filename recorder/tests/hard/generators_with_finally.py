"""Suspended generators whose closing makes objects, in the collection."""
made = []


class Owner:
    pass


def generator(owner):
    try:
        yield 1
        yield 2
    finally:
        made.append([owner.number])


for number in range(2000):
    owner = Owner()
    owner.number = number
    owner.generator = generator(owner)
    next(owner.generator)
