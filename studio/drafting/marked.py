"""Marked text, as the sandbox gives it, taken apart into runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from studio.drafting.draft import Run
from studio.drafting.engine import FACT, FACT_END, FACT_TEXT, PIECE, PIECE_END, PIECE_TEXT
from studio.library.source import Literal, Pieces

_MARK = re.compile(f"([{FACT}{FACT_TEXT}{FACT_END}{PIECE}{PIECE_TEXT}{PIECE_END}])")


def runs_of(text: str, pieces: Pieces) -> tuple[Run, ...]:
    """Take marked text apart into runs; white space is folded as on a line of print."""
    return folded(loose_runs_of(text, pieces))


def loose_runs_of(text: str, pieces: Pieces) -> tuple[Run, ...]:
    """Take marked text apart into runs, white space as it is."""
    runs: list[Run] = []
    piece, fact = -1, None
    expecting = ""
    for token in _MARK.split(text):
        if token in (PIECE, FACT):
            expecting = token
        elif token == PIECE_END:
            piece = -1
        elif token == FACT_END:
            fact = None
        elif token in (PIECE_TEXT, FACT_TEXT):
            expecting = ""
        elif expecting == PIECE:
            piece = int(token)
        elif expecting == FACT:
            fact = token
        elif token or _refers(piece, pieces):
            runs.append(_run(token, piece, fact, pieces))
    return tuple(runs)


def _refers(piece: int, pieces: Pieces) -> bool:
    """A cross reference has no words before numbering, but its place is kept."""
    source = pieces[piece] if piece >= 0 else None
    return isinstance(source, Literal) and source.ref is not None


def _run(token: str, piece: int, fact: str | None, pieces: Pieces) -> Run:
    source = pieces[piece] if piece >= 0 else None
    strong = bool(source and source.strong)
    literal = source if isinstance(source, Literal) else None
    return Run(
        token, fact, strong, ref=literal.ref if literal else None, box=bool(literal and literal.box), piece=piece
    )


def folded(runs: Sequence[Run]) -> tuple[Run, ...]:
    """One space between words whatever the facts and the source had; none at the ends."""
    kept: list[Run] = []
    blank = True
    for run in runs:
        words = re.sub(r"[ \t\r\n]+", " ", run.text)
        if blank and words.startswith(" "):
            words = words[1:]
        if words or run.ref:
            kept.append(run if words == run.text else replace(run, text=words))
            blank = words.endswith(" ") if words else False
    while kept and not kept[-1].ref and kept[-1].text.endswith(" "):
        last = replace(kept[-1], text=kept[-1].text.rstrip(" "))
        kept[-1:] = [last] if last.text else []
    return tuple(kept)
