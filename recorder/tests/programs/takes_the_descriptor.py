"""Closes every descriptor that it can name and has files of its own at their numbers, as a program that goes into the background may."""
import gc
import os
import tempfile

gc.collect()
own = tempfile.TemporaryFile()
os.write(own.fileno(), b"mine")
for number in range(3, 256):
    if number != own.fileno():
        os.dup2(own.fileno(), number)
kept = [[number] for number in range(20000)]
gc.collect()
os.close(2)
child = os.fork()
if not child:
    os._exit(os.write(255, b"child"))
print(os.waitpid(child, 0)[1] >> 8)
os.write(254, b"parent")
print(os.pread(own.fileno(), 100, 0), gc.collect())
