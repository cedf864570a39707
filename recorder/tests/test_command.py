"""`python -m gctrace_recorder`: its arguments, its files, and how it refuses."""

import os
import resource
import stat
import sys
import zipfile

import pytest
from harness import RECORDER, environment, python, recorded, run
from log_reader import metadata, records

WHERE = """
import os, sys
print(__name__, sys.argv, sys.path, __file__, __spec__ is None, __package__)
print(sys._getframe().f_back, sorted(os.environ.items()))
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "app.py"
    path.write_text(WHERE)
    return path


def same_as_python(folder, *target, **options):
    """Runs a target as python does and recorded, and sees no difference; the log."""
    log = folder / "same.log.gz"
    plain = python(folder, *target, **options)
    assert recorded(folder, log, "--force", *target, **options) == plain
    return log


def test_a_script_finds_itself_as_under_python(tmp_path, script):
    log = same_as_python(tmp_path, "app.py", "-x", "a b", "--sites")
    assert metadata(log)["argv"] == "app.py -x 'a b' --sites"


def test_a_script_in_another_folder(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "app.py").write_text("import beside\n" + WHERE)
    (tmp_path / "sub" / "beside.py").write_text("")
    same_as_python(tmp_path, "sub/app.py")


def test_a_module_and_a_package(tmp_path, script):
    same_as_python(tmp_path, "-m", "app", "-m", "x")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("print('init')")
    (tmp_path / "package" / "__main__.py").write_text(WHERE)
    same_as_python(tmp_path, "-m", "package", "x")


def test_a_module_that_is_not_there_is_pythons_to_refuse(tmp_path):
    same_as_python(tmp_path, "-m", "no.such.module")


def test_a_folder_and_a_zip_file(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "__main__.py").write_text(WHERE)
    same_as_python(tmp_path, "folder", "x")
    with zipfile.ZipFile(str(tmp_path / "app.zip"), "w") as archive:
        archive.writestr("__main__.py", WHERE)
    same_as_python(tmp_path, "app.zip", "x")


def test_code_and_standard_input(tmp_path):
    same_as_python(tmp_path, "-c", "import sys; print(sys.argv, __name__)", "-c", "x")
    same_as_python(tmp_path, "-", "x", stdin="import sys\nprint(sys.argv, __name__)\n")


def test_a_script_reads_its_own_standard_input(tmp_path):
    same_as_python(tmp_path, "-c", "print(input(), input())", stdin="one\ntwo\n")


@pytest.mark.parametrize(
    "flags",
    [
        ["-O"], ["-OO", "-B"], ["-X", "dev"], ["-bb", "-q"], ["-W", "error", "-W", "ignore::UserWarning"],
        ["-u", "-s"], ["-X", "utf8", "-X", "tracemalloc=3"],
    ] + ([["-P"]] if sys.version_info >= (3, 11) else []),
    ids=" ".join,
)  # fmt: skip
def test_the_interpreters_flags_are_the_programs(tmp_path, flags):
    code = "import sys; print(sys.flags, sys.warnoptions, sys._xoptions, sys.path, sys.stdout.write_through)"
    (tmp_path / "flags.py").write_text(code)
    plain = python(tmp_path, *flags, "flags.py")
    assert plain.status == 0
    command = [sys.executable, *flags, *RECORDER[1:], "-o", "x.log", "flags.py"]
    assert run(command, tmp_path) == plain


@pytest.mark.parametrize(
    "flags",
    [["-O"], ["-OO", "-B"], ["-X", "dev"], ["-Xutf8", "-X", "importtime"], ["-W", "error", "-Wignore::UserWarning"], ["-uqb"]],
    ids=" ".join,
)
def test_the_interpreters_options_may_stand_before_the_program(tmp_path, flags):
    code = "import sys; print(sys.flags, sys.warnoptions, sys._xoptions, sys.stdout.write_through, sys.argv)"
    (tmp_path / "flags.py").write_text(code)
    plain = python(tmp_path, *flags, "flags.py", "-X", "mine")
    assert plain.status == 0
    outcome = run([*RECORDER, "-o", "x.log", *flags, "flags.py", "-X", "mine"], tmp_path)
    assert (outcome.status, outcome.output) == (0, plain.output)


@pytest.mark.parametrize("words, problem", [
    (["-X"], "-X needs a value"), (["-I", "app.py"], "unknown option -I"), (["-Oz", "app.py"], "unknown option -Oz"),
])
def test_options_of_the_interpreter_that_cannot_be(tmp_path, script, words, problem):
    outcome = run([*RECORDER, *words], tmp_path)
    assert (outcome.status, outcome.errors.splitlines()[0]) == (64, "gctrace_recorder: {}; --help lists them".format(problem).replace(
        "needs a value; --help lists them", "needs a value"))


@pytest.fixture
def tools(tmp_path):
    """A folder that PATH leads to, with a script for this interpreter, one that a shell starts, and what is no script."""
    folder = tmp_path / "tools"
    folder.mkdir()
    program = "import sys\nprint(sys.argv, __file__)\n"
    (folder / "tool").write_text("#!{}\n{}".format(sys.executable, program))
    (folder / "long-tool").write_text("#!/bin/sh\n'''exec' \"{}\" \"$0\" \"$@\"\n' '''\n{}".format(sys.executable, program))
    (folder / "shell-tool").write_text("#!/bin/sh\necho shell\n")
    for path in folder.iterdir():
        path.chmod(0o755)
    return folder


@pytest.mark.parametrize("name", ["tool", "long-tool"])
def test_a_script_is_found_on_path_as_a_shell_finds_it(tmp_path, tools, name):
    variables = environment(PATH=str(tools) + os.pathsep + os.environ["PATH"])
    plain = run([tools / name, "x", "--sites"], tmp_path, variables)
    assert plain.status == 0 and name in plain.output
    assert run([*RECORDER, "-o", "x.log", name, "x", "--sites"], tmp_path, variables) == plain
    # What the working folder has comes first.
    (tmp_path / name).write_text("print('mine')")
    assert run([*RECORDER, "-o", "y.log", name], tmp_path, variables).output == "mine\n"


def test_what_is_no_python_script_is_refused(tmp_path, tools):
    variables = environment(PATH=str(tools) + os.pathsep + os.environ["PATH"])
    outcome = run([*RECORDER, "-o", "x.log", "shell-tool"], tmp_path, variables)
    assert (outcome.status, outcome.errors) == (66, "gctrace_recorder: {} is no Python script\n".format(tools / "shell-tool"))
    outcome = run([*RECORDER, "-o", "x.log", "no-tool"], tmp_path, variables)
    assert (outcome.status, outcome.errors) == (66, "gctrace_recorder: no such script: no-tool\n")
    assert os.listdir(str(tmp_path)) == ["tools"]


@pytest.mark.parametrize("flag", ["-E", "-I", "-S"])
def test_flags_that_keep_the_recorder_out_are_refused(tmp_path, script, flag):
    package = os.path.dirname(__import__("gctrace_recorder").__file__)
    outcome = run([sys.executable, flag, package, "run", "app.py"], tmp_path)
    assert (outcome.status, outcome.output) == (64, "")
    assert outcome.errors.startswith("gctrace_recorder: python {} keeps ".format(flag))
    assert os.listdir(str(tmp_path)) == ["app.py"]


def test_the_package_runs_from_where_it_lies(tmp_path, script):
    package = os.path.dirname(__import__("gctrace_recorder").__file__)
    plain = python(tmp_path, "app.py")
    assert run([sys.executable, package, "run", "-o", "x.log", "app.py"], tmp_path) == plain
    assert metadata(tmp_path / "x.log")["recorder"].startswith("gctrace-recorder ")


def test_the_users_python_path_stays(tmp_path, script):
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    same_as_python(tmp_path, "app.py", variables=environment(PYTHONPATH=path))


def test_the_machines_own_sitecustomize_runs(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text("import sys; sys.custom = __file__, 'sitecustomize' in sys.modules")
    path = os.pathsep.join(filter(None, [str(tmp_path / "site"), os.environ.get("PYTHONPATH")]))
    code = "import sys; print(sys.custom, sys.modules['sitecustomize'].__file__)"
    same_as_python(tmp_path, "-c", code, variables=environment(PYTHONPATH=path))


def test_the_log_says_what_it_is_of(tmp_path):
    code = "import os, sys, platform; print(os.getpid(), platform.python_version(), sys.platform)"
    outcome = recorded(tmp_path, "app.log.gz", "-c", code)
    pid, version, platform = outcome.output.split()
    meta = metadata(tmp_path / "app.log.gz")
    assert meta["pid"] == pid
    assert meta["python"] == version
    assert meta["platform"].startswith(platform + "-")
    assert meta["recorder"] == "gctrace-recorder " + __import__("gctrace_recorder").__version__
    assert meta["argv"].startswith("-c ")
    assert meta["sampling"] == "at each collection, every=0"
    assert len(meta["start"]) == len("2026-11-23T14:49:26Z") and meta["start"].endswith("Z")


def test_an_endless_argument_is_cut(tmp_path):
    outcome = recorded(tmp_path, "x.log", "-c", "import sys; print(len(sys.argv[1]))", "x" * 100000)
    assert outcome.output == "100000\n"
    assert 1000 < len(metadata(tmp_path / "x.log")["argv"]) < 100000


def test_an_argument_that_is_no_text(tmp_path):
    word = os.fsdecode(b"a\xff\nb")
    code = "import sys, os; print(os.fsencode(sys.argv[1]))"
    outcome = recorded(tmp_path, "x.log", "-c", code, word)
    assert outcome.output == "b'a\\xff\\nb'\n"
    assert "a\\udcff b" in metadata(tmp_path / "x.log")["argv"]


def test_the_log_says_how_densely_it_was_sampled(tmp_path):
    code = "import os\nif os.fork() == 0: os._exit(0)\nos.wait()"
    assert recorded(tmp_path, "app.log", "--follow-fork", "--every", "50", "-c", code).status == 0
    told = [metadata(log)["sampling"] for log in tmp_path.glob("*.log")]
    assert told == ["at each collection, and each time that 50 more objects have been allocated than deallocated, every=50"] * 2


def test_the_default_name_has_the_process_number(tmp_path):
    outcome = run([*RECORDER, "-c", "import os; print(os.getpid())"], tmp_path)
    assert os.listdir(str(tmp_path)) == ["gctrace-{}.log.gz".format(outcome.output.strip())]


def test_the_suffix_decides_on_compression(tmp_path):
    for name, magic in (("a.log", b"gctrace 1\n"), ("a.log.gz", b"\x1f\x8b")):
        assert recorded(tmp_path, name, "-c", "").status == 0
        assert (tmp_path / name).read_bytes().startswith(magic)


def test_nothing_is_overwritten_without_force(tmp_path):
    (tmp_path / "app.log").write_text("mine")
    outcome = recorded(tmp_path, "app.log", "-c", "print(1)")
    assert (outcome.status, outcome.output) == (73, "")
    assert outcome.errors == "gctrace_recorder: app.log exists; --force overwrites it\n"
    assert (tmp_path / "app.log").read_text() == "mine"
    outcome = recorded(tmp_path, "app.log", "--force", "-c", "print(1)")
    assert (outcome.status, outcome.output, outcome.errors) == (0, "1\n", "")
    assert (tmp_path / "app.log").read_text().startswith("gctrace 1\n")


def test_a_log_that_cannot_be_made(tmp_path):
    outcome = recorded(tmp_path, "none/app.log", "-c", "print(1)")
    assert (outcome.status, outcome.output) == (73, "")
    assert outcome.errors == "gctrace_recorder: cannot make none/app.log: No such file or directory\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_log_that_cannot_be_begun(tmp_path):
    outcome = recorded(tmp_path, "/dev/full", "-c", "print(1)")
    assert (outcome.status, outcome.output) == (74, "")
    assert outcome.errors == "gctrace_recorder: /dev/full: cannot record: No space left on device\n"
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


READER = """
import os, time
pipe = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
print("open", flush=True)
read = b""
while len(read) < 9:
    try:
        read += os.read(pipe, 9 - len(read))
    except BlockingIOError:
        pass
    time.sleep(0.01)
