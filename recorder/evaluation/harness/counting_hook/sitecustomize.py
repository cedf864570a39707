"""Run by the site module as an interpreter starts whose collections are to be counted; see counted.py."""


def begin():
    import atexit
    import gc
    import os
    import sys

    hook = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if folder != hook]
    rest = [folder for folder in os.environ.pop("PYTHONPATH").split(os.pathsep) if folder != hook]
    if rest:
        os.environ["PYTHONPATH"] = os.pathsep.join(rest)
    threshold, report = os.environ.pop("GCTRACE_COUNTED").split(" ", 1)
    # What a recorded program's heap holds, an unrecorded one's has to hold as well.
    import gctrace_recorder._native  # noqa: F401
    import gctrace_recorder.startup  # noqa: F401

    def finish():
        after = gc.get_stats()
        counts = [after[generation][key] - before[generation][key] for key in ("collections", "collected") for generation in range(3)]
        with open(report, "w") as file:
            file.write(" ".join(map(str, counts)) + "\n")

    # The first to be registered is the last to be called.
    atexit.register(finish)
    gc.set_threshold(int(threshold), 10, 10)
    before = gc.get_stats()


begin()
