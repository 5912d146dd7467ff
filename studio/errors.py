"""What can go wrong in the world or at the user's hand; anything else that is raised is a bug of ours."""

from __future__ import annotations


class StudioError(Exception):
    """A refusal that a person can act on: `message` says what happened, `next_step` what to do now."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class WrongUse(StudioError):  # noqa: N818 - what happened
    """The command was given something it cannot use: an unknown option value, a file that is not there."""


class HostileFile(StudioError):  # noqa: N818 - what came
    """A file from outside was refused before anything in it was trusted."""


class Cancelled(Exception):  # noqa: N818 - cancelling is no error (docs/decisions)
    """The user stopped a piece of work; the store is as it was."""
