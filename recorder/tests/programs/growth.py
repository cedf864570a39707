"""Pure growth: nothing is garbage, and the 25% rule puts full collections off."""
import gc

gc.set_threshold(200, 3, 3)
kept = []
for number in range(12000):
    kept.append([number])
print(len(kept), gc.get_count()[0] >= 0)
