"""A program that something else starts is recorded because its environment says so, once the recorder is installed."""

import os
import subprocess
import sys

import pytest
from harness import environment, python, run
from log_reader import lines, metadata

SHOWN = "import os; print(sorted(name for name in os.environ if 'GCTRACE_RECORD' in name), flush=True)"
STARTED = """
import multiprocessing, os, subprocess, sys
def work(path):
    open(path, "w").close()
if __name__ == "__main__":
    os.chdir("elsewhere")
    subprocess.check_call([sys.executable, "-c", "import gc; gc.collect()"])
    spawned = multiprocessing.get_context("spawn").Process(target=work, args=("spawned",))
    spawned.start()
    spawned.join()
    if os.fork() == 0:
        sys.exit()
    os.wait()
    if sys.argv[1:] == ["again"]:
        os.execv(sys.executable, [sys.executable, __file__])
"""
# Where the variables of the recorder stand, and nothing else.
NOTHING = {"GCTRACE_RECORD": None, "GCTRACE_RECORD_OPTIONS": None, "GCTRACE_RECORD_ROOT": None}


def meant(log, options=None, **changes):
    return environment(GCTRACE_RECORD=str(log), GCTRACE_RECORD_OPTIONS=options, GCTRACE_RECORD_ROOT=None, **changes)


@pytest.fixture(autouse=True)
def installed():
    if not any(os.path.exists(os.path.join(folder, "gctrace_recorder.pth")) for folder in sys.path):
        pytest.skip("the recorder is not installed where an interpreter looks as it starts")


def logs(folder):
    return sorted(name for name in os.listdir(str(folder)) if ".log" in name)


@pytest.mark.parametrize("flags", [[], ["-I"], ["-X", "dev"], ["-O"]], ids=" ".join)
def test_a_program_is_recorded_as_if_it_were_not(tmp_path, flags):
    (tmp_path / "app.py").write_text("import gc, sys\n" + SHOWN + "\nprint(sys.argv, gc.collect() >= 0)\nsys.exit(3)")
    plain = python(tmp_path, *flags, "app.py", "x", variables=environment(**NOTHING))
    assert plain.status == 3
    assert python(tmp_path, *flags, "app.py", "x", variables=meant("app.log.gz")) == plain
    assert logs(tmp_path) == ["app.log.gz"]
    assert metadata(tmp_path / "app.log.gz")["argv"].endswith("app.py x")
    assert lines(tmp_path / "app.log.gz")


def test_the_log_holds(tmp_path, laboratory):
    program = "import gc\nkept = [[number] for number in range(9000)]\nkept.append(kept)\ndel kept\ngc.collect()"
    assert python(tmp_path, "-c", program, variables=meant("app.log.gz", "--every 50 --list-sizes=always")).status == 0
    laboratory.examine("app.log.gz")
    assert "every=50" in metadata(tmp_path / "app.log.gz")["sampling"]


def test_what_it_starts_is_left_alone(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "app.py").write_text(STARTED)
    assert python(tmp_path, "app.py", variables=meant("app.log.gz")).errors == ""
    assert logs(tmp_path) == ["app.log.gz"] and logs(tmp_path / "elsewhere") == []


@pytest.mark.parametrize("by_command", [False, True], ids=["variable", "command"])
def test_what_it_starts_is_followed(tmp_path, by_command):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "app.py").write_text(STARTED)
    if by_command:
        command = [sys.executable, "-m", "gctrace_recorder", "run", "-o", "app.log.gz", "--follow", "app.py"]
        outcome = run(command, tmp_path, environment(**NOTHING))
    else:
        outcome = python(tmp_path, "app.py", variables=meant("app.log.gz", "--follow"))
    assert (outcome.status, outcome.errors) == (0, "")
    assert logs(tmp_path / "elsewhere") == []
    first = metadata(tmp_path / "app.log.gz")
    children = [metadata(tmp_path / name) for name in logs(tmp_path) if name != "app.log.gz"]
    assert [child["parent"] for child in children] == [first["pid"]] * 3
    assert logs(tmp_path) == sorted(["app.log.gz"] + ["app.{}.log.gz".format(child["pid"]) for child in children])
    assert sum("spawn_main" in child["argv"] for child in children) == 1
    assert sum("gc.collect" in child["argv"] for child in children) == 1


def test_a_program_that_becomes_another_is_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "app.py").write_text(STARTED)
    (tmp_path / "elsewhere" / "elsewhere").mkdir()
    outcome = python(tmp_path, str(tmp_path / "app.py"), "again", variables=meant("app.%p.log.gz", "--follow"))
    assert (outcome.status, outcome.errors) == (0, "")
    pids = [metadata_of_broken(tmp_path / name) for name in logs(tmp_path)]
    # Twice the program, each with three children.
    assert len(pids) == 8 and len(set(pids)) == 7


def metadata_of_broken(path):
    """The process of a log that may break off."""
    text = subprocess.run(["gzip", "-dc", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
    return next(line for line in text.splitlines() if line.startswith("meta pid "))


def test_the_process_in_the_name(tmp_path):
    outcome = python(tmp_path, "-c", "import os; print(os.getpid())", variables=meant("app-%p.log"))
    assert logs(tmp_path) == ["app-{}.log".format(outcome.output.strip())]


@pytest.mark.parametrize("log, options, problem", [
    ("there.log", None, "not recorded: it exists; --force in GCTRACE_RECORD_OPTIONS overwrites it, %p in the name stands for the process"),
    ("no/folder.log", None, "not recorded: No such file or directory"),
    ("app.log", "--evry=5", "not recorded: GCTRACE_RECORD_OPTIONS: unknown option --evry=5; --help lists them"),
    ("app.log", "--every=x", "not recorded: GCTRACE_RECORD_OPTIONS: --every: expected a number, found 'x'"),
    ("app.log", "-o x.log", "not recorded: GCTRACE_RECORD_OPTIONS: -o has no place here"),
    ("app.log", "app.py", "not recorded: GCTRACE_RECORD_OPTIONS: app.py has no place here"),
    ("app.log", "--help", "not recorded: GCTRACE_RECORD_OPTIONS: --help has no place here"),
])  # fmt: skip
def test_what_cannot_be_recorded_runs_all_the_same(tmp_path, log, options, problem):
    (tmp_path / "there.log").write_text("mine")
    outcome = python(tmp_path, "-c", SHOWN, variables=meant(log, options))
    assert (outcome.status, outcome.output) == (0, "[]\n")
    assert len(outcome.errors.splitlines()) == 1 and outcome.errors.endswith(": " + problem + "\n")
    assert logs(tmp_path) == ["there.log"] and (tmp_path / "there.log").read_text() == "mine"


def test_force_overwrites(tmp_path):
    (tmp_path / "app.log").write_text("mine")
    assert python(tmp_path, "-c", "", variables=meant("app.log", "--force")).errors == ""
    assert (tmp_path / "app.log").read_text().startswith("gctrace 1\n")


def test_the_command_comes_first(tmp_path):
    """Both ask for a recording: the command's is made."""
    outcome = run([sys.executable, "-m", "gctrace_recorder", "run", "-o", "run.log", "-c", SHOWN], tmp_path, meant("app.log"))
    assert (outcome.status, outcome.output, logs(tmp_path)) == (0, "[]\n", ["run.log"])


def test_nothing_is_imported_where_nothing_is_asked_for(tmp_path):
    code = "import sys; print([name for name in sys.modules if 'gctrace' in name])"
    assert python(tmp_path, "-c", code, variables=environment(**NOTHING)).output == "[]\n"
