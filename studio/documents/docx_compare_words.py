"""One paragraph of two files as one paragraph with tracked changes, keeping each run's own properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import groupby

from lxml import etree

from studio.documents.docx_compare_styles import StyleBook
from studio.documents.docx_tree import Element, local, w
from studio.documents.docx_xml import Ids, Mark
from studio.documents.redline_align import word_changes

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PLACES = frozenset({"bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart", "permEnd"})
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_UNSEEN = frozenset({"rPr", "lastRenderedPageBreak", ""})
OPAQUE = "\ufffc"


@dataclass(frozen=True, slots=True)
class Atom:
    """One character, or one thing that is not text (U+FFFC), with its run's properties and the link it stands in."""

    char: str
    properties: Element | None
    thing: Element | None = None
    link: Element | None = None


def atoms(paragraph: Element) -> list[Atom]:
    """The content of a paragraph, character by character."""
    return list(_atoms(paragraph, None))


def _atoms(parent: Element, link: Element | None) -> Iterator[Atom]:
    for child in parent:
        kind = local(child)
        if kind == "r":
            yield from _run_atoms(child, link)
        elif kind == "hyperlink":
            yield from _atoms(child, child)
        elif kind in {"smartTag", "customXml", "fldSimple", "dir", "bdo"}:
            yield from _atoms(child, link)
        elif kind in {"oMath", "oMathPara"}:
            yield Atom(OPAQUE, None, child, link)


def _run_atoms(run: Element, link: Element | None) -> Iterator[Atom]:
    properties = run.find(w("rPr"))
    for child in run:
        kind = local(child)
        if kind in {"t", "delText"}:
            yield from (Atom(char, properties, None, link) for char in child.text or "")
        elif kind in {"tab", "br", "cr"} and child.get(w("type")) in {None, "textWrapping"}:
            yield Atom("\t" if kind == "tab" else "\n", properties, None, link)
        elif kind not in {"rPr", "lastRenderedPageBreak", ""}:
            yield Atom(OPAQUE, properties, child, link)


def words(found: Sequence[Atom]) -> str:
    return "".join(atom.char for atom in found)


