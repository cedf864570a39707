"""Each finalizer puts its object where it is found again, as that of subprocess.Popen does."""
active = []


class Keeper:
    def __del__(self):
        active.append(self)


for _ in range(8):
    keeper = Keeper()
    keeper.cycle = [keeper]
    del keeper
    for number in range(300):
        cycle = [number]
        cycle.append(cycle)
print(len(active) > 0)
