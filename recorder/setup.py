"""The extension module and the version; all else about the package is in setup.cfg."""

import os
import sys
import sysconfig
from glob import glob

from setuptools import Extension, setup
from setuptools.command.build_py import build_py

# The collector's lists and the interpreter's state are in headers that Python installs but does not put on the path.
INCLUDE = sysconfig.get_path("include")

VERSION, RELEASES = {}, {}
# Not imported: that would want the extension module.
for name, room in (("version", VERSION), ("releases", RELEASES)):
    with open("src/gctrace_recorder/" + name + ".py") as file:
        exec(file.read(), room)
# A source distribution is made by any Python.
if "sdist" not in sys.argv and RELEASES["refusal"]():
    sys.exit(RELEASES["refusal"]())


def extensions(folder="", arguments=()):
    """The extension modules, in a folder of the package; arguments: what else the compiler is to be told."""
    include = ["src/gctrace_recorder/native", INCLUDE, os.path.join(INCLUDE, "internal")]
    package = "gctrace_recorder." + folder
    return [
        Extension(
            package + "_native",
            sources=sorted(glob("src/gctrace_recorder/native/*.c")),
            depends=sorted(glob("src/gctrace_recorder/native/*.h")),
            include_dirs=include,
            extra_compile_args=list(arguments),
            libraries=["z"],
        ),
        Extension(
            package + "_layout",
            sources=["src/gctrace_recorder/layout.c"],
            include_dirs=include,
            extra_compile_args=list(arguments),
        ),
    ]


class BuildWithStartup(build_py):
    """Adds the line that each interpreter runs as it starts, which no option of setuptools puts beside the packages."""

    NAME = "gctrace_recorder.pth"

    def run(self):
        super().run()
        self.copy_file(os.path.join("src", self.NAME), os.path.join(self.build_lib, self.NAME), preserve_mode=0)

    def get_outputs(self, include_bytecode=1):
        return super().get_outputs(include_bytecode) + [os.path.join(self.build_lib, self.NAME)]


modules = extensions()
# For a wheel, which serves 3.13.5 as well as the release that builds it: there the collector's list heads are aligned to 4 bytes.
if os.environ.get("GCTRACE_RECORDER_ALL_LAYOUTS") and sys.version_info[:2] == (3, 13):
    modules += extensions("aligned.", ["-include", "src/gctrace_recorder/aligned.h"])

setup(version=VERSION["VERSION"], ext_modules=modules, cmdclass={"build_py": BuildWithStartup})
