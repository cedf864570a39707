#!/usr/bin/env python3
"""Tries the recorder on real programs: see README.md."""

import argparse
import contextlib
import io
import re
import shlex
import sys
import tempfile
from pathlib import Path

from harness import bare, cost, faithful, interpreters, pep848, predict, valid
from harness.catalogue import HARD, PROGRAMS
from harness.errors import USAGE, EvaluationError
from harness.gctrace import find_binary
from harness.markdown import table
from harness.workplace import Workplace

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "validation.md"
PEP848_PAGE = DOCS / "pep848.md"
EVALUATIONS = {"bare": bare, "faithful": faithful, "cost": cost, "valid": valid, "predict": predict, "pep848": pep848}


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(USAGE, "%s: %s\n" % (self.prog, message))


def numbers(text):
    return tuple(int(word) for word in text.split(","))


def arguments():
    parser = Parser(prog="evaluate.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    where = Parser(add_help=False)
    where.add_argument("--python", action="append", choices=interpreters.SERIES, metavar="X.Y", help="only this series; may be repeated")
    where.add_argument("--cache", type=Path, default=interpreters.default_cache(), help="where the environments are (%(default)s)")
    common = Parser(add_help=False, parents=[where])
    names = [program.name for program in PROGRAMS + HARD]
    common.add_argument("--program", action="append", choices=names, metavar="NAME", help="only this program; may be repeated")
    common.add_argument("--size", type=int, help="the programs' size argument, instead of each one's own")
    common.add_argument("--recorder-options", default="", metavar='"..."', help="options for gctrace_recorder run")
    common.add_argument("--recorder-path", type=Path, metavar="FOLDER", help="import gctrace_recorder from there, not from the environment")
    common.add_argument("--gctrace", type=Path, metavar="BINARY", help="instead of the checkout's or the one on PATH")
    common.add_argument("--work", type=Path, metavar="FOLDER", help="keep recordings, databases and outputs there")
    common.add_argument("--reuse", action="store_true", help="valid and predict: take recordings that are in --work already")
    common.add_argument("--timeout", type=float, default=900, metavar="SECONDS", help="end a run after that (%(default)s)")
    add = commands.add_parser
    add("list", help="the programs")
    add("prepare", parents=[where], help="make the environments and install the recorder in them")
    add("bare", parents=[common], help="the programs without a recorder: time, memory, collections")
    add("faithful", parents=[common], help="replays against what really happened")
    add("cost", parents=[common], help="time, memory and log size").add_argument(
        "--pairs", type=int, default=3, help="runs of each kind (%(default)s)"
    )
    for name, module, text in (("valid", valid, "replays at many thresholds"), ("predict", predict, "replays against really running so")):
        shown = ",".join(map(str, module.THRESHOLDS))
        command = add(name, parents=[common], help=text)
        command.add_argument("--threshold", type=numbers, default=module.THRESHOLDS, metavar="T,...", help="instead of " + shown)
    command.add_argument("--repetitions", type=int, default=3, help="real runs of each kind, of which the median counts (%(default)s)")
    proposed = add("pep848", parents=[common], help="PEP 848's collector beside the others: writes the table of docs/pep848.md")
    proposed.add_argument("--page", type=Path, default=PEP848_PAGE, metavar="FILE", help="instead of docs/pep848.md")
    page = add("figures", parents=[common], help="writes the tables of docs/validation.md, those of other series as they are")
    page.add_argument("--page", type=Path, default=PAGE, metavar="FILE", help="instead of docs/validation.md")
    page.add_argument("--section", action="append", choices=("faithful", "valid", "predict", "cost"), help="only this; may be repeated")
    page.add_argument("--thresholds", type=numbers, metavar="T,...", help="for valid and predict")
    page.add_argument("--pairs", type=int, default=3, help="for cost: runs of each kind (%(default)s)")
    page.add_argument("--repetitions", type=int, default=1, help="for predict: real runs of each kind (%(default)s)")
    return parser.parse_args()


def chosen(options):
    names = options.program or (predict.PROGRAMS if options.command == "predict" else [program.name for program in PROGRAMS])
    return [program for program in PROGRAMS + HARD if program.name in names]


def places(options, folder):
    """Each program under each interpreter."""
    workplace = Workplace(
        folder=folder,
        binary=None if options.command == "bare" else find_binary(options.gctrace),
        recorder_options=tuple(shlex.split(options.recorder_options)),
        recorder_path=options.recorder_path.resolve() if options.recorder_path else None,
        reuse=options.reuse,
        timeout=options.timeout,
        size=options.size,
    )
    environments = interpreters.need(options.cache, options.python or interpreters.SERIES)
    for program in chosen(options):
        for environment in environments:
            reason = program.skipped.get(environment.series)
            if reason:
                interpreters.note("%s %s: skipped, %s" % (environment.series, program.name, reason))
            else:
                yield workplace.at(environment, program)


def evaluate(options, folder, output=sys.stdout):
    """Prints the table; whether every bar is met."""
    kind = EVALUATIONS[options.command]
    findings = []
    for place in places(options, folder):
        findings.append(kind.examine(place, options))
        if options.work is None:
            place.discard()
    rows = [row for finding in findings for row in finding.rows]
    print("%s\n\n%s" % (table(kind.HEADS, rows), kind.conclusion(rows)), file=output)
    remarks = [remark for finding in findings for remark in finding.remarks]
    if remarks:
        print("\n" + "\n".join("- " + remark for remark in remarks), file=output)
    return bool(findings) and all(finding.met for finding in findings)


#: The sections of the page of figures: each an evaluation, and the recorder's options for it.
SECTIONS = (
    ("Does a replay find what really happened?", "faithful", "--list-sizes always"),
    ("Can a recording be replayed at any threshold?", "valid", ""),
    ("Does a replay at another threshold find what really running so finds?", "predict", ""),
    ("The same, with `--every 50`", "predict", "--every 50"),
    ("What does recording cost?", "cost", ""),
    ("The same, with `--every 50`", "cost", "--every 50"),
)
MARK = "<!-- Made by `recorder/evaluation/evaluate.py figures`; what is below is not edited by hand. -->"
PEP848_MARK = "<!-- Made by `make pep848`; what is below is not edited by hand. -->"


def parts_of(text):
    """What stands below the mark, by what each part begins with: its title and the releases that it is of."""
    parts = re.split(r"^(?=### )", text, flags=re.MULTILINE)[1:]
    return {"\n".join(part.splitlines()[:3]): part.rstrip() for part in parts}


def figures(options, folder):
    """Makes the page's tables anew, below the mark in it, and keeps those of other sections and series; whether every bar is met."""
    page = options.page.read_text()
    if MARK not in page:
        raise EvaluationError("%s has no line %s" % (options.page, MARK), USAGE)
    parts, met = parts_of(page[page.index(MARK) :]), True
    for title, command, recorder_options in SECTIONS:
        if options.section and command not in options.section:
            continue
        options.command, options.recorder_options = command, recorder_options
        options.threshold = options.thresholds or getattr(EVALUATIONS[command], "THRESHOLDS", ())
        part, head = io.StringIO(), "### %s\n\nOn CPython %s." % (title, ", ".join(options.python or interpreters.SERIES))
        met = evaluate(options, folder, part) and met
        parts[head] = head + "\n\n" + part.getvalue().rstrip()
        # After each: an evaluation takes long, and may be interrupted.
        options.page.write_text(page[: page.index(MARK)] + MARK + "\n" + "".join("\n%s\n" % part for part in parts.values()))
    return met


def propose(options, folder):
    """Writes the table of the page on PEP 848 anew, below the mark in it; whether every program could be told of."""
    page = options.page.read_text()
    if PEP848_MARK not in page:
        raise EvaluationError("%s has no line %s" % (options.page, PEP848_MARK), USAGE)
    options.python = options.python or ["3.13"]
    part = io.StringIO()
    met = evaluate(options, folder, part)
    text = "Recorded on CPython %s.\n\n" % ", ".join(options.python) + part.getvalue()
    options.page.write_text(page[: page.index(PEP848_MARK)] + PEP848_MARK + "\n\n" + text)
    return met


def prepare(options):
    """Makes the environments; false where an interpreter that was asked for by name is not there."""
    complete = True
    for series in options.python or interpreters.SERIES:
        if interpreters.prepare(options.cache, series) is None:
            interpreters.note("Python %s: none found under pyenv or on PATH" % series)
            complete = complete and not options.python
    return complete


def main():
    options = arguments()
    try:
        if options.command == "list":
            for program in PROGRAMS + HARD:
                print("%-14s %s" % (program.name, program.subject))
            return 0
        if options.command == "prepare":
            return 0 if prepare(options) else 1
        with contextlib.ExitStack() as stack:
            folder = options.work or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gctrace-evaluation-")))
            work = {"figures": figures, "pep848": propose}.get(options.command, evaluate)
            return 0 if work(options, folder.resolve()) else 1
    except EvaluationError as error:
        print("evaluate.py: %s" % error, file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
