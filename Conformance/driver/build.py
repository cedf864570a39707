"""Builds the driver for the interpreter that runs this: pythonX.Y build.py OUTDIR

Needs a C compiler and the interpreter's headers, the internal ones among them. The module's file name carries the version,
so that one OUTDIR serves all series; two releases of a series want one each.
"""

import glob
import os
import shlex
import subprocess
import sys
import sysconfig


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: %s build.py OUTDIR" % os.path.basename(sys.executable))
    folder = os.path.dirname(os.path.abspath(__file__))
    sources = sorted(glob.glob(os.path.join(glob.escape(folder), "*.c")))
    shared = os.path.join(folder, "..", "..", "recorder", "src", "gctrace_recorder", "native")
    output = os.path.join(sys.argv[1], "gctrace_driver" + sysconfig.get_config_var("EXT_SUFFIX"))
    include = sysconfig.get_paths()["include"]
    if not os.path.isdir(os.path.join(include, "internal")):
        sys.exit("build.py: no internal headers of CPython in %s" % include)
    linker = shlex.split(os.environ.get("LDSHARED") or sysconfig.get_config_var("LDSHARED"))
    if os.environ.get("CC"):
        linker[:1] = shlex.split(os.environ["CC"])
    flags = ["-O2", "-g", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-fno-strict-aliasing"]
    # All of it as one unit, and nothing but the module's entry for others to see.
    flags += ["-flto", "-fvisibility=hidden", "-iquote", shared]
    flags += shlex.split(sysconfig.get_config_var("CCSHARED") or "-fPIC")
    # -isystem: what the interpreter's own headers would be warned of is not ours to mend.
    for folder in (include, os.path.join(include, "internal"), os.path.join(include, "internal", "mimalloc")):
        flags += ["-isystem", folder]
    os.makedirs(sys.argv[1], exist_ok=True)
    command = linker[:1] + flags + linker[1:] + ["-o", output] + sources
    if subprocess.call(command) != 0:
        sys.exit("build.py: the compiler failed: " + " ".join(map(shlex.quote, command)))
    print(output)


main()
