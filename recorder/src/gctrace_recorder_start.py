"""Called as an interpreter starts whose environment has GCTRACE_RECORD, by gctrace_recorder.pth. Without that, nothing is imported."""


def start():
    try:
        from gctrace_recorder.environment import start as start_recording
    except ImportError as error:
        # A subinterpreter with a GIL of its own cannot import the extension, nor can what another Python built.
        if "subinterpreter" not in str(error):
            import sys

            sys.stderr.write("gctrace_recorder: not recorded: {}\n".format(error))
        return
    start_recording()
