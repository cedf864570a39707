"""Threads make garbage at the same time; the last one outlives the main thread's code."""
import gc
import threading
import time

gc.set_threshold(200, 5, 5)


class Node:
    def __init__(self, other=None):
        self.other = other or self


def work(count):
    kept = []
    for number in range(count):
        node = Node()
        if number % 50 == 0:
            kept.append(node)
        Node(Node())
    return kept


threads = [threading.Thread(target=work, args=(4000,)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()


def last():
    time.sleep(0.05)
    work(500)
    gc.collect()
    print("last")


threading.Thread(target=last).start()
print("main")
