"""Run by the site module as an interpreter starts that is to be recorded: this folder is the first of its PYTHONPATH.

It puts everything back as it would be without it, lets the machine's own sitecustomize run, and starts to record.
"""


def begin():
    import os
    import sys

    hook = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if folder != hook]
    sys.path_importer_cache.pop(hook, None)
    sys.modules.pop("sitecustomize", None)
    # The package need not be where this interpreter finds packages.
    root = os.path.dirname(os.path.dirname(hook))
    sys.path.insert(0, root)
    try:
        from gctrace_recorder.startup import start
    finally:
        sys.path.remove(root)
    try:
        # The site module deals with whatever comes of it, as it does without us.
        import sitecustomize  # noqa: F401
    finally:
        start()


begin()
