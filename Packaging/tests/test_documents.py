"""What the pages say, held against the program."""

import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LOGS = re.findall(r"^```log\n(.*?)^```", (DOCS / "log-format.md").read_text(), re.M | re.S)


@pytest.mark.parametrize("log", LOGS)
def test_each_example_of_a_log_is_imported_and_replayed(log, binary, tmp_path):
    (tmp_path / "example.log").write_text(log)
    for words in (["import", "example.log"], ["replay"]):
        done = subprocess.run([binary, *words], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_each_record_has_an_example():
    # The reader's own list: the names stand in comments beside the numbers that they are compared by.
    source = (ROOT / "Sources/HeapTrace/RecordName.swift").read_text()
    records = set(re.findall(r"case 0x[0-9A-F_]+: self = .* // (\w+)", source)) | {"finalizer", "threshold"}
    assert {"alloc", "ref", "observed"} <= records
    shown = {line.split()[0] for log in LOGS for line in log.splitlines()}
    assert records <= shown, sorted(records - shown)
    assert shown <= records


def test_each_label_that_a_fixture_cites_is_a_fact_of_the_collectors_page():
    page = (DOCS / "collector.md").read_text()
    cited = set()
    for path in [*(ROOT / "fixtures").rglob("*"), *(ROOT / "Tests").rglob("*.swift")]:
        if path.suffix in (".expected", ".py", ".swift", ".md"):
            text = path.read_text(errors="replace")
            cited.update(re.findall(r"(?:[Tt]rap|collector\.md|cpython-gc) (9\.\d+)", text))
            cited.update(re.findall(r"\((9\.\d+)\)", text))
        # In names 9.01 is 9.1, so that they are listed in order.
        cited.update(label.replace(".0", ".") for label in re.findall(r"trap-(9\.\d+)-", path.name))
    assert len(cited) > 30
    facts = set(re.findall(r"^- \*\*(9\.\d+)\*\*", page, re.M))
    assert cited <= facts, sorted(cited - facts)


def test_each_experiment_that_a_fixture_cites_is_on_the_collectors_page():
    def experiments(text):
        """F27 and F28 of `[F27, F28b]`: a letter at the end names a variant."""
        return {label for labels in re.findall(r"\[([^][]+)\]", text) for label in re.findall(r"\b([A-Z]\d+)[a-z]?\b", labels)}

    shown = experiments((DOCS / "collector.md").read_text())
    cited = set()
    for path in [*(ROOT / "fixtures").rglob("*.expected"), *(ROOT / "Tests").rglob("*.swift")]:
        cited.update(re.findall(r"\[([A-Z]\d+)[a-z]?\]", path.read_text(errors="replace")))
    assert len(cited) > 20
    assert cited <= shown, sorted(cited - shown)


def test_the_summary_that_the_readme_shows_is_what_is_printed(binary, tmp_path):
    page = (ROOT / "README.md").read_text()
    shown = re.search(r"^```\n\$ gctrace summary\n(.*?)^```", page, re.M | re.S).group(1)
    recording = ROOT / "fixtures/recordings/docutils-py3.11.7.log.gz"
    subprocess.run([binary, "import", recording], cwd=tmp_path, check=True, capture_output=True)
    done = subprocess.run([binary, "summary"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert done.stdout == shown


def test_the_commands_of_the_readmes_questions_answer(binary, tmp_path):
    page = (ROOT / "README.md").read_text()
    questions = re.search(r"^## What people come for\n(.*?)^## ", page, re.M | re.S).group(1)
    blocks = re.findall(r"^```\n(.*?)^```", questions, re.M | re.S)
    # The four questions, and the report.
    assert len(blocks) == 5
    # A shell of its own for each block, with `gctrace` first on PATH.
    environment = {"PATH": "{}:/usr/bin:/bin".format(binary.parent)}
    recording = ROOT / "fixtures/recordings/docutils-py3.11.7.log.gz"
    for script in ["gctrace import {}\ngctrace replay\n".format(recording), *blocks]:
        done = subprocess.run(["sh", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        # A heading, a rule and a row at least; of a report, the file that it is in.
        assert len(done.stdout.splitlines()) > 2 or (tmp_path / done.stdout.strip()).stat().st_size > 10_000


def test_no_page_links_to_a_file_that_is_not_there():
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), "{}: {}".format(page.name, target)
