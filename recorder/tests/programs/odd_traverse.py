"""Extension types whose tp_traverse is odd, as odd.c has them."""
import gc

import odd

gc.set_threshold(80, 4, 4)
for number in range(300):
    hidden = odd.Hidden([number])
    often = odd.Often([number])
    late = odd.Late([number])
    plain = odd.Plain("text")
    untracked = odd.Untracked([number])
    own = odd.Often(None)
    own.set(own)
    cycle = [hidden, often, late, plain, untracked]
    cycle.append(cycle)
    late.set(cycle)
    often.set(cycle)
    if number % 3 == 0:
        late.show()
    if number % 4 == 0:
        untracked.track()
        untracked.set(untracked)
    if number % 5 == 0:
        often.untrack()
        often.track()
del hidden, often, late, plain, untracked, own, cycle
print(gc.collect() >= 0)
