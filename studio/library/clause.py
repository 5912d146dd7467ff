"""A clause and a template as the library holds them."""

from __future__ import annotations

from dataclasses import dataclass

from studio.library.source import Line


@dataclass(frozen=True, slots=True)
class Citation:
    """A legal reference: the instrument, and the place in it."""

    cite: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.cite}, {self.place}" if self.place else self.cite


@dataclass(frozen=True, slots=True)
class ClauseVersion:
    version: str
    date: str
    reason: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of several wordings for the same point. `rank` 1 is preferred, 2 a fall-back, 3 the least acceptable."""

    of: str  # what they are alternatives for, the same in all of them
    rank: int
    right_when: str
    instead_of: tuple[str, ...] = ()  # of a wording in reserve: the clauses whose place it can take


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. `when` is a Jinja2 expression over the facts, "" for always; `file` is relative to the content folder."""

    id: str
    title: str
    version: str
    status: str
    section: str
    when: str
    why: str
    facts: tuple[str, ...]
    law: tuple[Citation, ...]
    gloss: str
    guidance: str
    defines: tuple[str, ...]
    uses: tuple[str, ...]
    changes: tuple[ClauseVersion, ...]
    alternative: Alternative | None
    heading: bool
    file: str
    body_line: int  # file line of the first body line
    body: str
    lines: tuple[Line, ...]
    after: str = ""  # of a workspace's own clause: the clause that it follows in every document that has that one

    @property
    def folder(self) -> str:
        return self.file.rsplit("/", 2)[-2]


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """Some clauses under a part heading, under a schedule heading, or under none.

    `place` names the heading in drafts that reviewers hold: its number among the entries that have no key of their own.
    """

    kind: str  # plain | part | schedule
    heading: str
    clauses: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """What a document is for, when not to use it, and the order of its clauses.

    `when` says for which facts it belongs to the family; one that is `by_name` is made only where it is asked for. With
    `each_party` there is also one for every partner, in which `this` is that partner.
    """

    id: str
    title: str
    short_title: str
    family: str
    purpose: str
    not_for: str
    outline: tuple[OutlineEntry, ...]
    file: str
    numbered: bool
    when: str = ""
    by_name: bool = False
    each_party: bool = False
    like: str = ""  # the template whose outline it takes
    bilingual: bool = False  # each clause in Welsh and then in English
    look: str = ""  # of a form: easy-read, large-print; left out = ordinary


@dataclass(frozen=True, slots=True)
class ClauseProblem:
    """Something wrong with one file of the library; the rest of the library is still good."""

    file: str
    line: int
    code: str
    message: str
