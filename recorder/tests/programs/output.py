"""Output of every kind: text, bytes, errors, a warning, a lot."""
import os
import sys
import warnings

print("text \N{SNOWMAN}".encode("ascii", "replace"))
sys.stdout.flush()
os.write(1, b"bytes\n")
print("error", file=sys.stderr)
warnings.warn("careful")
sys.stdout.write("x" * 200000)
print(end="no end of line")
