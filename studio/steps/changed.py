"""What a step touched, so that pages know what to read again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changed:
    """Ids of the agreements a step wrote to, and one sentence for the message bar."""

    agreements: frozenset[str] = frozenset()
    said: str = ""