@dataclass
class WordsMarker:
    """Writes paragraphs with tracked changes of one author and date."""

    author: str
    date: str
    ids: Ids
    before: StyleBook = field(default_factory=StyleBook)
    after: StyleBook = field(default_factory=StyleBook)
    known: dict[Element, tuple[str, ...]] = field(default_factory=dict)

    def mark(self, kind: str) -> Mark:
        return Mark(kind, self.author, self.date)

    def element(self, name: str) -> Element:
        out = etree.Element(w(name))
        out.set(w("id"), str(self.ids.next()))
        out.set(w("author"), self.author)
        out.set(w("date"), self.date)
        return out

    def whole(self, paragraph: Element, kind: str, *, mark: bool = True) -> Element:
        """A paragraph that only one of the files has; `mark`: its end too is inserted or deleted."""
        out = etree.Element(w("p"))
        properties = _properties(paragraph)
        if mark:
            holder = properties.find(w("rPr"))
            if holder is None:
                holder = etree.Element(w("rPr"))
                _before(properties, holder, ("sectPr", "pPrChange"))
            holder.insert(0, self.element(kind))
        out.append(properties)
        places = _places(paragraph) if kind == "ins" else ([], [])
        out.extend(places[0])
        out.extend(self._runs(atoms(paragraph), kind))
        out.extend(places[1])
        return out

    def both(self, old: Element, new: Element) -> Element:
        """The paragraph of the new file with what differs from the old one tracked."""
        if etree.tostring(old) == etree.tostring(new):
            return deepcopy(new)
        if self._profile(self.before, old) == self._profile(self.after, new):
            return self._restyled_only(old, new)
        before, after = atoms(old), atoms(new)
        out = etree.Element(w("p"))
        properties = _properties(new)
        self._restyle(properties, old)
        if len(properties):
            out.append(properties)
        start, end = _places(new)
        out.extend(start)
        for same, i1, i2, j1, j2 in word_changes(words(before), words(after)):
            if same:
                out.extend(self._same(before[i1:i2], after[j1:j2]))
                continue
            out.extend(self._runs(before[i1:i2], "del"))
            out.extend(self._runs(after[j1:j2], "ins"))
        out.extend(end)
        return out

    def _profile(self, book: StyleBook, paragraph: Element) -> list[tuple[tuple[str, ...], str]]:
        """The paragraph's words in stretches of one look: enough to see that nothing differs, and quickly made."""
        out: list[tuple[tuple[str, ...], str]] = []
        for run in paragraph.iter(w("r")):
            text = "".join(
                (child.text or "") if local(child) == "t" else OPAQUE for child in run if local(child) not in _UNSEEN
            )
            look = self._letters(book, run.find(w("rPr")))
            if out and out[-1][0] == look:
                out[-1] = (look, out[-1][1] + text)
            elif text:
                out.append((look, text))
        return out

    def _restyled_only(self, old: Element, new: Element) -> Element:
        out = deepcopy(new)
        properties = out.find(w("pPr"))
        if properties is None:
            properties = etree.Element(w("pPr"))
        self._restyle(properties, old)
        if properties.getparent() is None and len(properties):
            out.insert(0, properties)
        return out

    def _restyle(self, properties: Element, old: Element) -> None:
        """Another style or list level is a tracked change of the paragraph."""
        was = _properties(old)
        if self.before.look(was) == self.after.look(properties):
            return
        note = self.element("pPrChange")
        inner = etree.SubElement(note, w("pPr"))
        inner.extend(deepcopy(child) for child in was if local(child) in {"pStyle", "numPr"})
        properties.append(note)

    def _runs(self, found: Sequence[Atom], kind: str) -> list[Element]:
        if kind == "del":  # things of the old file (pictures, fields) have no home in the new file's package
            found = [atom for atom in found if atom.thing is None or not _foreign(atom.thing)]
        out = []
        for link, group in groupby(found, key=lambda atom: atom.link):
            holder = self.element(kind)
            holder.extend(_runs(list(group), gone=kind == "del"))
            keep = link is not None and kind != "del"
            out.append(_linked(link, [holder]) if keep and link is not None else holder)
        return out

    def _same(self, before: Sequence[Atom], after: Sequence[Atom]) -> list[Element]:
        pairs = list(zip(before, after, strict=True))
        out = []
        for (link, _), group in groupby(pairs, key=lambda pair: (pair[1].link, None)):
            runs: list[Element] = []
            for differs, part in groupby(group, key=self._differ):
                for was, stretch in groupby(part, key=lambda pair: pair[0].properties if differs else None):
                    made = _runs([pair[1] for pair in stretch], gone=False)
                    for run in made if differs else []:
                        self._reformat(run, was)
                    runs += made
            out += [_linked(link, runs)] if link is not None else runs
        return out

    def _differ(self, pair: tuple[Atom, Atom]) -> bool:
        was, now = pair
        if was.properties is None and now.properties is None:
            return False
        return self._letters(self.before, was.properties) != self._letters(self.after, now.properties)

    def _letters(self, book: StyleBook, properties: Element | None) -> tuple[str, ...]:
        """As the style book says, asked once a run: the characters of a run share their properties."""
        if properties is None:
            return ()
        known = self.known.get(properties)
        if known is None:
            known = self.known[properties] = book.letters(properties)
        return known

    def _reformat(self, run: Element, was: Element | None) -> None:
        properties = run.find(w("rPr"))
        if properties is None:
            properties = etree.Element(w("rPr"))
            run.insert(0, properties)
        note = self.element("rPrChange")
        inner = etree.SubElement(note, w("rPr"))
        inner.extend(deepcopy(child) for child in (was if was is not None else ()))
        properties.append(note)


def _runs(found: Sequence[Atom], *, gone: bool) -> list[Element]:
    out = []
    for properties, group in groupby(found, key=lambda atom: atom.properties):
        run = etree.Element(w("r"))
        if properties is not None:
            run.append(deepcopy(properties))
        for thing, part in groupby(
            group, key=lambda atom: atom.thing if atom.thing is not None else atom.char in "\t\n"
        ):
            if isinstance(thing, etree._Element):
                run.append(deepcopy(thing))
                continue
            for char in [atom.char for atom in part] if thing else ["".join(atom.char for atom in part)]:
                if char in {"\t", "\n"}:
                    etree.SubElement(run, w("tab" if char == "\t" else "br"))
                else:
                    text = etree.SubElement(run, w("delText" if gone else "t"))
                    text.text = char
                    text.set(_SPACE, "preserve")
        out.append(run)
    return out


def _linked(link: Element, inner: Sequence[Element]) -> Element:
    out = etree.Element(link.tag, dict(link.attrib))
    out.extend(inner)
    return out


def _foreign(thing: Element) -> bool:
    kinds = {"fldChar", "instrText", "footnoteReference", "endnoteReference", "commentReference", "annotationRef"}
    return local(thing) in kinds or any(
        name.startswith(_RELATION) for element in thing.iter() for name in element.attrib if isinstance(name, str)
    )


def _properties(paragraph: Element) -> Element:
    found = paragraph.find(w("pPr"))
    return deepcopy(found) if found is not None else etree.Element(w("pPr"))


def _before(parent: Element, child: Element, names: tuple[str, ...]) -> None:
    place = next((at for at, other in enumerate(parent) if local(other) in names), len(parent))
    parent.insert(place, child)


def _places(paragraph: Element) -> tuple[list[Element], list[Element]]:
    """Bookmarks and comment ranges: starts before the words, ends behind them."""
    found = [child for child in paragraph.iter() if local(child) in _PLACES]
    starts = [deepcopy(child) for child in found if local(child).endswith("Start")]
    ends = [deepcopy(child) for child in found if local(child).endswith("End")]
    return starts, ends
