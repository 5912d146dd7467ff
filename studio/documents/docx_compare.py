"""Any two DOCX files as one with tracked changes, a list of them, and the proof that both texts come back.

The new file is the frame: its styles, heads and feet stay. Changes already tracked in either file count as accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from lxml import etree
from rapidfuzz.distance import Indel

from studio.documents.docx_compare_styles import StyleBook
from studio.documents.docx_compare_words import WordsMarker
from studio.documents.docx_parts import zipped
from studio.documents.docx_tree import (
    Element,
    accept,
    body_of,
    drop_page_numbers,
    flat,
    local,
    main_part,
    parse,
    reading,
    unpack,
    w,
)
from studio.documents.docx_xml import Ids

AUTHOR = "Comparison"
_ALIKE = 0.5  # paragraphs less alike than this are one gone and one new
_BOOKMARK = w("bookmarkStart")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: `kind` ins, del, replace, format or head; `place`: the paragraph's number in the new file, from 1."""

    kind: str
    target: str  # paragraph | row | table | run | header | footer | note
    place: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ComparedDocx:
    """The redline, its changes in reading order, and whether each reading of it is the text of that file."""

    docx: bytes
    changes: tuple[Difference, ...]
    accepted_equals_new: bool
    rejected_equals_old: bool


def compare_docx(old: bytes, new: bytes, on: date) -> ComparedDocx:
    """Compare two DOCX files. Raises HostileFile if one of them is none, or is damaged."""
    parts, before = unpack(new), unpack(old)
    name = main_part(parts)
    root, old_root = parse(parts[name]), parse(before[main_part(before)])
    body, old_body = body_of(root), body_of(old_root)
    accept(body)
    accept(old_body)
    wanted = reading(body, "accepted"), reading(old_body, "accepted")
    books = StyleBook.of(before), StyleBook.of(parts)
    comparison = _Comparison(WordsMarker(AUTHOR, f"{on.isoformat()}T00:00:00Z", _ids_after(root), *books))
    made = comparison.container(list(old_body), list(body))
    for child in list(body):
        body.remove(child)
    body.extend(made)
    parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    _add_styles(parts, before)
    return ComparedDocx(
        zipped(parts),
        (*comparison.found, *_other_stories(before, parts)),
        reading(body, "accepted") == wanted[0],
        reading(body, "rejected") == wanted[1],
    )


def _ids_after(root: Element) -> Ids:
    """Numbers that no element of the document has yet."""
    ids = Ids()
    taken = [int(value) for element in root.iter() if (value := element.get(w("id"), "")).isdecimal()]
    ids.after(max(taken, default=0))
    return ids


@dataclass
class _Comparison:
    words: WordsMarker
    found: list[Difference] = field(default_factory=list)
    place: int = 0

    def container(self, old: Sequence[Element], new: Sequence[Element], *, cell: bool = False) -> list[Element]:
        """The blocks of a body or cell; in a `cell` the last paragraph's end cannot be tracked."""
        old = [element for element in old if local(element) in {"p", "tbl"}]
        rest = [element for element in new if local(element) not in {"p", "tbl"}]
        new = [element for element in new if local(element) in {"p", "tbl"}]
        out: list[Element] = [element for element in rest if local(element) == "tcPr"]
        for a, b in _pairs(old, new):
            if a is not None and b is not None:
                out += self._both(a, b)
            elif b is not None:
                out.append(self._one(b, "ins"))
            elif a is not None:
                out.append(self._one(a, "del"))
        if cell and (not out or local(out[-1]) != "p"):
            out.append(etree.Element(w("p")))
        return out + [element for element in rest if local(element) != "tcPr"]

    def _both(self, old: Element, new: Element) -> list[Element]:
        if local(new) == "tbl":
            if _columns(old) == _columns(new):
                return [self._table(old, new)]
            return [self._one(old, "del"), etree.Element(w("p")), self._one(new, "ins")]
        self.place += 1
        before, after = _words(old), _words(new)
        made = self.words.both(old, new)
        if before != after:
            self._note("replace" if before and after else "ins" if after else "del", "run", before, after)
        elif made.find(f".//{w('rPrChange')}") is not None or made.find(f".//{w('pPrChange')}") is not None:
            self._note("format", "paragraph", before, after)
        return [made]

    def _note(self, kind: str, target: str, before: str, after: str) -> None:
        if before or after:
            self.found.append(Difference(kind, target, self.place, before, after))

    def _one(self, element: Element, kind: str) -> Element:
        if local(element) == "tbl":
            out = deepcopy(element)
            for row in list(out.iterchildren(w("tr"))):
                out.replace(row, self._row(row, kind))
            self._note(
                kind, "table", "" if kind == "ins" else _words(element), _words(element) if kind == "ins" else ""
            )
            return out
        if kind == "ins":
            self.place += 1
        text = _words(element)
        self._note(kind, "paragraph", "" if kind == "ins" else text, text if kind == "ins" else "")
        made = self.words.whole(element, kind)
        section = made.find(f"{w('pPr')}/{w('sectPr')}")
        if kind == "del" and section is not None:  # the old file's pages and heads are not in this package
            section.getparent().remove(section)  # type: ignore[union-attr]
        return made

    def _table(self, old: Element, new: Element) -> Element:
        out = etree.Element(new.tag, dict(new.attrib), nsmap=new.nsmap)
        out.extend(deepcopy(child) for child in new if local(child) != "tr")
        rows = list(old.iterchildren(w("tr"))), list(new.iterchildren(w("tr")))
        for a, b in _pairs(*rows):
            if a is not None and b is not None and len(_cells(a)) == len(_cells(b)):
                out.append(self._same_row(a, b))
                continue
            for row, kind in ((a, "del"), (b, "ins")):
                if row is not None:
                    text = _words(row)
                    self._note(kind, "row", text if kind == "del" else "", text if kind == "ins" else "")
                    out.append(self._row(row, kind))
        return out

    def _same_row(self, old: Element, new: Element) -> Element:
        out = etree.Element(new.tag, dict(new.attrib))
        out.extend(deepcopy(child) for child in new if local(child) != "tc")
        for a, b in zip(_cells(old), _cells(new), strict=True):
            cell = etree.SubElement(out, w("tc"))
            cell.extend(self.container(list(a), list(b), cell=True))
        return out

    def _row(self, row: Element, kind: str) -> Element:
        out = deepcopy(row)
        properties = out.find(w("trPr"))
        if properties is None:
            properties = etree.Element(w("trPr"))
            out.insert(1 if len(out) and local(out[0]) == "tblPrEx" else 0, properties)
        properties.append(self.words.element(kind))
        for cell in _cells(out):
            for child in list(cell):
                if local(child) == "p":
                    cell.replace(child, self.words.whole(child, kind, mark=False))
        return out


