"""What ends an evaluation before it has an answer."""


class EvaluationError(Exception):
    """A run that cannot go on; its text is one line for standard error, `status` the exit status."""

    def __init__(self, message, status=70):
        super().__init__(message)
        self.status = status


USAGE = 64
NO_INPUT = 66
