"""What was sent: the manifest inside a review copy, and its paragraphs as lines that a return is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from studio.returns.beside import descriptions_of, targets_of
from studio.returns.breaks import Break, breaks_of, of_group
from studio.returns.guard import Package
from studio.returns.lettering import odd_letters
from studio.returns.ooxml import Element, parse
from studio.returns.paragraphs import Format, Look, Paragraph, Piece, Story, grouped

MANIFEST = "urn:agreement-studio:review-copy:"  # docs/formats/review-copy.md
_HEAD = re.compile(rb"<manifest[^<>]*>")
_BOOKMARK = re.compile(r"_cp_(?P<clause>\w*?)_(?P<hash>[0-9a-f]{8}x*)(?:_Copy_\d+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph of the manifest; `row` and `table` are keys, None outside a table."""

    key: str
    clause: str
    type: str
    level: int
    row: str | None = None
    table: str | None = None
    number: str = ""  # as printed, for showing only


class _Entries(Mapping[str, Entry]):
    """The entries by bookmark name, made when the first is asked for: of a return only the head is looked at.

    Equal where the bytes behind the head are, as in all copies of one draft.
    """

    def __init__(self, root: Element | None = None, blob: bytes = b"") -> None:
        self._root = root
        head = _HEAD.search(blob)
        encoding = root.getroottree().docinfo.encoding if root is not None else None
        self._said = (encoding, blob[head.end() if head else 0 :])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Entries) and self._said == other._said

    def __hash__(self) -> int:
        return hash(self._said)

    @cached_property
    def _made(self) -> dict[str, Entry]:
        return {mark: entry for mark, entry in _entries(self._root) if mark} if self._root is not None else {}

    def __getitem__(self, mark: str) -> Entry:
        return self._made[mark]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True, slots=True)
class Manifest:
    """`head` holds agreement, draft, recipient, history-head …; `entries` goes by bookmark name."""

    head: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=_Entries)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A paragraph as it was sent. Without a name in the manifest or a bookmark, `key` is `#` and a number."""

    index: int
    key: str
    named: bool
    clause: str | None
    type: str
    level: int
    text: str
    look: Look
    formats: tuple[tuple[int, Format], ...]  # number of letters and how they look, from first to last
    row: str | None
    table: str | None
    results: tuple[str, ...]  # of the fields in it, in order
    container: int = 0
    targets: tuple[tuple[int, str], ...] = ()  # numbers of letters and where they lead, "" for nowhere
    odd: tuple[tuple[int, str], ...] = ()  # numbers of letters and how they stand out by font or size, "" for most
    descriptions: tuple[str, ...] = ()  # alternative texts of its pictures
    breaks: tuple[Break, ...] = ()  # of pages and sections
    things: tuple[str, ...] = ()  # what stands in it beside words: pictures, notes


def read_manifest(package: Package) -> Manifest:
    """The list of paragraphs that the review copy carries; empty where the file has none (any more)."""
    for name, blob in package.parts.items():
        if (
            name.startswith("customXml/")
            and name.endswith(".xml")
            and MANIFEST.encode() in blob
            and b"<manifest" in blob
        ):
            root = parse(blob, name)
            if str(root.tag).startswith(f"{{{MANIFEST}"):
                return Manifest({str(k): str(v) for k, v in root.attrib.items()}, _Entries(root, blob))
    return Manifest()


def _entries(root: Element) -> Iterator[tuple[str, Entry]]:
    for item in root.iter("{*}paragraph"):
        parent = item.getparent()
        row = parent if parent is not None and str(parent.tag).endswith("}row") else None
        is_table = item.get("type") == "table"
        level = item.get("level", "0")
        yield (
            item.get("bookmark", ""),
            Entry(
                item.get("key", ""),
                item.get("clause", ""),
                item.get("type", "paragraph"),
                int(level) if level.isascii() and level.isdigit() and len(level) < 4 else 0,
                row.get("key") if row is not None else None,
                row.get("table") if row is not None else item.get("key") if is_table else None,
                item.get("number", ""),
            ),
        )


def entry_of(anchor: str, manifest: Manifest) -> Entry | None:
    """The paragraph that a bookmark marks: by the manifest, else by what the bookmark's own name says."""
    if (named := manifest.entries.get(anchor)) is not None:
        return named
    match = _BOOKMARK.fullmatch(anchor)
    if match is None:
        return None
    base = anchor.partition("_Copy_")[0]
    known = manifest.entries.get(base)
    if known is None and manifest.entries:
        return None
    return known or Entry(base, match["clause"].replace("_", "-"), "paragraph", 0)


def sent_lines(story: Story, manifest: Manifest) -> list[Line]:
    """The paragraphs of a story as they were sent (all its changes rejected), without generated contents."""
    lines: list[Line] = []
    taken: set[str] = set()
    breaks = breaks_of(story)
    for group in grouped(story.paragraphs, "rejected"):
        if group[0].generated:
            continue
        entries = (entry_of(anchor, manifest) for paragraph in group for anchor in paragraph.anchors)
        entry = next((each for each in entries if each and each.key not in taken), None)
        if entry:
            taken.add(entry.key)
        lines.append(_line(len(lines), group, entry, breaks))
    return lines


def runs(parts: Iterable[tuple[int, Format]]) -> tuple[tuple[int, Format], ...]:
    """Neighbours that look the same as one, and none without letters."""
    made: list[tuple[int, Format]] = []
    for size, look in parts:
        if size and made and made[-1][1] == look:
            made[-1] = (made[-1][0] + size, look)
        elif size:
            made.append((size, look))
    return tuple(made)


def _line(index: int, group: list[Paragraph], entry: Entry | None, breaks: Mapping[Paragraph, list[Break]]) -> Line:
    pieces = [piece for paragraph in group for piece in paragraph.pieces if piece.in_("rejected")]
    host = next((p for p in group if p.text("rejected").strip()), group[-1])
    return Line(
        index,
        entry.key if entry else f"#{index}",
        entry is not None,
        (entry.clause or None) if entry else None,
        entry.type if entry else "paragraph",
        entry.level if entry else 0,
        "".join(piece.text for piece in pieces),
        host.look_sent,
        runs((len(piece.text), piece.format_sent) for piece in pieces),
        entry.row if entry else None,
        entry.table if entry else None,
        tuple(piece.text for piece in pieces if piece.field),
        host.container,
        targets_of(group),
        odd_letters(group),
        descriptions_of(group),
        of_group(group, breaks),
        things_of(pieces),
    )


def things_of(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Pictures and notes among them, in order. Breaks of pages are none: programs write them in several ways."""
    return tuple(piece.thing for piece in pieces if piece.thing in {"picture", "footnote", "endnote"})