_Pair = tuple[Element | None, Element | None]


@dataclass(frozen=True, slots=True)
class _Item:
    """What pairing looks at. Our hidden bookmarks in it: the same name means the same paragraph or row."""

    kind: str
    words: str
    anchors: frozenset[str]

    @classmethod
    def of(cls, element: Element) -> _Item:
        names = (found.get(w("name"), "") for found in element.iter(_BOOKMARK))
        return cls(local(element), _words(element), frozenset(name for name in names if name.startswith("_cp_")))

    def likeness(self, other: _Item) -> float:
        if self.kind != other.kind:
            return 0.0
        return 1.0 if self.anchors & other.anchors else Indel.normalized_similarity(self.words, other.words)


def _pairs(old: Sequence[Element], new: Sequence[Element]) -> list[_Pair]:
    """Blocks or rows that belong together, in order; equal ones first, then the likest in each gap."""
    a, b = [_Item.of(element) for element in old], [_Item.of(element) for element in new]
    out: list[_Pair] = []
    before, after = [(item.kind, item.words) for item in a], [(item.kind, item.words) for item in b]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            out += zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            gap = _in_order(a[i1:i2], b[j1:j2])
            out += [(None if x is None else old[i1 + x], None if y is None else new[j1 + y]) for x, y in gap]
    return out


def _in_order(old: Sequence[_Item], new: Sequence[_Item]) -> list[tuple[int | None, int | None]]:
    """The best pairing in order (Needleman-Wunsch) of what is alike enough."""
    score = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[a.likeness(b) for b in new] for a in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = alike[i][j] + score[i + 1][j + 1] if alike[i][j] >= _ALIKE else -1.0
            score[i][j] = max(both, score[i + 1][j], score[i][j + 1])
    out: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(old) or j < len(new):
        fits = i < len(old) and j < len(new) and alike[i][j] >= _ALIKE
        if fits and score[i][j] == alike[i][j] + score[i + 1][j + 1]:
            out.append((i, j))
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or score[i + 1][j] >= score[i][j + 1]):
            out.append((i, None))
            i += 1
        else:
            out.append((None, j))
            j += 1
    return out


def _words(element: Element) -> str:
    return "\n".join(line for paragraph in element.iter(w("p")) if (line := flat(paragraph)))


def _cells(row: Element) -> list[Element]:
    return list(row.iterchildren(w("tc")))


def _columns(table: Element) -> int:
    return max((len(_cells(row)) for row in table.iterchildren(w("tr"))), default=0)


def _add_styles(parts: dict[str, bytes], before: dict[str, bytes]) -> None:
    """Styles that only the old file has, so that its deleted paragraphs look as they did."""
    if "word/styles.xml" not in parts or "word/styles.xml" not in before:
        return
    styles = parse(parts["word/styles.xml"])
    known = {style.get(w("styleId")) for style in styles.iterchildren(w("style"))}
    added = [
        style for style in parse(before["word/styles.xml"]).iterchildren(w("style"))
        if style.get(w("styleId")) not in known and style.find(f"{w('pPr')}/{w('numPr')}") is None
    ]  # fmt: skip
    if added:
        for style in added:
            style.attrib.pop(w("default"), None)
        styles.extend(added)
        parts["word/styles.xml"] = etree.tostring(styles, xml_declaration=True, encoding="UTF-8", standalone=True)


def _other_stories(before: dict[str, bytes], parts: dict[str, bytes]) -> list[Difference]:
    """Heads, feet and notes that differ: listed, not tracked."""
    out = []
    for kind in ("header", "footer", "footnotes", "endnotes"):
        texts = [_story(found, kind) for found in (before, parts)]
        if texts[0] != texts[1]:
            target = "note" if kind.endswith("notes") else kind
            out.append(Difference("head", target, 0, "\n".join(texts[0]), "\n".join(texts[1])))
    return out


def _story(parts: dict[str, bytes], kind: str) -> list[str]:
    out: dict[str, None] = {}
    for name in sorted(parts):
        if name.startswith(f"word/{kind}") and name.endswith(".xml"):
            root = parse(parts[name])
            drop_page_numbers(root)
            groups = list(root) if kind.endswith("notes") else [root]
            out |= dict.fromkeys(line for group in groups for line in reading(group, "accepted"))
    return list(out)
