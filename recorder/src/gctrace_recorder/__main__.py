"""``python -m gctrace_recorder``, or ``python path/to/gctrace_recorder`` where the package is not on the path."""

import os
import sys

if not __package__:
    # Run as a folder: our modules must not be found in place of others of their name.
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from gctrace_recorder.command import main

sys.exit(main(sys.argv[1:]))
