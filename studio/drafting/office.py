"""A partner may be an office: the name of an office takes an article within a sentence, that of an organisation none."""

from __future__ import annotations

# How the legal names of offices and of bodies of persons begin. "Police" and "Council" alone begin names of organisations.
_OFFICES = (
    "Chief Constable", "Chief Officer", "Commissioner", "Governing Body", "Governors", "Lord Mayor", "Mayor",
    "Police and Crime Commissioner", "Police, Fire and Crime Commissioner", "Police Service of Northern Ireland",
    "Scottish Ministers", "Secretary of State", "Trustees", "Welsh Ministers",
)  # fmt: skip


def takes_article(legal_name: str) -> bool:
    """Whether a sentence says "the" before this name: "for the Chief Constable of North Yorkshire Police"."""
    return any(legal_name == each or legal_name.startswith((f"{each} ", f"{each}'")) for each in _OFFICES)


def titled(legal_name: str) -> str:
    """The name as it reads within a sentence, with its article where it is an office."""
    return f"the {legal_name}" if takes_article(legal_name) else legal_name


def untitled(said: str) -> str:
    """The legal name in words that `titled` gave."""
    bare = said.removeprefix("the ")
    return bare if takes_article(bare) else said
