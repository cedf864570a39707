"""html5lib: parses documents with faults, walks and serializes the trees.

html5lib_run.py [DOCUMENTS]
"""

import hashlib
import sys

import html5lib
from html5lib.serializer import HTMLSerializer

from material import Author

BUILDERS = ("etree", "dom")


def document(seed):
    author = Author(seed)
    parts = ["<!DOCTYPE html><title>", author.title(), "</title><body class=", author.word(), ">"]
    for number in range(60):
        kind = author.random.randrange(6)
        if kind == 0:
            parts.append("<p id=p%d>%s<b>%s<i>%s</b>%s</i>" % (number, author.sentence(), author.word(), author.word(), author.word()))
        elif kind == 1:
            parts.append("<table><tr><td>%s<td>%s</tr>%s</table>" % (author.word(), author.word(), author.word()))
        elif kind == 2:
            parts.append("<ul><li>%s<li><a href='/%s?a=1&b=2'>%s</a></ul>" % (author.sentence(), author.word(), author.word()))
        elif kind == 3:
            parts.append("<select><option value=%d>%s<option selected>%s</select>" % (number, author.word(), author.word()))
        elif kind == 4:
            parts.append("<div><span>%s</div>&amp;&eacute;&nosuch;<!-- %s -->" % (author.paragraph(), author.word()))
        else:
            parts.append("<svg><circle r=%d><p>%s</svg>" % (number, author.sentence()))
    return "".join(parts)


def main(documents):
    digest = hashlib.sha256()
    kept = []
    for seed in range(documents):
        builder = BUILDERS[seed % len(BUILDERS)]
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder(builder))
        tree = parser.parse(document(seed))
        walker = html5lib.getTreeWalker(builder)
        digest.update(HTMLSerializer(omit_optional_tags=False).render(walker(tree)).encode())
        kept.append((tree, len(parser.errors)))
        del kept[:-4]
    print("html5lib: %d documents, %d errors in the last, %s" % (documents, kept[-1][1], digest.hexdigest()[:16]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 90)
