"""CPythons on this machine, and a virtual environment with the programs' libraries for each."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from harness.errors import NO_INPUT, EvaluationError

SERIES = ("3.8", "3.11", "3.12", "3.13", "3.14", "3.15")
EVALUATION = Path(__file__).resolve().parent.parent
REQUIREMENTS = EVALUATION / "requirements.txt"
RECORDER = EVALUATION.parent
#: What of recorder/ is not the package.
NOT_INSTALLED = shutil.ignore_patterns("evaluation", "build", "*.egg-info", "*.so", "__pycache__", ".*")
VERSION = "import sys; print('%d.%d %s' % (sys.version_info[:2] + (sys.version.split()[0],)))"
#: With another collector, which the recorder refuses.
INCREMENTAL = re.compile(r"3\.14\.[0-4]$")


@dataclass(frozen=True)
class Environment:
    """A virtual environment with the programs' libraries in it."""

    series: str
    python: Path

    @property
    def default_threshold(self):
        """gc.get_threshold()[0] as the interpreter starts."""
        return 2000 if tuple(map(int, self.series.split("."))) >= (3, 13) else 700


def default_cache():
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "gctrace-evaluation"


def version_of(python):
    """(series, whole version) of an interpreter; None where it does not run."""
    try:
        answer = subprocess.run([python, "-I", "-c", VERSION], capture_output=True, text=True, timeout=60)
    except OSError:
        return None
    return tuple(answer.stdout.split()) if answer.returncode == 0 else None


def find(series):
    """The newest interpreter of a series under pyenv, or the one on PATH; None: there is none."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    installed = [path for path in root.glob(series + ".*/bin/python3") if path.parts[-3].rpartition(".")[2].isdigit()]
    installed.sort(key=lambda path: int(path.parts[-3].rpartition(".")[2]), reverse=True)
    on_path = shutil.which("python" + series)
    for python in installed + ([Path(on_path)] if on_path else []):
        found, version = version_of(python) or ("", "")
        if found == series and not INCREMENTAL.match(version):
            return python
    return None


def environment(cache, series):
    """The environment that `prepare` made; None: it has not."""
    python = cache / series / "bin" / "python"
    return Environment(series, python) if python.exists() else None


def prepare(cache, series):
    """Makes or completes the environment of a series and installs the recorder of this checkout in it."""
    python = find(series)
    if python is None:
        return None
    folder = cache / series
    made = Environment(series, folder / "bin" / "python")
    stamp = folder / "requirements.txt"
    wanted = REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        note("Python %s: libraries into %s" % (version_of(python)[1], folder))
        if folder.exists():
            shutil.rmtree(folder)
        call([python, "-m", "venv", folder])
        call([made.python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "-r", REQUIREMENTS])
        call([made.python, "-m", "pip", "check", "--disable-pip-version-check"])
        stamp.write_text(wanted)
    install_recorder(cache, made)
    return made


def install_recorder(cache, made):
    if not (RECORDER / "pyproject.toml").exists():
        note("Python %s: no recorder to install: %s is not there" % (made.series, RECORDER / "pyproject.toml"))
        return
    note("Python %s: the recorder" % made.series)
    # A copy, since building writes into the folder that it builds.
    copy = cache / ("recorder-" + made.series)
    shutil.rmtree(copy, ignore_errors=True)
    try:
        shutil.copytree(RECORDER, copy, ignore=NOT_INSTALLED)
        call([made.python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--force-reinstall", "--no-deps", copy])
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def call(command):
    answer = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if answer.returncode != 0:
        sys.stderr.write(answer.stdout)
        raise EvaluationError("%s: exit status %d" % (" ".join(map(str, command)), answer.returncode))


def note(text):
    print(text, file=sys.stderr, flush=True)


def need(cache, series):
    """The environments of these series; raises where there is none at all."""
    found = [made for made in (environment(cache, one) for one in series) if made]
    for missing in sorted(set(series) - {made.series for made in found}):
        note("Python %s: left out, no environment in %s (evaluate.py prepare makes it)" % (missing, cache))
    if not found:
        raise EvaluationError("no environment in %s: run evaluate.py prepare" % cache, NO_INPUT)
    return found
