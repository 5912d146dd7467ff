"""What a check found: plain words for a person, with the place and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `accepted` is the reason that was recorded when a person accepted it; None while it is open."""

    rule: str
    severity: str  # error | warning | advice
    acceptable: bool  # may be accepted with a reason: every warning and advice, and the errors marked E* (section 5)
    pointer: str  # RFC 6901, into the facts
    line: int | None  # line of the facts file, where it is known
    clause: str | None  # clause of the draft that prints the fact, where there is a draft
    message: str
    action: str
    source: str
    accepted: str | None = None
    subject: str = ""  # the document, and the term in it, of a finding that no fact is behind

    @property
    def place(self) -> str:
        """What an acceptance is for: the fact, or the document where no fact alone is behind the finding."""
        return f"{self.pointer}#{self.subject}" if self.subject else self.pointer

    @property
    def blocks(self) -> bool:
        """An open error stands between this agreement and signing."""
        return self.severity == "error" and self.accepted is None