print(read)
"""


def test_a_log_may_go_into_a_pipe(tmp_path):
    log = tmp_path / "pipe"
    os.mkfifo(str(log))
    import subprocess

    with subprocess.Popen([sys.executable, "-c", READER], cwd=str(tmp_path), stdout=subprocess.PIPE) as reader:
        # Before that the pipe is one that nobody reads.
        assert reader.stdout.readline() == b"open\n"
        outcome = recorded(tmp_path, "pipe", "-c", "print(1)")
        if outcome.output != "1\n":
            reader.kill()
        assert outcome.output == "1\n"
        assert reader.communicate()[0] == b"b'gctrace 1'\n"


def test_a_pipe_that_nobody_reads_is_refused(tmp_path):
    os.mkfifo(str(tmp_path / "pipe"))
    outcome = recorded(tmp_path, "pipe", "-c", "print(1)")
    assert (outcome.status, outcome.output) == (73, "")
    assert outcome.errors == "gctrace_recorder: cannot make pipe: nobody reads this pipe\n"


def mode_of(path):
    return stat.S_IMODE(os.stat(str(path)).st_mode)


def without_umask():
    os.umask(0)


@pytest.mark.parametrize("options", [[], ["--force"]], ids=" ".join)
def test_only_its_owner_may_read_a_log(tmp_path, options):
    """It has the command line in it."""
    if options:
        (tmp_path / "app.log").write_text("mine")
        os.chmod(str(tmp_path / "app.log"), 0o666)
    code = "import os\nif os.fork() == 0: os._exit(0)\nos.wait()"
    assert recorded(tmp_path, "app.log", *options, "--follow-fork", "-c", code, preexec_fn=without_umask).status == 0
    logs = list(tmp_path.glob("*.log"))
    assert len(logs) == 2 and [mode_of(log) for log in logs] == [0o600, 0o600]


def test_force_does_not_write_through_a_link(tmp_path):
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "app.log").symlink_to("mine")
    assert recorded(tmp_path, "app.log", "-c", "print(1)").status == 73
    assert recorded(tmp_path, "app.log", "--force", "-c", "print(1)").status == 0
    assert (tmp_path / "mine").read_text() == "mine"
    assert not (tmp_path / "app.log").is_symlink() and metadata(tmp_path / "app.log")["python"]


def test_force_does_not_write_through_a_link_to_nothing(tmp_path):
    (tmp_path / "app.log").symlink_to("not there")
    assert recorded(tmp_path, "app.log", "--force", "-c", "print(1)").status == 0
    assert sorted(os.listdir(str(tmp_path))) == ["app.log"]


def test_force_takes_no_folder_away(tmp_path):
    (tmp_path / "app.log").mkdir()
    outcome = recorded(tmp_path, "app.log", "--force", "-c", "print(1)")
    assert (outcome.status, outcome.errors) == (73, "gctrace_recorder: cannot make app.log: Is a directory\n")


def test_a_missing_script_leaves_no_log(tmp_path):
    outcome = recorded(tmp_path, "app.log", "missing.py")
    assert (outcome.status, outcome.output) == (66, "")
    assert outcome.errors == "gctrace_recorder: no such script: missing.py\n"
    assert os.listdir(str(tmp_path)) == []


@pytest.mark.parametrize(
    "words",
    [
        [], ["-m"], ["-c"], ["--sites"], ["-o"], ["-o", ""], ["-o", "-", "app.py"], ["--nonsense", "app.py"],
        ["--every", "x", "app.py"], ["--every=-1", "app.py"], ["--max-size", "1T", "app.py"],
        ["--max-size=", "app.py"], ["--list-sizes", "never", "app.py"], ["--sites=1", "app.py"],
        ["--every=99999999999", "app.py"], ["--max-size", "99999999999G", "app.py"], ["--force", "-o", "./app.py", "app.py"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_told_in_one_line(tmp_path, script, words):
    outcome = run([*RECORDER, *words], tmp_path)
    assert (outcome.status, outcome.output) == (64, "")
    assert outcome.errors.startswith("gctrace_recorder: ") and outcome.errors.count("\n") == 1
    if words[-1:] == ["app.py"] and words[0] != "--force":
        assert words[0].split("=")[0] in outcome.errors
    assert os.listdir(str(tmp_path)) == ["app.py"] and script.read_text() == WHERE


def test_a_name_with_an_end_of_line_is_told_in_one_line(tmp_path, script):
    outcome = run([*RECORDER, "no\nscript.py"], tmp_path)
    assert (outcome.status, outcome.errors) == (66, "gctrace_recorder: no such script: no script.py\n")
    outcome = recorded(tmp_path, "no/log\nhere", "app.py")
    assert (outcome.status, outcome.errors) == (73, "gctrace_recorder: cannot make no/log here: No such file or directory\n")
    outcome = recorded(tmp_path, "log\nhere", "--max-size", "1K", "app.py")
    assert outcome.errors.count("\n") == 1 and "log here: the recording ended at --max-size" in outcome.errors


def test_help_and_version(tmp_path):
    command = RECORDER[:-1]
    assert "run [options] script.py" in run([*command, "--help"], tmp_path).output
    text = run([*command, "run", "--help"], tmp_path).output
    assert all(word in text for word in ("--every", "--max-size", "--follow-fork", "exit status"))
    version = run([*command, "--version"], tmp_path).output
    assert version == __import__("gctrace_recorder").__version__ + "\n"
    assert run(command, tmp_path).status == 64
    assert run([*command, "play"], tmp_path).status == 64


def test_options_may_be_given_either_way(tmp_path):
    options = ["--every=100", "--max-size", "10M", "--list-sizes=always", "--sites"]
    outcome = recorded(tmp_path, "app.log", *options, "--", "-c", "print(1)")
    assert (outcome.status, outcome.output, outcome.errors) == (0, "1\n", "")


def test_the_summary_is_one_line(tmp_path):
    outcome = recorded(tmp_path, "app.log", "--summary", "-c", "import gc; gc.collect(); gc.collect()")
    assert outcome.output == ""
    assert outcome.errors.count("\n") == 1
    assert "app.log: " in outcome.errors and " collections, " in outcome.errors


def test_the_program_gets_no_descriptor_of_ours(tmp_path):
    code = "import os; fd = os.open('/', os.O_RDONLY); print(fd)"
    same_as_python(tmp_path, "-c", code)
    code = "import os, subprocess; subprocess.run(['ls', '/proc/self/fd'], close_fds=False)"
    if os.path.exists("/proc/self/fd"):
        same_as_python(tmp_path, "-c", code)


def limit_file_size():
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))


GROWTH = "import gc\nkept = [[] for _ in range(200000)]\ngc.collect()\nprint(len(kept))\n"


def test_a_full_disk_ends_the_recording_not_the_program(tmp_path):
    outcome = recorded(tmp_path, "app.log", "-c", GROWTH, preexec_fn=limit_file_size)
    assert (outcome.status, outcome.output) == (0, "200000\n")
    assert outcome.errors.count("\n") == 1
    assert "app.log: the recording ended before the program did: write error: " in outcome.errors


CLOSES = """
import gc, os
for number in range(3, 256):
    try: os.close(number)
    except OSError: pass
