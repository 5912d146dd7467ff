"""Tracked changes put into paragraphs of an existing Word file, in place: what else stands there stays as it is.

For the reviewer's view. Words that were changed before keep their marks; one's own inserted words simply change. Fields and
pictures are never cut: a change that touches one takes the whole of it (ECMA-376 part 1, 17.13.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import etree

from studio.documents.docx_tree import Element, local, w

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_INSIDE = frozenset({"ins", "moveTo", "hyperlink", "smartTag", "customXml", "dir", "bdo"})
_TEXT = {"t": None, "tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}


@dataclass(slots=True)
class Piece:
    """Words that stand together: one run, or all runs of a field. `whole`: it cannot be cut."""

    text: str
    runs: list[Element]
    whole: bool


@dataclass(slots=True)
class Author:
    """Who writes, when (ISO 8601), and the next free revision id of the file."""

    name: str
    at: str
    next_id: int

    def mark(self, kind: str) -> Element:
        made = etree.Element(w(kind))
        made.set(w("id"), str(self.next_id))
        made.set(w("author"), self.name)
        made.set(w("date"), self.at)
        self.next_id += 1
        return made

    def owns(self, element: Element | None) -> bool:
        return element is not None and element.get(w("author")) == self.name


def pieces(paragraph: Element) -> list[Piece]:
    """The words of a paragraph as they would read, in order."""
    found: list[Piece] = []
    depth = 0
    for run in _runs(paragraph):
        kinds = [mark.get(w("fldCharType")) for mark in run.iterfind(w("fldChar"))] if local(run) == "r" else []
        started = depth > 0
        depth += kinds.count("begin") - kinds.count("end")
        if started and found:
            found[-1].runs.append(run)
            found[-1].text += _said(run)
            continue
        content = [child for child in run if local(child) not in {"rPr", ""}]
        plain = local(run) == "r" and len(content) == 1 and local(content[0]) == "t"
        found.append(Piece(_said(run), [run], not plain))
    return found


def _runs(parent: Element) -> Iterator[Element]:
    for child in parent:
        if local(child) in {"r", "fldSimple"}:
            yield child
        elif local(child) in _INSIDE:
            yield from _runs(child)


def _said(run: Element) -> str:
    if local(run) == "fldSimple":
        return "".join(_said(each) for each in run.iter(w("r")))
    return "".join(
        (child.text or "") if local(child) == "t" else _TEXT[local(child)] or ""
        for child in run
        if local(child) in _TEXT
    )


def words_of(paragraph: Element) -> str:
    """What the paragraph would read with all changes taken."""
    return "".join(piece.text for piece in pieces(paragraph))


def reword(paragraph: Element, wanted: str, author: Author) -> None:
    """Make the paragraph read `wanted`, every difference a tracked change of whole words."""
    old = words_of(paragraph)
    first, second = _TOKEN.findall(old), _TOKEN.findall(wanted)
    at = [0]
    for token in first:
        at.append(at[-1] + len(token))
    for tag, i1, i2, j1, j2 in reversed(SequenceMatcher(None, first, second, autojunk=False).get_opcodes()):
        if tag != "equal":
            _replace(paragraph, (at[i1], at[i2]), "".join(second[j1:j2]), author)


def _replace(paragraph: Element, stretch: tuple[int, int], text: str, author: Author) -> None:
    start, end = stretch
    gone, before, head, tail = _taken(paragraph, start, end)
    anchor = gone[-1] if gone else before
    if inserted := head + text + tail:
        _insert(paragraph, anchor, inserted, author)
    for piece in gone:
        _delete(piece, author)


def _taken(paragraph: Element, start: int, end: int) -> tuple[list[Piece], Piece | None, str, str]:
    """The pieces between two characters, cut where they can be; the one before; words of whole ones that stay."""
    cut_at(paragraph, start)
    cut_at(paragraph, end)
    gone, before, head, tail, place = [], None, "", "", 0
    for piece in pieces(paragraph):
        low, high = place, place + len(piece.text)
        place = high
        if start == end:
            if low < start < high or high <= start:  # inside something that cannot be cut: behind it
                before = piece
        elif low < end and high > start:
            gone.append(piece)
            head += piece.text[: max(0, start - low)]
            tail += piece.text[max(0, end - low) :] if high > end else ""
        elif high <= start:
            before = piece
    return gone, before, head, tail


def cut_at(paragraph: Element, offset: int) -> None:
    """Part the run that holds character `offset` there, if it can be parted."""
    place = 0
    for piece in pieces(paragraph):
        if place < offset < place + len(piece.text) and not piece.whole:
            run = piece.runs[0]
            second = deepcopy(run)
            for each, text in ((run, piece.text[: offset - place]), (second, piece.text[offset - place :])):
                holder = each.find(w("t"))
                if holder is not None:
                    holder.text = text
                    holder.set(_SPACE, "preserve")
            run.addnext(second)
            return
        place += len(piece.text)


def _insert(paragraph: Element, anchor: Piece | None, text: str, author: Author) -> None:
    run = etree.Element(w("r"))
    looks = anchor.runs[-1].find(w("rPr")) if anchor is not None else None
    if looks is not None:
        kept = deepcopy(looks)
        for change in kept.findall(w("rPrChange")):
            kept.remove(change)
        run.append(kept)
    holder = etree.SubElement(run, w("t"))
    holder.text = text
    holder.set(_SPACE, "preserve")
    if anchor is None:
        _first(paragraph, _wrapped(run, author.mark("ins")))
        return
    last = anchor.runs[-1]
    above = last.getparent()
    if above is not None and local(above) in {"ins", "moveTo"}:
        if local(above) == "ins" and author.owns(above):
            last.addnext(run)
            return
        _part(above, last)
        last = above
    last.addnext(_wrapped(run, author.mark("ins")))


def _first(paragraph: Element, made: Element) -> None:
    """Before all words, behind the properties and the marks of places."""
    after = None
    for child in paragraph:
        if local(child) not in {"pPr", "bookmarkStart", "commentRangeStart"}:
            break
        after = child
    if after is None:
        paragraph.insert(0, made)
    else:
        after.addnext(made)


def _part(wrapper: Element, last: Element) -> None:
    """Cut another's insertion behind `last`, so that something of ours can stand there."""
    rest = list(last.itersiblings())
    if not rest:
        return
    second = etree.Element(wrapper.tag, dict(wrapper.attrib))
    for each in rest:
        second.append(each)
    wrapper.addnext(second)


