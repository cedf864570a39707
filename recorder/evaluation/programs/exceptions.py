"""Exceptions kept with their tracebacks and dropped later: each is in a cycle with the frames that it passed.

exceptions.py [EXCEPTIONS]
"""

import collections
import random
import sys


class Refused(Exception):
    def __init__(self, order, reason):
        super().__init__(reason)
        self.order = order


class Order:
    def __init__(self, number, source):
        self.number = number
        self.items = [{"product": source.randrange(50), "amount": source.randint(-1, 9)} for _ in range(source.randint(1, 4))]
        self.failure = None


def check(item, depth):
    if depth:
        return check(item, depth - 1)
    if item["amount"] < 0:
        raise ValueError("amount %(amount)d of product %(product)d" % item)
    return item["amount"] * 10 // (item["product"] % 10)


def price(order, depth):
    try:
        return sum(check(item, depth) for item in order.items)
    except ZeroDivisionError as error:
        raise Refused(order, "no price") from error


def handle(order, depth, failures, reasons):
    try:
        return price(order, depth)
    except Refused as error:
        # The order keeps the exception, whose traceback keeps this frame, which keeps the order.
        order.failure = error
        failures.append(error)
        reasons["Refused"] += 1
    except ValueError as error:
        kept = error
        failures.append(kept)
        reasons["ValueError"] += 1
    return 0


def main(count):
    source = random.Random(11)
    failures = collections.deque(maxlen=400)
    reasons = collections.Counter()
    total = 0
    for number in range(count):
        total += handle(Order(number, source), source.randint(1, 8), failures, reasons)
        if number % 5000 == 4999:
            failures.clear()
    print("exceptions: total %d, %s" % (total, sorted(reasons.items())))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80000)