mine = os.open("mine", os.O_RDWR | os.O_CREAT)
for number in range(200, 256): os.dup2(mine, number)
kept = [[] for _ in range(20000)]
gc.collect()
"""


@pytest.mark.parametrize("name", ["app.log", "app.log.gz"])
def test_a_file_of_the_programs_at_the_logs_descriptor_stays_its_own(tmp_path, laboratory, name):
    outcome = recorded(tmp_path, name, "-c", CLOSES)
    assert (outcome.status, outcome.output) == (0, "")
    assert outcome.errors.count("\n") == 1
    assert name + ": the recording ended before the program did: the program closed the log's descriptor\n" in outcome.errors
    assert (tmp_path / "mine").read_bytes() == b""
    laboratory.examine(name, "--truncated")


def test_the_descriptor_that_took_its_place_is_not_closed(tmp_path):
    code = "from gctrace_recorder import record\nwith record('app.log'):\n    exec({!r})\nprint(os.write(200, b'mine'))\n"
    (tmp_path / "app.py").write_text(code.format(CLOSES))
    outcome = python(tmp_path, "app.py")
    assert (outcome.status, outcome.output) == (0, "4\n")
    assert (tmp_path / "mine").read_bytes() == b"mine"


def test_the_log_of_a_full_disk_can_be_read(tmp_path, laboratory):
    for name in ("app.log", "app.log.gz"):
        recorded(tmp_path, name, "-c", GROWTH, preexec_fn=limit_file_size)
        laboratory.done("import", "--truncated", name)
        laboratory.done("replay")


@pytest.mark.parametrize("name", ["app.log", "app.log.gz"])
def test_max_size_ends_the_recording_not_the_program(tmp_path, name):
    outcome = recorded(tmp_path, name, "--max-size", "1M", "-c", GROWTH)
    assert (outcome.status, outcome.output) == (0, "200000\n")
    assert outcome.errors.count("\n") == 1
    assert name + ": the recording ended at --max-size, before the program did" in outcome.errors
    assert 0 < (tmp_path / name).stat().st_size <= 1 << 20
    # Whole: it ends at the end of a line, and of the compressed stream.
    assert metadata(tmp_path / name)["python"]


def test_max_size_reached_only_at_the_end_is_told_as_well(tmp_path):
    code = "import gc; gc.disable(); kept = [[] for _ in range(200000)]"
    outcome = recorded(tmp_path, "app.log", "--max-size", "1M", "-c", code)
    assert "app.log: the recording ended at --max-size, before the program did" in outcome.errors
    assert (tmp_path / "app.log").stat().st_size <= 1 << 20


def test_the_log_of_max_size_is_whole(tmp_path, laboratory):
    recorded(tmp_path, "app.log.gz", "--max-size", "1M", "-c", GROWTH)
    laboratory.examine("app.log.gz")


CALLBACKS = """
import gc
def churn():
    for _ in range(3000):
        cycle = []
        cycle.append(cycle)
