"""Classes of attrs with a validator and a factory."""
import attr


@attr.s(auto_attribs=True)
class Point:
    x: int
    y: int = attr.ib(default=0, validator=attr.validators.instance_of(int))
    tags: list = attr.Factory(list)


for number in range(8000):
    point = Point(number, number + 1, [number])
    point.tags.append(point)
