"""What the other partners are told of an item that is confidential: that there is one, whose it is, and why."""

from __future__ import annotations

import re

WRITERS_WISH = "Its writer marked it as confidential."
WITHHELD = "Withheld"
_MARK = re.compile(
    r"\W*(strictly |private and |in )?(confidential|confidence)\b(?!\s+(in|of|that|data|information))", re.IGNORECASE
)


def asks_confidence(text: str) -> bool:
    """Whether a comment begins by asking that it be kept from the others ("CONFIDENTIAL: …", "[In confidence] …")."""
    return bool(_MARK.match(text))