saved = []
def take(phase, info):
    if phase == TAKEN and not saved:
        saved.extend(gc.callbacks)
        gc.callbacks.clear()
gc.callbacks.insert(0, take)
churn()
gc.callbacks.extend(saved)
churn()
print(gc.collect() >= 0)
"""


@pytest.mark.parametrize("options", [[], ["--every", "50"], ["--sites"]], ids=" ".join)
@pytest.mark.parametrize("phase", ["start", "stop"])
def test_a_collection_that_went_unseen_ends_the_recording_not_the_program(tmp_path, laboratory, phase, options):
    outcome = recorded(tmp_path, "app.log.gz", *options, "-c", CALLBACKS.replace("TAKEN", repr(phase)))
    assert (outcome.status, outcome.output) == (0, "True\n")
    assert outcome.errors.count("\n") == 1
    assert "app.log.gz: the recording ended before the program did: the program kept a collection from it, by" in outcome.errors
    laboratory.examine("app.log.gz")


def test_callbacks_that_are_cleared_for_good_end_the_recording(tmp_path, laboratory):
    code = "import gc; gc.callbacks.clear(); gc.collect(0); gc.collect(1); print(gc.collect() >= 0)"
    outcome = recorded(tmp_path, "app.log.gz", "-c", code)
    assert (outcome.status, outcome.output) == (0, "True\n")
    assert "the program kept a collection from it" in outcome.errors
    laboratory.examine("app.log.gz")


def test_list_sizes_are_there_when_always(tmp_path):
    code = "import gc\nfor _ in range(5): gc.collect(0)"
    recorded(tmp_path, "app.log", "--list-sizes", "always", "-c", code)
    observed = records(tmp_path / "app.log", "observed")
    assert len(observed) >= 5 and all(len(words) == 7 for words in observed)


def test_a_subinterpreter_is_as_it_would_be(tmp_path):
    code = (
        "try: import _interpreters as i\n"
        "except ImportError: import _xxsubinterpreters as i\n"
        "i.run_string(i.create(), 'import sys; print(sys.path, sorted(n for n in sys.modules if \"gctrace\" in n))')"
    )
    same_as_python(tmp_path, "-c", code)
