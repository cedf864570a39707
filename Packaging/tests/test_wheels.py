"""The wheels are what they claim to be, and work where nothing but Python is."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import zipfile

import pytest

APP = pathlib.Path(__file__).resolve().parent / "app.py"
MEGABYTE = 1_000_000


def run(*command, **options):
    """What a command printed on both outputs; fails if the command does."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    assert done.returncode == 0, "{}\n{}".format(command, done.stdout)
    return done.stdout


def without_a_compiler(home, *folders):
    """The environment of a machine that has these folders' commands alone, and no network."""
    return {"PATH": os.pathsep.join(map(str, folders)), "HOME": str(home), "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def wheels_of(folder, project):
    return sorted(folder.glob(project + "-*.whl"))


def test_the_wheels_run_on_every_linux_that_their_names_promise(wheels):
    for wheel in wheels.glob("*.whl"):
        shown = " ".join(run(sys.executable, "-m", "auditwheel", "show", wheel).split())
        promised = wheel.stem.rsplit("-", 1)[1]
        assert "consistent with the following platform tag: \"{}\"".format(promised) in shown, shown


def test_nothing_but_glibc_and_libgcc_is_needed(wheels, tmp_path):
    [wheel] = wheels_of(wheels, "gctrace")
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/scripts/gctrace")]
        binary = archive.extract(name, tmp_path)
    needed = re.findall(r"NEEDED\s+(\S+)", run("objdump", "-p", binary))
    assert set(needed) <= {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}


def test_the_wheels_are_small(wheels):
    [wheel] = wheels_of(wheels, "gctrace")
    assert wheel.stat().st_size < 10 * MEGABYTE
    for wheel in wheels_of(wheels, "gctrace_recorder"):
        assert wheel.stat().st_size < MEGABYTE / 4


def test_the_recorder_depends_on_nothing(wheels):
    for wheel in wheels_of(wheels, "gctrace_recorder"):
        with zipfile.ZipFile(wheel) as archive:
            [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
            metadata = archive.read(name).decode()
        assert re.findall("^Requires-Dist: (?!.*extra ==).*", metadata, re.M) == []


def test_both_projects_have_one_version(wheels):
    versions = {path.name.split("-")[1] for path in wheels.glob("*.whl")}
    assert len(versions) == 1


def test_a_program_is_recorded_from_an_empty_folder(wheels, python, tmp_path):
    environment = tmp_path / "environment"
    folder = tmp_path / "empty"
    folder.mkdir()
    run(python, "-m", "venv", environment)
    commands = environment / "bin"
    alone = without_a_compiler(tmp_path, commands)
    run(commands / "python", "-m", "pip", "install", "--quiet", "--find-links", wheels, "gctrace", cwd=folder, env=alone)

    gctrace = commands / "gctrace"
    # No script in front of it: the first bytes are those of a program.
    assert gctrace.read_bytes()[:4] == b"\x7fELF"
    assert quickest(gctrace, "--version") < 0.05

    output = run("gctrace", "record", "--import", "--", APP, "one", "two", cwd=folder, env=alone)
    assert output.startswith("done one two\n") and "imported as trace 1" in output
    # The third command needs no other before it.
    summary = run("gctrace", "summary", cwd=folder, env=alone)
    assert "has no run yet" in summary and re.search(r"^  collections +\d", summary, re.M)
    assert "observed collections agree" in run("gctrace", "verify", cwd=folder, env=alone)
    asked = "import gctrace; print(gctrace.__version__, sum(c.collected for c in gctrace.open().collections()) > 0)"
    version = run(gctrace, "--version").strip()
    assert run(commands / "python", "-c", asked, cwd=folder, env=alone) == version + " True\n"

    # Not activated, and called by its path, it means the same environment.
    bare = without_a_compiler(tmp_path)
    assert "imported as trace 2" in run(gctrace, "record", "--import", "--", APP, "again", cwd=folder, env=bare)

    # A package of the program's own environment is found by the program.
    (next(environment.glob("lib/python3*/site-packages")) / "own.py").write_text("print('own')")
    assert run("gctrace", "record", "--", "-c", "import own", cwd=folder, env=alone).startswith("own\n")


def quickest(*command):
    """Seconds that a command takes, the least of five: other work on the machine does not count."""
    return min(timed(command) for _ in range(5))


def timed(command):
    start = time.perf_counter()
    run(*command)
    return time.perf_counter() - start


def test_where_the_recorder_lacks_one_command_mends_it(wheels, tmp_path):
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", environment)
    commands = environment / "bin"
    alone = without_a_compiler(tmp_path, commands)
    run(commands / "python", "-m", "pip", "install", "--quiet", "--no-deps", *wheels_of(wheels, "gctrace"), env=alone)
    done = subprocess.run(["gctrace", "record", "--", APP], capture_output=True, text=True, env=alone, cwd=tmp_path)
    assert done.returncode == 66
    assert len(done.stderr.splitlines()) == 1
    remedy = re.search("`(.*)`", done.stderr).group(1)
    run("/bin/sh", "-c", remedy, env=dict(alone, PIP_FIND_LINKS=str(wheels)), cwd=tmp_path)
    assert run("gctrace", "record", "--", APP, env=alone, cwd=tmp_path).startswith("done\n")


@pytest.mark.release
@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_the_sdist_builds_elsewhere(wheels, python, tmp_path):
    [sdist] = wheels.glob("gctrace_recorder-*.tar.gz")
    environment = tmp_path / "environment"
    run(python, "-m", "venv", environment)
    pip = [environment / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, sdist, cwd=tmp_path)
    recorder = [environment / "bin" / "python", "-m", "gctrace_recorder", "run", "-o", "app.log", APP]
    assert run(*recorder, cwd=tmp_path) == "done\n"
    assert (tmp_path / "app.log").read_text().startswith("gctrace ")


# What each extra is for, in words of Python that need it.
EXTRAS = {
    "numpy": "columns = database.unreachable().columns(); assert type(columns['object_id']).__module__ == 'numpy'",
    "pandas": "assert len(database.collections().pandas()) == 1",
    "polars": "assert len(database.collections().polars()) == 1",
    "arrow": "assert database.collections().arrow().num_rows == 1; gctrace.to_parquet('gctrace.db', 'parquet')",
    "dask": """
import distributed, gctrace.fleet
with distributed.Client(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as client:
    assert len(gctrace.fleet.sweep(["app.log"], {"threshold": [5, 7]}, client, "results")) == 1
""",
    "pytest": "import pytest; assert pytest.main(['-q', '--gctrace', 'test_app.py']) == 0; assert gctrace.open('.gctrace/main.db').run()",
}


@pytest.mark.release
@pytest.mark.parametrize("extra", EXTRAS)
def test_each_extra_brings_what_it_is_for(wheels, extra, tmp_path):
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", environment)
    commands = environment / "bin"
    pip = [commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--find-links", wheels]
    # The newest of what an index has, but of these wheels gctrace itself.
    run(*pip, "gctrace[{}]=={}".format(extra, wheels_of(wheels, "gctrace")[0].name.split("-")[1]), cwd=tmp_path)
    (tmp_path / "app.log").write_text("gctrace 1\nmeta python 3.11.7\ntype 1 list\nalloc 1 1 56\nref 1 1\nrelease 1\ncollect\n")
    (tmp_path / "test_app.py").write_text("def test_it(): pass\n")
    run(commands / "gctrace", "import", "app.log", cwd=tmp_path)
    run(commands / "gctrace", "replay", cwd=tmp_path)
    program = "import gctrace\ndatabase = gctrace.open()\n" + EXTRAS[extra]
    run(commands / "python", "-c", program, cwd=tmp_path)
