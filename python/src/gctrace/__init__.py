"""The Python side of gctrace."""

__version__ = "0.1.0"
