"""Run by the site module as an interpreter starts that is to be recorded: this folder is the first of its PYTHONPATH.

It puts everything back as it would be without it, lets the machine's own sitecustomize run, and starts to record. A subinterpreter comes
here too, later on; it is not recorded, and only put right.
"""

# No function here: it and the module's names would be a cycle, and the first garbage of the recording ours.
import os
import sys

HOOK = os.path.dirname(os.path.abspath(__file__))
# The package need not be where this interpreter finds packages.
ROOT = os.path.dirname(os.path.dirname(HOOK))
# The name is handover.VARIABLE; the package itself cannot be imported in a subinterpreter.
IS_MEANT = "GCTRACE_RECORDER_HANDOVER" in os.environ
# environment.ROOT_VARIABLE: what started this interpreter is recorded with --follow.
IS_FOLLOWED = not IS_MEANT and "GCTRACE_RECORD_ROOT" in os.environ

sys.path[:] = [folder for folder in sys.path if folder != HOOK]
sys.path_importer_cache.pop(HOOK, None)
sys.modules.pop("sitecustomize", None)
if IS_MEANT or IS_FOLLOWED:
    sys.path.insert(0, ROOT)
    try:
        if IS_MEANT:
            from gctrace_recorder.startup import start
        else:
            from gctrace_recorder.environment import start
    except ImportError:
        # Another Python than the one that the extension was built for, or a subinterpreter.
        if IS_MEANT:
            raise
        IS_FOLLOWED = False
    finally:
        sys.path.remove(ROOT)
try:
    # The site module deals with whatever comes of it, as it does without us.
    import sitecustomize  # noqa: F401
finally:
    if IS_MEANT or IS_FOLLOWED:
        start()
