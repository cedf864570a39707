"""docutils: one large reStructuredText document after another, each to HTML and to LaTeX.

docutils_run.py [DOCUMENTS]
"""

import hashlib
import sys

from docutils.core import publish_string
from docutils.writers import get_writer_class

from material import Author

SETTINGS = {
    "report_level": 5,
    "output_encoding": "unicode",
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "datestamp": None,
    "generator": False,
    "source_link": False,
    "_disable_config": True,
    "legacy_column_widths": False,
    "use_latex_citations": True,
}


def table(author, rows):
    rule = "%s  %s  %s" % ("=" * 14, "=" * 14, "=" * 14)
    lines = [rule, "%-14s  %-14s  %-14s" % ("name", "before", "after"), rule]
    for row in range(rows):
        lines.append("%-14s  %-14s  %-14d" % (author.word(), author.word(), row))
    return lines + [rule, ""]


def section(author, number):
    title = "%d %s" % (number, author.title())
    lines = ["", ".. _section-%d:" % number, "", title, "-" * len(title), "", author.paragraph(), ""]
    for item in range(author.random.randint(3, 6)):
        lines.append("* *%s* and ``%s``: %s" % (author.word(), author.word(), author.sentence()))
    lines += ["", "See `section-%d`_, [#]_ and |name|." % max(0, number - 1), "", ".. [#] " + author.sentence(), ""]
    lines += table(author, 4)
    lines += [".. note::", "", "   " + author.paragraph(), "", ":field %d: %s" % (number, author.sentence()), ""]
    lines += ["Literal::", "", "   %s = %s" % (author.word(), author.word()), ""]
    return lines


def document(seed, sections):
    author = Author(seed)
    lines = ["=" * 40, "Document %d" % seed, "=" * 40, "", ".. contents::", "", ".. |name| replace:: document %d" % seed]
    for number in range(sections):
        lines += section(author, number)
    return "\n".join(lines)


def main(documents):
    digest = hashlib.sha256()
    for seed in range(documents):
        source = document(seed, 36)
        for writer in ("html5", "latex"):
            digest.update(publish_string(source, writer=get_writer_class(writer)(), settings_overrides=SETTINGS).encode())
    print("docutils: %d documents, %s" % (documents, digest.hexdigest()[:16]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
