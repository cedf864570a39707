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

sys.path[:] = [folder for folder in sys.path if folder != HOOK]
sys.path_importer_cache.pop(HOOK, None)
sys.modules.pop("sitecustomize", None)
if IS_MEANT:
    sys.path.insert(0, ROOT)
    try:
        from gctrace_recorder.startup import start
    finally:
        sys.path.remove(ROOT)
try:
    # The site module deals with whatever comes of it, as it does without us.
    import sitecustomize  # noqa: F401
finally:
    if IS_MEANT:
        start()
