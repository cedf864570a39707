"""The extension module and the version; all else about the package is in setup.cfg."""

import os
import sysconfig
from glob import glob

from setuptools import Extension, setup

# The collector's lists and the interpreter's state are in headers that Python installs but does not put on the path.
INCLUDE = sysconfig.get_path("include")

VERSION = {}
with open("src/gctrace_recorder/version.py") as file:
    # Not imported: that would want the extension module.
    exec(file.read(), VERSION)

setup(
    version=VERSION["VERSION"],
    ext_modules=[
        Extension(
            "gctrace_recorder._native",
            sources=sorted(glob("src/gctrace_recorder/native/*.c")),
            depends=sorted(glob("src/gctrace_recorder/native/*.h")),
            include_dirs=["src/gctrace_recorder/native", INCLUDE, os.path.join(INCLUDE, "internal")],
            libraries=["z"],
        )
    ]
)
