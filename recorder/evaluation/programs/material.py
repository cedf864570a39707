"""Text to build documents from: the same words for the same seed."""

import random

WORDS = (
    "allocation barrier candidate counter cycle deallocation finalizer frame generation heap identity interpreter list "
    "mutator object pause promotion queue reachable reference register release root sample survivor table thread "
    "threshold traversal tuple unreachable weak"
).split()


class Author:
    """Writes words, sentences and paragraphs from a seeded source of random numbers."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def word(self):
        return self.random.choice(WORDS)

    def title(self):
        return " ".join(self.word().capitalize() for _ in range(self.random.randint(2, 5)))

    def sentence(self):
        words = [self.word() for _ in range(self.random.randint(6, 14))]
        return " ".join(words).capitalize() + "."

    def paragraph(self):
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 5)))
