import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import laboratory as laboratories  # noqa: E402

# pytest's own temporary folders stay; ours hold logs and databases.
GCTRACE = laboratories.find()


def pytest_report_header():
    return "gctrace: " + (GCTRACE or "not found; logs are recorded but not replayed ($GCTRACE, make build)")


@pytest.fixture(scope="session")
def extension(tmp_path_factory):
    """Builds an extension module from the C file beside this, for this interpreter with the compiler that built it: its folder."""

    def build(name):
        folder = tmp_path_factory.mktemp(name)
        target = folder / (name + sysconfig.get_config_var("EXT_SUFFIX"))
        compiler = shlex.split(sysconfig.get_config_var("CC"))
        include = sysconfig.get_path("include")
        native = Path(__file__).parents[1] / "src" / "gctrace_recorder" / "native"
        options = ["-shared", "-fPIC", "-O1"]
        for path in (include, include + "/internal", native):
            options += ["-I", str(path)]
        if sys.platform == "darwin":
            options += ["-undefined", "dynamic_lookup"]
        subprocess.check_call([*compiler, *options, str(Path(__file__).parent / (name + ".c")), "-o", str(target)])
        return folder

    return build


@pytest.fixture
def laboratory(tmp_path):
    """The program gctrace; tests that want it are skipped where it is not built."""
    if GCTRACE is None:
        pytest.skip("no gctrace: set $GCTRACE or run make build")
    return laboratories.Laboratory(GCTRACE, tmp_path)
