"""`gctrace record` with this interpreter, and the recorder that it builds where there is none."""

import os
import pty
import select
import signal
import subprocess
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
    outcome = record(laboratory, "-o", "app.log.gz", "-c", "import gc, os; gc.collect(); os.kill(os.getpid(), 9)")
    assert outcome.status == -signal.SIGKILL
    assert outcome.errors == "gctrace: recorded; next: gctrace import --truncated app.log.gz\n"
    laboratory.examine("app.log.gz", "--truncated")


def test_a_program_that_leaves_by_os_exit(tmp_path, laboratory):
    outcome = record(laboratory, "-o", "app.log.gz", "-c", "import gc, os; gc.collect(); os._exit(3)")
    assert outcome.status == 3
    assert outcome.errors == "gctrace: recorded; next: gctrace import --truncated app.log.gz\n"
    laboratory.done("import", "--truncated", "app.log.gz")


def test_an_interrupted_program(tmp_path, laboratory):
    code = "import os, signal; os.kill(os.getpid(), signal.SIGINT); input()"
    plain = python(tmp_path, "-c", code)
    outcome = record(laboratory, "-o", "app.log", "-c", code)
    assert outcome.status == plain.status == -signal.SIGINT
    # Python ends in order before the signal ends it, so the log is whole.
    assert outcome.errors == plain.errors + "gctrace: recorded; next: gctrace import app.log\n"
    laboratory.examine("app.log")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(laboratory, option):
    outcome = laboratory("record", option)
    assert (outcome.status, outcome.errors) == (0, "")
    assert outcome.output == laboratory.done("help", "record")


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

    # A build that was killed.
    stale = cache / "gctrace" / "recorder" / "build-stale"
    stale.mkdir(parents=True, mode=0o700)
    # What the working folder has is not imported before the program is, nor is it where PYTHONPATH leads there.
    for name in ("pip", "setuptools", "sitecustomize", "gctrace_recorder", "shlex", "hashlib", "tempfile", "json"):
        (tmp_path / (name + ".py")).write_text("open('imported', 'a').write({!r} + '\\n')\n".format(name))
    built = run([*command, "--build", *program], tmp_path, variables, timeout=200, preexec_fn=None)
    assert (built.status, built.output) == (0, "[] None\n"), built
    assert built.errors.endswith("gctrace: recorded; next: gctrace import app.log\n")
    assert not (tmp_path / "imported").exists(), (tmp_path / "imported").read_text()
    folders = os.listdir(str(cache / "gctrace" / "recorder"))
    assert len(folders) == 1 and folders[0].startswith("{}.{}.{}-".format(*sys.version_info[:3]))

    again = run([*command, *program], tmp_path, variables)
    assert (again.status, again.output) == (0, "[] None\n")
    laboratory.examine("app.log")

    # PYTHONPATH leads to the working folder: the program's interpreter looks there as it starts, and nothing of ours does.
    (tmp_path / "sitecustomize.py").unlink()
    led = run([*command, *program], tmp_path, dict(variables, PYTHONPATH=os.pathsep))
    assert (led.status, led.output) == (0, "[] {}\n".format(os.pathsep)), led
    assert not (tmp_path / "imported").exists(), (tmp_path / "imported").read_text()

    # What others may write to is not run.
    package = cache / "gctrace" / "recorder" / folders[0] / "gctrace_recorder"
    for path in (package / "command.py", package, cache / "gctrace" / "recorder", cache / "gctrace"):
        mode = path.stat().st_mode
        path.chmod(mode | 0o020)
        distrusted = run([*command, *program], tmp_path, variables)
        assert (distrusted.status, distrusted.output) == (73, ""), distrusted
        assert "{} can be written by others; remove it".format(path) in distrusted.errors
        path.chmod(mode)
    assert run([*command, *program], tmp_path, variables).status == 0


def on_a_terminal(words, folder, variables, answer):
    """Runs a command that asks one question, on a terminal of its own, and answers it; its status and all that the terminal showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(word) for word in words], cwd=str(folder), env=variables, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    shown, answered = b"", False
    while select.select([ours], [], [], 200)[0]:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            # Linux: the other end is closed.
            break
        if not piece:
            break
        shown += piece
        if not answered and shown.endswith(b"[Y/n] "):
            os.write(ours, answer)
            answered = True
    os.close(ours)
    return process.wait(timeout=10), shown.decode().replace("\r\n", "\n")


def test_the_question_before_it_is_built(tmp_path, laboratory, bare_python):
    cache = tmp_path / "caches"
    variables = environment(XDG_CACHE_HOME=str(cache), PIP_NO_BUILD_ISOLATION="0", PYTHONPATH=None)
    command = [laboratory.program, "record", "--python", bare_python, "-o", "app.log", "-c", "print(input())"]
    for answer in (b"n\n", b"perhaps\n", b"\x04"):
        status, shown = on_a_terminal(command, tmp_path, variables, answer)
        assert status == 66, shown
        assert " has no gctrace_recorder. Build it in {}/gctrace/recorder/".format(cache) in shown
        assert "has no gctrace_recorder; `gctrace record --build` builds it, or " in shown
        assert not cache.exists() and not (tmp_path / "app.log").exists()

    # What follows the answer is the program's to read.
    status, shown = on_a_terminal(command, tmp_path, variables, b"y\nfor the program\n")
    assert status == 0 and shown.count("[Y/n]") == 1, shown
    assert shown.endswith("for the program\ngctrace: recorded; next: gctrace import app.log\n")
    laboratory.examine("app.log")

    # It is kept: nobody is asked again.
    status, shown = on_a_terminal([*command[:-2], "--force", "-c", "print(7)"], tmp_path, variables, b"")
    assert (status, shown) == (0, "7\ngctrace: recorded; next: gctrace import app.log\n")


def test_a_build_that_fails_leaves_nothing(tmp_path, bare_python):
    cache = tmp_path / "cache"
    variables = environment(CC="/bin/false", PIP_NO_BUILD_ISOLATION="0")
    outcome = run([bare_python, "-I", SOURCES / "install.py", "--build", cache], tmp_path, variables, timeout=200)
    assert outcome.status != 0
    assert outcome.output.startswith(str(cache)) and outcome.output.count("\n") == 1
    assert os.listdir(str(cache)) == []
