"""What can stand in the way; each says what to do next."""

from typing import Any


class NotNow(Exception):
    """The state of things does not allow this. `message` is for the person who tried."""

    def __init__(self, message: Any):
        super().__init__(message)
        self.message = message
