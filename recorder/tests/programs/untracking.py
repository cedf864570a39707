"""Tuples and dicts that the collector untracks, and that are tracked again."""
import gc

gc.set_threshold(100, 4, 4)
dicts, tuples = [], []
for number in range(300):
    plain = {"number": number, "text": "x"}
    dicts.append(plain)
    tuples.append((number, str(number)))
    tuples.append((number, (number, (number,))))
    tuples.append(((plain, number),))
    tuples.append(tuple([number] * (number % 25)))
gc.collect()
before = sum(map(gc.is_tracked, dicts)), sum(map(gc.is_tracked, tuples)) < len(tuples)
for plain in dicts[::2]:
    plain["list"] = []
after = sum(map(gc.is_tracked, dicts)) >= 150
for plain in dicts[::4]:
    del plain["list"]
    plain.clear()
    plain["copy"] = dict(plain)
gc.collect()
for number in range(100):
    d = dict.fromkeys(range(number % 7))
    d["self"] = d
del d
print(before[1], after, gc.collect() >= 0)
