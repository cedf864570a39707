"""The finalizer of subprocess.Popen keeps the object while its process runs."""
import subprocess

for _ in range(4):
    process = subprocess.Popen(["sleep", "2"])
    process.cycle = [process]
    del process
    for number in range(600):
        cycle = [number]
        cycle.append(cycle)
print(len(subprocess._active) >= 0)
