"""Why another program's signature on our file cannot be used, in words that its sender can act on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.signing.report import Problem

_ENTRY = re.compile(rb"^(\d+) 1[ \t]*\r?\n\d{10} (\d{5}) n", re.MULTILINE)  # one object in a cross-reference table


@dataclass(frozen=True, slots=True)
class ForeignFault:
    """What the other program did, and what its user can do."""

    sentence: str
    next_step: str


def foreign_fault(pdf: bytes, sent: bytes, problem: Problem) -> ForeignFault | None:
    """The cause behind `problem`, if it is one that other programs are known to make; `pdf` begins with `sent`."""
    if problem.code == "unreadable" and (number := _wrong_generation(pdf[len(sent) :])):
        return ForeignFault(
            f"The program that signed this file wrote object {number} with a generation that was never freed "
            "(ISO 32000-2, 7.5.4; poppler’s pdfsig does so), so that other programs cannot read the file.",
            "Sign the file that was sent once more, with Agreement Studio or Adobe Reader.",
        )
    if problem.code == "algorithm-weak":
        return ForeignFault(
            problem.sentence,
            "Sign the file that was sent once more with a program that uses SHA-256 or better; Agreement Studio does, "
            "mutool up to 1.21 does not.",
        )
    return None


def _wrong_generation(added: bytes) -> int:
    """The first object in what was added whose generation is not 0: nothing that we send ever freed one."""
    found = next((one for one in _ENTRY.finditer(added) if int(one[2])), None)
    return int(found[1]) if found else 0
