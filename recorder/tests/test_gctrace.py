"""`gctrace record` with this interpreter, and the recorder that it builds where there is none."""

import os
import signal
import sys
from pathlib import Path

import pytest
from harness import environment, python, run

SOURCES = Path(__file__).parents[1]


def record(laboratory, *words, **options):
    return run([laboratory.program, "record", "--python", sys.executable, *words], laboratory.folder, **options)


def test_a_program_is_recorded_and_imported(tmp_path, laboratory):
    (tmp_path / "app.py").write_text("import gc, sys\nprint(sys.argv, gc.collect() >= 0)\nsys.exit('message')\n")
    plain = python(tmp_path, "app.py", "-o", "x")
    outcome = record(laboratory, "--import", "-o", "app.log.gz", "app.py", "-o", "x")
    assert (outcome.status, outcome.output) == (1, plain.output)
    assert outcome.errors.startswith("message\napp.log.gz: imported as trace 1 (app), ")
    laboratory.done("replay")


def test_a_module_and_the_next_command(tmp_path, laboratory):
    (tmp_path / "app.py").write_text("import os\nprint(__name__, os.getpid())\n")
    outcome = record(laboratory, "--", "-m", "app")
    name, pid = outcome.output.split()
    assert name == "__main__"
    log = "gctrace-{}.log.gz".format(pid)
    assert outcome.errors == "gctrace: recorded; next: gctrace import {}\n".format(log)
    laboratory.examine(log)


def test_a_killed_program(tmp_path, laboratory):
    outcome = record(laboratory, "-o", "app.log", "-c", "import gc, os; gc.collect(); os.kill(os.getpid(), 9)")
    assert outcome.status == -signal.SIGKILL
    assert outcome.errors == "gctrace: recorded; next: gctrace import --truncated app.log\n"
    laboratory.examine("app.log", "--truncated")


def test_an_interrupted_program(tmp_path, laboratory):
    code = "import os, signal; os.kill(os.getpid(), signal.SIGINT); input()"
    plain = python(tmp_path, "-c", code)
    outcome = record(laboratory, "-o", "app.log", "-c", code)
    assert outcome.status == plain.status == -signal.SIGINT
    assert outcome.errors == plain.errors + "gctrace: recorded; next: gctrace import --truncated app.log\n"


def test_an_existing_log_is_refused(tmp_path, laboratory):
    (tmp_path / "app.log").write_text("mine")
    outcome = record(laboratory, "-o", "app.log", "-c", "print(1)")
    assert (outcome.status, outcome.output) == (73, "")
    assert outcome.errors == "gctrace_recorder: app.log exists; --force overwrites it\n"
    assert (tmp_path / "app.log").read_text() == "mine"


@pytest.fixture
def bare_python(tmp_path_factory):
    """An interpreter of this version that does not have the recorder."""
    folder = tmp_path_factory.mktemp("bare")
    import venv

    venv.create(str(folder), symlinks=True)
    # Its pip is this environment's, and needs no network to build with what is there too.
    site = next(folder.glob("lib/python*/site-packages"))
    for name in ("pip", "setuptools", "wheel", "_distutils_hack", "pkg_resources", "packaging"):
        for path in Path(sys.prefix).glob("lib/python*/site-packages/" + name + "*"):
            (site / path.name).symlink_to(path)
    return folder / "bin" / "python"


def test_the_recorder_is_built_and_kept(tmp_path, laboratory, bare_python):
    cache = tmp_path / "caches"
    variables = environment(XDG_CACHE_HOME=str(cache), PIP_NO_BUILD_ISOLATION="0", PYTHONPATH=None)
    command = [laboratory.program, "record", "--python", bare_python, "-o", "app.log", "--force"]
    program = ["-c", "import sys, os, gctrace_recorder; print([p for p in sys.path if 'caches' in p], os.environ.get('PYTHONPATH'))"]

    refused = run([*command, *program], tmp_path, variables, preexec_fn=None)
    assert (refused.status, refused.output) == (66, "")
    assert "has no gctrace_recorder; `gctrace record --build` builds it, or " in refused.errors
    assert not cache.exists()

    built = run([*command, "--build", *program], tmp_path, variables, timeout=200, preexec_fn=None)
    assert (built.status, built.output) == (0, "[] None\n"), built
    assert built.errors.endswith("gctrace: recorded; next: gctrace import app.log\n")
    folders = os.listdir(str(cache / "gctrace" / "recorder"))
    assert len(folders) == 1 and folders[0].startswith("{}.{}.{}-".format(*sys.version_info[:3]))

    again = run([*command, *program], tmp_path, variables)
    assert (again.status, again.output) == (0, "[] None\n")
    laboratory.examine("app.log")


def test_a_build_that_fails_leaves_nothing(tmp_path, bare_python):
    cache = tmp_path / "cache"
    variables = environment(CC="/bin/false", PIP_NO_BUILD_ISOLATION="0")
    outcome = run([bare_python, "-I", SOURCES / "install.py", "--build", cache], tmp_path, variables, timeout=200)
    assert outcome.status != 0
    assert outcome.output.startswith(str(cache)) and outcome.output.count("\n") == 1
    assert os.listdir(str(cache)) == []
