"""The Debian package and the tarball."""

import gzip
import os
import pathlib
import re
import shutil
import subprocess
import tarfile

import pytest
from test_wheels import APP, run, without_a_compiler


@pytest.fixture
def unpacked(packages, tmp_path):
    """The folder that the tarball makes."""
    [path] = packages.glob("gctrace-*.tar.gz")
    with tarfile.open(path) as archive:
        archive.extractall(tmp_path / "anywhere")
    [folder] = (tmp_path / "anywhere").iterdir()
    return folder


def test_the_tarball_runs_where_it_is_unpacked(unpacked, python, tmp_path):
    interpreter = pathlib.Path(python)
    alone = without_a_compiler(tmp_path, unpacked / "bin")
    output = run("gctrace", "record", "--python", interpreter, "--import", "--", APP, cwd=tmp_path, env=alone)
    assert output.startswith("done\n") and "imported as trace 1" in output
    # By its series, of the interpreters on PATH.
    found = tmp_path / "interpreters"
    found.mkdir()
    series = run(interpreter, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").strip()
    (found / ("python" + series)).symlink_to(interpreter)
    named = ["gctrace", "record", "--python", series, "--", "-c", "import sys; print(sys.version_info[:2])"]
    assert run(*named, cwd=tmp_path, env=without_a_compiler(tmp_path, unpacked / "bin", found)).startswith("({})".format(series.replace(".", ", ")))
    run("gctrace", "replay", cwd=tmp_path, env=alone)
    assert "observed collections agree" in run("gctrace", "verify", cwd=tmp_path, env=alone)


def test_the_manual_page_has_every_command_and_option(unpacked):
    page = gzip.decompress((unpacked / "share/man/man1/gctrace.1.gz").read_bytes()).decode()
    # Roff writes a hyphen as \- or -, and breaks words with macros.
    text = page.replace("\\-", "-")
    gctrace = unpacked / "bin" / "gctrace"
    commands = re.findall(r"^  ([a-z]+) {2,}", run(gctrace, "--help"), re.M)
    assert "record" in commands and "replay" in commands
    for command in commands:
        assert command in text
        for option in re.findall(r"^  (?:-\w, )?(--[a-z-]+)", run(gctrace, "help", command), re.M):
            assert option.lstrip("-") in text, "{} of {}".format(option, command)


@pytest.mark.skipif(shutil.which("man") is None, reason="there is no man")
def test_man_shows_the_page(unpacked):
    page = unpacked / "share/man/man1/gctrace.1.gz"
    shown = run("man", "-l", page, env=dict(os.environ, MANWIDTH="100", LC_ALL="C.UTF-8", MANPAGER="cat", MAN_KEEP_FORMATTING=""))
    assert "laboratory for CPython's cyclic garbage collector" in " ".join(shown.split()), shown


def test_completions_are_for_three_shells(unpacked):
    share = unpacked / "share"
    assert "_gctrace" in (share / "bash-completion/completions/gctrace").read_text()
    assert (share / "zsh/vendor-completions/_gctrace").read_text().startswith("#compdef gctrace")
    assert "complete -c" in (share / "fish/vendor_completions.d/gctrace.fish").read_text()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    "line, word", [("gctrace su", "summary"), ("gctrace replay --thr", "--threshold"), ("gctrace summary --format js", "json jsonl")]
)
def test_bash_completes_commands_options_and_values(unpacked, line, word):
    script = """
        . "$1"
        COMP_LINE=$2 COMP_POINT=${#2}
        read -ra COMP_WORDS <<< "$2"
        COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
        _gctrace gctrace "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        echo "${COMPREPLY[*]}"
    """
    completions = unpacked / "share/bash-completion/completions/gctrace"
    alone = without_a_compiler(unpacked, unpacked / "bin", "/usr/bin", "/bin")
    assert run("bash", "-c", script, "bash", completions, line, env=alone).strip() == word


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="takes dpkg")
def test_the_debian_package_has_the_manual_completions_and_a_maintainer(packages):
    [path] = packages.glob("gctrace_*.deb")
    contents = run("dpkg-deb", "--contents", path)
    for name in (
        "man/man1/gctrace.1.gz",
        "bash-completion/completions/gctrace",
        "zsh/vendor-completions/_gctrace",
        "fish/vendor_completions.d/gctrace.fish",
    ):
        assert " ./usr/share/{}\n".format(name) in contents
    maintainer = run("dpkg-deb", "--field", path, "Maintainer").strip()
    assert re.fullmatch(r"\S.* <\S+@\S+>", maintainer) and "example.org" not in maintainer


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("dpkg") is None, reason="takes root and dpkg")
def test_the_debian_package_is_installed_and_removed(packages, tmp_path):
    [path] = packages.glob("gctrace_*.deb")
    assert subprocess.run(["dpkg", "-s", "gctrace"], capture_output=True).returncode != 0, "gctrace is installed already"
    files = [line.split()[-1].lstrip(".") for line in run("dpkg-deb", "--contents", path).splitlines() if not line.startswith("d")]
    assert not any(pathlib.Path(name).exists() for name in files)
    run("dpkg", "--install", path)
    try:
        assert all(pathlib.Path(name).exists() for name in files)
        # The root of the packages' files is /usr, so the command is on every PATH.
        assert run("/usr/bin/gctrace", "--version", cwd=tmp_path).strip() == run("dpkg-query", "-W", "-f", "${Version}", "gctrace")
        if os.access("/usr/bin/python3", os.X_OK):
            output = run("gctrace", "record", "--import", "--", APP, cwd=tmp_path, env=without_a_compiler(tmp_path, "/usr/bin"))
            assert output.startswith("done\n") and "imported as trace 1" in output
    finally:
        run("dpkg", "--purge", "gctrace")
    assert not any(pathlib.Path(name).exists() for name in files)
