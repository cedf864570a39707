"""pylint: checks modules of the standard library.

pylint_run.py [MODULES]
"""

import collections
import io
import os
import sys

from pylint.lint import Run
from pylint.reporters.text import TextReporter

MODULES = ["json/encoder.py", "textwrap.py", "fnmatch.py", "json/decoder.py", "shlex.py", "string.py", "bisect.py", "csv.py", "cmd.py", "sched.py"]


def main(count):
    library = os.path.dirname(os.__file__)
    files = [os.path.join(library, *name.split("/")) for name in MODULES[:count]]
    output = io.StringIO()
    options = ["--rcfile=" + os.devnull, "--persistent=n", "--score=n", "--msg-template={msg_id}"]
    Run(options + files, reporter=TextReporter(output), exit=False)
    messages = collections.Counter(line for line in output.getvalue().splitlines() if not line.startswith("*"))
    print("pylint: %d files, %d messages, %s" % (len(files), sum(messages.values()), messages.most_common(3)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
