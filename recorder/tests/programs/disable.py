"""gc.disable, thresholds of 0, and changes of thresholds."""
import gc


def churn(count):
    for _ in range(count):
        cycle = {}
        cycle["self"] = cycle


churn(2000)
gc.disable()
churn(2000)
print(gc.isenabled(), gc.collect(0) > 0, gc.collect(1) >= 0)
gc.enable()
gc.set_threshold(0)
churn(2000)
gc.set_threshold(50, 2, 2)
churn(2000)
gc.set_threshold(700, 10, 10)
churn(2000)
print(gc.collect() >= 0)
