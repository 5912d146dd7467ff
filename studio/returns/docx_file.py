"""A DOCX opened for reading: its stories, comments and manifest, and all that could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from studio.errors import HostileFile
from studio.returns.change import Unread
from studio.returns.comments import RawComment, read_comments
from studio.returns.flow import Report
from studio.returns.guard import Package, open_package
from studio.returns.ooxml import Element, attr, is_known, name_of, parse
from studio.returns.paragraphs import Story
from studio.returns.parts import STORIES, WORD, link_targets, relations_of, unread_parts, unread_relations
from studio.returns.sent import Manifest, read_manifest
from studio.returns.shapes import Shapes
from studio.returns.styles import Styles
from studio.returns.walk import Walker

_Main = tuple[tuple[Story, ...], tuple[Unread, ...]]
_ASK = "Ask the sender to save it as a plain Word document (.docx) and send it again."


@dataclass
class DocxFile:
    """All stories in order: main text, its boxes, headers, footers, notes."""

    package: Package
    manifest: Manifest
    stories: list[Story]
    comments: tuple[RawComment, ...]
    unread: list[Unread] = field(default_factory=list)

    @property
    def main(self) -> Story:
        return self.stories[0]


def open_docx(data: bytes) -> DocxFile:
    """The file's content. Raises HostileFile if it is refused (see `guard.open_package`)."""
    return _opened(data, _main_stories)


def open_issued(data: bytes) -> DocxFile:
    """The same for a file of our own, to be looked at and not changed: all copies of one draft have the same main
    part, whose reading is kept for the next copy."""
    return _opened(data, _kept_stories)


def _opened(data: bytes, main: Callable[[str, bytes, bytes, bytes], _Main]) -> DocxFile:
    try:
        return _Reader(open_package(data), main).read()
    except (RecursionError, MemoryError) as error:
        raise HostileFile("This file is nested more deeply than any real document.", _ASK) from error


def _main_stories(name: str, document: bytes, styles: bytes, relations: bytes) -> _Main:
    """The main text and its boxes, and what in them was not read."""
    root = parse(document, name)
    if name_of(root) != "w:document":
        raise HostileFile("The document part of this file is no Word document.", _ASK)
    named = [(name_of(item), item) for item in root if name_of(item)]
    bodies = [item for each, item in named if each == "w:body"]
    unread = [
        Unread(name, each, "not known inside w:document")
        for each, item in named
        if not is_known("w:document", each) or item in bodies[1:]
    ]
    shapes = Shapes(Styles(parse(styles, "styles") if styles else None))
    targets = link_targets(relations, name)
    return tuple(_walked("main", name, bodies[:1], shapes, unread, targets)), tuple(unread)


_kept_stories = lru_cache(maxsize=2)(_main_stories)


def _walked(
    label: str, part: str, roots: list[Element], shapes: Shapes, unread: list[Unread], targets: Mapping[str, str] | None = None
) -> list[Story]:  # fmt: skip
    """What the roots hold as one story, and behind it the text boxes in it."""
    walker = Walker(Story(label, part), shapes, lambda element, reason: unread.append(Unread(part, element, reason)),
                    targets=targets or {})  # fmt: skip
    for root in roots:
        walker.walk(root)
        walker.container = next(walker.numbers)  # the next note is no neighbour of this one
    walker.finish()
    return [walker.story, *walker.boxes]


class _Reader:
    def __init__(self, package: Package, main: Callable[[str, bytes, bytes, bytes], _Main]) -> None:
        self.package = package
        self.main = main
        self.unread: list[Unread] = []
        self.styles = package.parts.get(self._name("styles+xml") or "", b"")
        self.shapes = Shapes(Styles(self._part("styles+xml")))

    def read(self) -> DocxFile:
        stories = list(self._stories())
        extended = self._part("commentsExtended+xml")
        report = self._report(self._name("comments+xml") or "comments")
        loose = extended is None or "LibreOffice" in self._application()
        comments = read_comments(self._part("comments+xml"), extended, stories, self.shapes, report, loose=loose)
        self.unread += unread_parts(self.package)
        self.unread += unread_relations(self.package)
        unique = list(dict.fromkeys(self.unread))
        return DocxFile(self.package, read_manifest(self.package), stories, comments, unique)

    def _application(self) -> str:
        for name, kind in self.package.types.items():
            if kind.endswith("extended-properties+xml"):
                found = next(
                    (item for item in parse(self.package.parts[name], name) if "Application" in str(item.tag)), None
                )
                return found.text or "" if found is not None else ""
        return ""

    def _name(self, kind: str) -> str | None:
        return next((name for name, each in self.package.types.items() if each == WORD + kind), None)

    def _part(self, kind: str) -> Element | None:
        name = self._name(kind)
        return parse(self.package.parts[name], name) if name else None

    def _report(self, part: str) -> Report:
        return lambda element, reason: self.unread.append(Unread(part, element, reason))

    # -- stories

    def _stories(self) -> Iterator[Story]:
        stories, unread = self.main(
            self.package.main, self.package.parts[self.package.main], self.styles,
            self.package.parts.get(relations_of(self.package.main), b""),
        )  # fmt: skip
        self.unread += unread
        yield from stories
        for suffix, label in STORIES.items():
            for number, part in enumerate(
                sorted(n for n, k in self.package.types.items() if k == WORD + suffix), start=1
            ):
                found = parse(self.package.parts[part], part)
                if label in {"header", "footer"}:
                    yield from _walked(f"{label}{number}", part, [found], self.shapes, self.unread)
                else:
                    yield from _walked(label, part, self._notes(found, part), self.shapes, self.unread)

    def _notes(self, root: Element, part: str) -> list[Element]:
        notes = []
        for item in root:
            if name_of(item) in {"w:footnote", "w:endnote"}:
                if attr(item, "w:type") not in {"separator", "continuationSeparator", "continuationNotice"}:
                    notes.append(item)
            elif name_of(item):
                self.unread.append(Unread(part, name_of(item), f"not known inside {name_of(root)}"))
        return notes
