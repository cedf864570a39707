"""The programs that a recorder is tried on."""

import json
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "programs"
#: Small programs that are hard to record: the tests', which hold their logs to be replayable.
HARD_FOLDER = FOLDER.parent.parent / "tests" / "hard"


@dataclass(frozen=True)
class Program:
    name: str
    file: str
    #: What a test of it shows.
    subject: str
    #: Series of Python on which it is not run, with the reason.
    skipped: dict = field(default_factory=dict)

    @property
    def path(self):
        return FOLDER / self.file


PROGRAMS = (
    Program("docutils", "docutils_run.py", "large documents to HTML and LaTeX"),
    Program("sphinx", "sphinx_run.py", "a generated set of documents to HTML"),
    Program("sqlalchemy", "sqlalchemy_run.py", "ORM loop on SQLite in memory"),
    Program("django", "django_run.py", "migrations and requests by the test client"),
    Program("asyncio_tasks", "asyncio_tasks.py", "a tree of tasks"),
    Program("pylint", "pylint_run.py", "modules of the standard library checked"),
    Program("networkx", "networkx_run.py", "graph computations"),
    Program("sympy", "sympy_run.py", "symbolic computations"),
    Program("html5lib", "html5lib_run.py", "documents with faults parsed"),
    Program("flask", "flask_run.py", "requests by the test client"),
    Program("exceptions", "exceptions.py", "exceptions kept with tracebacks, dropped later"),
    Program("growth", "growth.py", "nothing is ever dropped"),
)

#: Why a replay of one of the hard programs is beyond the bars, by its name.
CAUSES = json.loads((HARD_FOLDER / "causes.json").read_text())
#: That of attrs wants a library that the environments do not have.
HARD = tuple(
    Program(path.stem, str(path), "hard to record") for path in sorted(HARD_FOLDER.glob("*.py")) if path.stem != "validated_attributes"
)
