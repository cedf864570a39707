"""The options of a recording."""

# The units of a size, as powers of 1024.
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


class OptionError(ValueError):
    """An option has an invalid value: the option's name in `Options`, and what is wrong."""

    def __init__(self, name, text):
        super().__init__("{}: {}".format(name, text))
        self.name = name
        self.text = text


class Options:
    """How to record.

    sites: note where each object was allocated.
    every: look at the heap also each time that so many more objects have been allocated than deallocated, or the allocator of objects
        has been called 16 times as often; 0: only at collections.
    max_size: end the recording before the log has more bytes than this; a number, or a text such as "500M"; 0: no limit.
    follow_fork: record each forked child too, in a log of its own.
    follow: the same, and what is started anew: by multiprocessing's spawn, by subprocess, by exec.
    names: False; True for what each reference goes by, an attribute, slot, variable or key of a dict, in the log; "attributes" leaves the
        keys of dicts out, which may be anybody's data.
    list_sizes: "auto" notes how long the collector's lists are where that is cheap, "always" at each collection.

    Raises OptionError, a ValueError, for a value that cannot be.
    """

    __slots__ = ("sites", "every", "max_size", "follow_fork", "follow", "list_sizes", "names")

    def __init__(
        self, *, sites=False, every=0, max_size=0, follow_fork=False, follow=False, list_sizes="auto", names=False
    ):
        if isinstance(max_size, str):
            max_size = parse_size(max_size)
        for name, value, limit in (("every", every, 1 << 31), ("max_size", max_size, 1 << 63)):
            if not isinstance(value, int) or not 0 <= value < limit:
                raise OptionError(name, "expected a number from 0 to {}, found {!r}".format(limit - 1, value))
        if list_sizes not in ("auto", "always"):
            raise OptionError("list_sizes", "expected auto or always, found {!r}".format(list_sizes))
        if names in (False, True, None):
            names = "all" if names else "none"
        if names not in ("none", "all", "attributes"):
            raise OptionError("names", "expected all or attributes, found {!r}".format(names))
        self.sites = bool(sites)
        self.every = every
        self.max_size = max_size
        self.follow = bool(follow)
        self.follow_fork = bool(follow_fork) or self.follow
        self.list_sizes = list_sizes
        self.names = names

    def as_dict(self):
        """The options by name, as the initializer takes them."""
        return {name: getattr(self, name) for name in self.__slots__}


def parse_size(text):
    """Bytes of a size as people write it: 1000, 64K, 500M, 2G. Raises OptionError for anything else."""
    digits, unit = text, ""
    if text[-1:].upper() in UNITS:
        digits, unit = text[:-1], text[-1:].upper()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise OptionError("max_size", "expected a size such as 1000, 64K, 500M or 2G, found {!r}".format(text))
    return int(digits) * UNITS[unit]
