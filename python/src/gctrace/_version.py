"""The version, which is the command's."""

__version__ = "0.1.0"
