"""A review copy with what its reviewer changed, said and approved: an ordinary Word file with tracked changes and comments."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from studio.documents.docx_parts import custom
from studio.documents.docx_tracked import Author, add_after, cut_at, pieces, remove, reword, words_of
from studio.documents.docx_tree import Element, local, main_part, parse, unpack, w
from studio.documents.docx_xml import W
from studio.errors import StudioError

_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


@dataclass(frozen=True, slots=True)
class Wording:
    """The paragraph at this bookmark shall read `text`."""

    bookmark: str
    text: str


@dataclass(frozen=True, slots=True)
class NewText:
    """A paragraph behind the one at this bookmark."""

    bookmark: str
    text: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The paragraph at this bookmark goes."""

    bookmark: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on `words` of the paragraph at this bookmark, or on all of it ("")."""

    bookmark: str
    text: str
    words: str = ""


ReviewEdit = Wording | NewText | Gone | Remark


def reviewed(
    data: bytes, edits: tuple[ReviewEdit, ...], author: str, at: str, properties: Mapping[str, str] | None = None
) -> bytes:
    """The file with these edits tracked under `author` at `at` (ISO 8601), and custom `properties` set ("" takes one out).

    Raises StudioError where a paragraph is not in the file; HostileFile if the file is none.
    """
    parts = unpack(data)
    name = main_part(parts)
    root = parse(parts[name])
    writer = _Reviewed(parts, name, root, Author(author, at, _next_id(root)))
    for each in edits:
        writer.take(each)
    parts[name] = _bytes(root)
    if properties:
        writer.set_properties(properties)
    return _packed(data, parts)


class _Reviewed:
    def __init__(self, parts: dict[str, bytes], name: str, root: Element, author: Author) -> None:
        self.parts, self.name, self.root, self.author = parts, name, root, author

    def take(self, edit: ReviewEdit) -> None:
        paragraph = self._paragraph(edit.bookmark)
        match edit:
            case Wording(text=text):
                reword(paragraph, " ".join(text.split("\n")), self.author)
            case NewText(text=text):
                add_after(paragraph, " ".join(text.split("\n")), self.author)
            case Gone():
                remove(paragraph, self.author)
            case Remark():
                self._remark(paragraph, edit)

    def _paragraph(self, bookmark: str) -> Element:
        for mark in self.root.iter(w("bookmarkStart")):
            if mark.get(w("name")) == bookmark:
                above = next(mark.iterancestors(w("p")), None)
                if above is not None:
                    return above
        raise StudioError("This paragraph is not in the file any more.", "Open the file again.")

    # -- comments

    def _remark(self, paragraph: Element, remark: Remark) -> None:
        number = self._add_comment(remark.text)
        start, end = 0, len(words_of(paragraph))
        if remark.words and (at := words_of(paragraph).find(remark.words)) >= 0:
            start, end = at, at + len(remark.words)
            cut_at(paragraph, start)
            cut_at(paragraph, end)
        first, last = _range(paragraph, start, end)
        opened, closed = (etree.Element(w(f"commentRange{side}")) for side in ("Start", "End"))
        for each in (opened, closed):
            each.set(w("id"), number)
        run = etree.Element(w("r"))
        etree.SubElement(run, w("commentReference")).set(w("id"), number)
        if first is None or last is None:
            paragraph.extend([opened, closed, run])
            return
        first.addprevious(opened)
        last.addnext(closed)
        closed.addnext(run)

    def _add_comment(self, text: str) -> str:
        part = self._part(_COMMENTS, "word/comments.xml", "comments", self.name)
        root = parse(self.parts[part]) if part in self.parts else etree.Element(w("comments"), nsmap={"w": W})
        used = [int(each.get(w("id"), "0")) for each in root if each.get(w("id"), "0").isdigit()]
        number = str(max(used, default=-1) + 1)
        made = etree.SubElement(root, w("comment"))
        made.set(w("id"), number)
        made.set(w("author"), self.author.name)
        made.set(w("date"), self.author.at)
        made.set(w("initials"), "".join(word[0] for word in self.author.name.split()[:3]).upper())
        for line in text.split("\n") or [""]:
            run = etree.SubElement(etree.SubElement(made, w("p")), w("r"))
            etree.SubElement(run, w("t")).text = line
        self.parts[part] = _bytes(root)
        return number

    # -- properties

    def set_properties(self, wanted: Mapping[str, str]) -> None:
        part = self._part(_CUSTOM, "docProps/custom.xml", "custom-properties", "")
        known: dict[str, str] = {}
        if part in self.parts:
            for item in parse(self.parts[part]):
                if item.get("name"):
                    known[str(item.get("name"))] = "".join(str(text) for text in item.itertext())
        known |= wanted
        self.parts[part] = custom({key: text for key, text in known.items() if text}).encode()

    def _part(self, kind: str, name: str, relation: str, owner: str) -> str:
        """The part of that content type; where there is none, its name is entered for one to be made."""
        types = parse(self.parts["[Content_Types].xml"])
        for item in types:
            if item.get("ContentType") == kind and item.get("PartName"):
                return str(item.get("PartName")).lstrip("/")
        override = etree.SubElement(types, f"{{{_TYPES}}}Override")
        override.set("PartName", f"/{name}")
        override.set("ContentType", kind)
        self.parts["[Content_Types].xml"] = _bytes(types)
        folder, _, base = owner.rpartition("/")
        rels = f"{folder}/_rels/{base}.rels" if owner else "_rels/.rels"
        root = (
            parse(self.parts[rels])
            if rels in self.parts
            else etree.Element(f"{{{_REL}}}Relationships", nsmap={None: _REL})
        )
        used = {str(each.get("Id")) for each in root}
        made = etree.SubElement(root, f"{{{_REL}}}Relationship")
        made.set("Id", next(f"rIdAS{n}" for n in range(1, 10_000) if f"rIdAS{n}" not in used))
        made.set("Type", f"{_OFFICE}/{relation}")
        made.set("Target", name.removeprefix(f"{folder}/") if owner else name)
        self.parts[rels] = _bytes(root)
        return name


def _range(paragraph: Element, start: int, end: int) -> tuple[Element | None, Element | None]:
    """The outermost elements of the paragraph that hold its first and its last word in a stretch."""
    place, found = 0, []
    for piece in pieces(paragraph):
        if piece.text and place < end and place + len(piece.text) > start:
            found += piece.runs
        place += len(piece.text)
    if not found:
        return None, None
    return _top(paragraph, found[0]), _top(paragraph, found[-1])


def _top(paragraph: Element, run: Element) -> Element:
    while run.getparent() is not None and run.getparent() is not paragraph:
        run = run.getparent()  # type: ignore[assignment]
    return run


def _next_id(root: Element) -> int:
    kinds = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "cellIns", "cellDel"}
    used = [each.get(w("id"), "") for each in root.iter() if local(each) in kinds]
    return max((int(each) for each in used if each.isdigit()), default=0) + 1


def _bytes(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _packed(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package again, members in their old order, new ones behind them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = [entry.filename for entry in old.infolist() if not entry.is_dir()]
        for name in [*names, *sorted(set(parts) - set(names))]:
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
