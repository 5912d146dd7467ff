"""What a return says, without any XML: changes, comments, and what could not be read.

`Change` is one revision as the file holds it (or one silent edit found by comparing). `effect` says the same as
an amendment of the paragraphs that were sent, which is what merging works with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Certainty(StrEnum):
    """How sure it is that a change belongs to the clause that is named."""

    ANCHOR = "anchor"  # the paragraph's own bookmark came back
    EXACT = "exact"  # the words are those of one paragraph that was sent
    SIMILAR = "similar"  # aligned by likeness and order
    POSITION = "position"  # new text, placed by where it stands
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Characters `start` to `end` of the sent paragraph's text become `text`."""

    key: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Characters `start` to `end` become bold, or stop being so."""

    key: str
    start: int
    end: int
    on: bool


@dataclass(frozen=True, slots=True)
class NewParagraph:
    """A paragraph that was not sent. `after` is the key before it, None at the start; `style` a `BlockType` value.

    `order` parts several new paragraphs after the same key. `after_start` >= 0: it was split off from `after`
    at that character, and the words behind it moved into the new paragraph.
    """

    after: str | None
    text: str
    style: str
    level: int
    order: int = 0
    after_start: int = -1


@dataclass(frozen=True, slots=True)
class RemovedParagraph:
    key: str


@dataclass(frozen=True, slots=True)
class MovedParagraph:
    """The paragraph now stands after `after` (None: first)."""

    key: str
    after: str | None


@dataclass(frozen=True, slots=True)
class JoinedParagraphs:
    """`second` was run on to the end of `key`, parted by `glue`."""

    key: str
    second: str
    glue: str = " "


@dataclass(frozen=True, slots=True)
class NewRow:
    """A table row that was not sent: one text a cell."""

    table: str
    after: str | None
    cells: tuple[str, ...]
    order: int = 0


@dataclass(frozen=True, slots=True)
class RemovedRow:
    key: str


@dataclass(frozen=True, slots=True)
class Restyled:
    """Another list level or paragraph style."""

    key: str
    style: str
    level: int


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A change outside the agreed text (page set-up, a table's borders, a header): shown, never applied."""

    what: str


@dataclass(frozen=True, slots=True)
class Layout(Unmapped):
    """Where pages break, or font and size of words: shown, and nobody needs to decide it, as every draft is laid out anew."""


@dataclass(frozen=True, slots=True)
class Lost(Unmapped):
    """A change of an earlier draft whose words the current one no longer has: to be answered, or worded anew by amending."""


Effect = (
    TextEdit
    | Strong
    | NewParagraph
    | RemovedParagraph
    | MovedParagraph
    | JoinedParagraphs
    | NewRow
    | RemovedRow
    | Restyled
    | Unmapped
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `kind` is the OOXML element (ins, del, moveFrom …) or "silent"; `id` is stable within the return."""

    id: str
    kind: str
    target: str  # run | paragraph | row | cell | table | section
    story: str  # main, header1, footer1, footnotes, endnotes, …
    clause: str | None
    block: str | None  # paragraph key
    certainty: Certainty
    author: str
    date: str | None  # ISO 8601 as the file says it, None if it says none
    before: str
    after: str
    effect: Effect
    group: int  # revisions that make up one edit (a deletion and the insertion beside it) share it
    noise: bool = False  # a mail gateway's banner or header


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `quoted` are the words it points at, "" for a point. `parent` is the comment it answers."""

    id: str
    parent: str | None
    author: str
    date: str | None
    story: str
    clause: str | None
    block: str | None
    quoted: str
    text: str
    resolved: bool


@dataclass(frozen=True, slots=True)
class Unread:
    part: str
    element: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Which copy came back, and how sure that is."""

    agreement: str | None
    draft: int | None
    recipient: str | None
    certainty: Certainty
    history_head: str | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """The reviewer's own word on the draft as a whole: it may be `given` as it stands, or subject to the points made.

    `words` are the reviewer's; `name` who gave it, `on` the day (ISO 8601) where the file says so.
    """

    given: bool
    words: str
    name: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """All that one returned file says."""

    pack: Pack
    changes: tuple[Change, ...]
    comments: tuple[Comment, ...]
    unread: tuple[Unread, ...]
    rejected_equals_sent: bool | None  # None: there was no sent copy to compare with
    differences: tuple[str, ...] = field(default=())  # where it is not, in words
    approval: Approval | None = None
