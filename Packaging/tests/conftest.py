"""What the tests of the packages are given: the folders that `make wheels`, `make deb` and `make tarball` fill."""

import pathlib
import subprocess
import tarfile

import pytest

HERE = pathlib.Path(__file__).resolve().parent


def pytest_addoption(parser):
    parser.addoption("--wheels", type=pathlib.Path, required=True)
    parser.addoption("--packages", type=pathlib.Path, required=True)
    parser.addoption("--series", default="3.8 3.9 3.10 3.11 3.12 3.13 3.14 3.15", help="the CPython series to install for")


def pytest_configure(config):
    config.addinivalue_line("markers", "release: takes the network, or long; for `make release-check`")


def interpreters(series):
    """Each series that is found, with its interpreter."""
    script = HERE.parent / "interpreters.sh"
    output = subprocess.run(["sh", script, *series.split()], check=True, capture_output=True, text=True).stdout
    return dict(line.split(" ", 1) for line in output.splitlines())


def pytest_generate_tests(metafunc):
    if "python" in metafunc.fixturenames:
        found = interpreters(metafunc.config.getoption("--series"))
        metafunc.parametrize("python", found.values(), ids=found.keys())


@pytest.fixture
def wheels(pytestconfig):
    return pytestconfig.getoption("--wheels").resolve()


@pytest.fixture
def packages(pytestconfig):
    return pytestconfig.getoption("--packages").resolve()


@pytest.fixture(scope="session")
def binary(pytestconfig, tmp_path_factory):
    """The command, from the tarball."""
    [path] = pytestconfig.getoption("--packages").glob("gctrace-*.tar.gz")
    folder = tmp_path_factory.mktemp("binary")
    with tarfile.open(path) as archive:
        [member] = [member for member in archive.getmembers() if member.name.endswith("/bin/gctrace")]
        archive.extract(member, folder)
    return folder / member.name
