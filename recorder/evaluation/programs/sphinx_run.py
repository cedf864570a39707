"""Sphinx: builds a generated set of documents, with two documented modules of the standard library, to HTML.

sphinx_run.py [DOCUMENTS]
"""

import hashlib
import os
import shutil
import sys
import tempfile

from sphinx.cmd.build import main as build

from material import Author

CONFIGURATION = """
project = "Generated"
author = "nobody"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.todo"]
html_theme = "basic"
html_copy_source = False
"""


def page(number, count):
    author = Author(number)
    title = "Page %d: %s" % (number, author.title())
    lines = [".. _page-%d:" % number, "", title, "=" * len(title), ""]
    for part in range(4):
        heading = "%s %d" % (author.title(), part)
        lines += [heading, "-" * len(heading), "", author.paragraph(), ""]
        lines += ["See :ref:`page-%d` and :py:func:`function_%d_%d`." % ((number + part + 1) % count, number, part), ""]
        lines += [".. index:: %s, %s" % (author.word(), author.word()), ""]
        lines += [".. py:function:: function_%d_%d(first, second=None)" % (number, part), "", "   " + author.sentence(), ""]
        lines += ["   :param first: " + author.sentence(), "   :returns: " + author.sentence(), ""]
        lines += [".. code-block:: python", "", "   def %s(%s):" % (author.word(), author.word()), "       return %d" % part, ""]
    return "\n".join(lines)


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def generate(folder, count):
    write(folder, "conf.py", CONFIGURATION)
    contents = ["Contents", "========", "", ".. toctree::", ""] + ["   page%d" % number for number in range(count)]
    write(folder, "index.rst", "\n".join(contents + ["   modules", ""]))
    modules = ["Modules", "=======", ""]
    for module in ("json.decoder", "textwrap"):
        modules += [".. automodule:: " + module, "   :members:", "   :undoc-members:", ""]
    write(folder, "modules.rst", "\n".join(modules))
    for number in range(count):
        write(folder, "page%d.rst" % number, page(number, count))


def digest(folder):
    total = hashlib.sha256()
    pages = sorted(name for name in os.listdir(folder) if name.endswith(".html"))
    for name in pages:
        with open(os.path.join(folder, name), "rb") as file:
            total.update(file.read())
    return len(pages), total.hexdigest()[:16]


def main(count):
    # A name that is the same in every run: it is in the strings of the program's heap.
    folder = os.path.join(tempfile.gettempdir(), "gctrace-evaluation-sphinx")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "source"))
    try:
        generate(os.path.join(folder, "source"), count)
        status = build(["-q", "-E", "-b", "html", os.path.join(folder, "source"), os.path.join(folder, "html")])
        print("sphinx: status %d, %d pages, %s" % ((status,) + digest(os.path.join(folder, "html"))))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 24)
