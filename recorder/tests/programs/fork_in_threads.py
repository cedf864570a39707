"""Forks in threads while other threads allocate."""
import gc
import os
import threading
import warnings

warnings.simplefilter("ignore")
gc.set_threshold(100, 3, 3)
results = []


def churn(n):
    for _ in range(n):
        x = []
        x.append(x)


def work():
    for _ in range(3):
        pid = os.fork()
        if not pid:
            churn(2000)
            gc.collect()
            os._exit(3)
        results.append(os.waitpid(pid, 0)[1] >> 8)


ts = [threading.Thread(target=work) for _ in range(3)] + [threading.Thread(target=churn, args=(20000,))]
for t in ts:
    t.start()
for t in ts:
    t.join()
print(results)
