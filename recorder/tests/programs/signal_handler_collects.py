"""A signal handler that allocates, collects and raises, while the program allocates."""
import gc
import signal

gc.set_threshold(100, 3, 3)
count = 0


class Stop(Exception):
    pass


def handler(number, frame):
    global count
    count += 1
    x = []
    x.append((x, frame))
    gc.collect()
    if count >= 20:
        raise Stop
    signal.setitimer(signal.ITIMER_REAL, 0.002)


signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.002)
try:
    while True:
        x = {}
        x["x"] = x
except Stop:
    pass
print("stopped", count)
