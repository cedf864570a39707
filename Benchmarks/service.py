"""Writes a log of a service's heap to standard output: service.py [EVENTS [SEED]]

Requests allocate a chain of three to eight objects; a quarter of the chains are closed to cycles. One request in ten goes
into a cache of 200,000 with random eviction, the others die.
"""
import random
import sys

wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
source = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
write = sys.stdout.write
write("gctrace 1\nmeta python 3.11.7\ntype 1 node\n")
newest = events = 0
cache = []
while events < wanted:
    chain = []
    for index in range(source.randint(3, 8)):
        newest += 1
        chain.append(newest)
        write("alloc %d 1 64\n" % newest)
        events += 1
        if index:
            write("ref %d %d\nrelease %d\n" % (chain[index - 1], newest, newest))
            events += 2
    if source.random() < 0.25:
        write("ref %d %d\n" % (chain[-1], chain[0]))
        events += 1
    if source.random() >= 0.1:
        write("release %d\n" % chain[0])
        events += 1
        continue
    cache.append(chain[0])
    if len(cache) > 200_000:
        victim = source.randrange(len(cache))
        cache[victim], cache[-1] = cache[-1], cache[victim]
        write("release %d\n" % cache.pop())
        events += 1