def _wrapped(run: Element, mark: Element) -> Element:
    mark.append(run)
    return mark


def _delete(piece: Piece, author: Author) -> None:
    for run in piece.runs:
        above = run.getparent()
        if above is None:
            continue
        if local(above) == "ins" and author.owns(above):
            above.remove(run)
            if not len(above) and above.getparent() is not None:
                above.getparent().remove(above)  # type: ignore[union-attr]
            continue
        mark = author.mark("del")
        run.addprevious(mark)
        mark.append(run)
        for held, gone in (("t", "delText"), ("instrText", "delInstrText")):
            for each in run.iter(w(held)):
                each.tag = w(gone)
                each.set(_SPACE, "preserve")


def add_after(paragraph: Element, text: str, author: Author) -> Element:
    """A new paragraph of the same style behind this one; gives it."""
    made = etree.Element(w("p"))
    own = paragraph.find(w("pPr"))
    properties = deepcopy(own) if own is not None else etree.Element(w("pPr"))
    for child in list(properties):
        if local(child) in {"rPr", "sectPr", "pPrChange"}:
            properties.remove(child)
    etree.SubElement(properties, w("rPr")).append(author.mark("ins"))
    made.append(properties)
    _insert(made, None, text, author)
    paragraph.addnext(made)
    return made


def remove(paragraph: Element, author: Author) -> None:
    """The whole paragraph goes, its end too."""
    for piece in pieces(paragraph):
        _delete(piece, author)
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    looks = properties.find(w("rPr"))
    if looks is None:
        looks = etree.Element(w("rPr"))
        later = next((c for c in properties if local(c) in {"sectPr", "pPrChange"}), None)
        properties.append(looks) if later is None else later.addprevious(looks)
    looks.insert(0, author.mark("del"))
