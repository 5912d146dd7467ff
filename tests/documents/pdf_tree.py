"""The structure of a written PDF, read back through the tree; poppler reads it too, where the document is short."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_LINE = re.compile(r"^( *)(?:\"(?P<words>.*)\"|/(?P<key>\w+) .*|Object (?P<object>\d+) \d+|(?P<tag>[A-Z]\w*)\b.*)$")

Marked = tuple[str, float]
_MARKS = {0x200E: None, 0x200F: None}  # they steer the direction and say nothing


@dataclass(slots=True)
class Element:
    """One structure element. `kids` are elements and words in reading order; places count pages from 0."""

    tag: str
    kids: list[Element | str] = field(default_factory=list)
    lang: str = ""  # effective, "" where it is the document's own
    alt: str = ""
    id: str = ""
    scope: str = ""
    numbering: str = ""
    bbox: bool = False
    label: str = ""  # what the annotation below it says of itself
    places: list[tuple[int, float]] = field(default_factory=list)  # page, and height of the words above its bottom
    target: tuple[int, float] = (-1, 0.0)  # of a link

    @property
    def elements(self) -> list[Element]:
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.elements:
            yield from kid.walk()

    def find(self, *tags: str) -> list[Element]:
        return [each for each in self.walk() if each.tag in tags]

    def words(self, without: tuple[str, ...] = ()) -> str:
        """All words below, in order, but not those below these tags."""
        return flat(self._raw(without))

    def _raw(self, without: tuple[str, ...]) -> str:
        return "".join(kid if isinstance(kid, str) else kid._raw(without) for kid in self.kids
                       if isinstance(kid, str) or kid.tag not in without)  # fmt: skip

    def first_place(self) -> tuple[int, float]:
        return next((each.places[0] for each in self.walk() if each.places), (-1, 0.0))


def flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.replace("\u00a0", " ").translate(_MARKS)).split())


def read_tree(data: bytes) -> Element:
    """The Document element with everything below it, words through the fonts' own tables (ISO 32000-1, 9.10)."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        marked = [read_marks(page) for page in pdf.pages]
        return _element(pdf.Root.StructTreeRoot.K, "", pages, marked)


def _element(raw: Any, lang: str, pages: dict[tuple[int, int], int], marked: list[dict[int, Marked]]) -> Element:
    made = Element(str(raw.S).lstrip("/"), lang=str(raw.get("/Lang", lang)))
    made.alt, made.id = str(raw.get("/Alt", "")), str(raw.get("/ID", ""))
    attributes = raw.get("/A", pikepdf.Dictionary())
    made.scope = str(attributes.get("/Scope", "")).lstrip("/")
    made.numbering = str(attributes.get("/ListNumbering", "")).lstrip("/")
    made.bbox = "/BBox" in attributes
    below = raw.get("/K", pikepdf.Array())
    for kid in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(kid, int) or kid.get("/Type") == "/MCR":
            page = pages[(raw if isinstance(kid, int) else kid).Pg.objgen]
            words, height = marked[page][kid if isinstance(kid, int) else int(kid.MCID)]
            made.kids.append(words)
            made.places.append((page, height))
        elif kid.get("/Type") == "/OBJR":
            made.label = str(kid.Obj.get("/TU", kid.Obj.get("/Contents", "")))
            if "/Dest" in kid.Obj:
                made.target = (pages[kid.Obj.Dest[0].objgen], float(kid.Obj.Dest[3]))
        else:
            made.kids.append(_element(kid, made.lang, pages, marked))
    return made


def read_marks(page: pikepdf.Page) -> dict[int, Marked]:
    """Words of each marked content, and the height of its first line above the page's bottom."""
    fonts = {name: _table(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, Marked] = {}
    opened: list[tuple[int | None, str | None]] = []  # of each BDC: its number, and words that stand for what is drawn
    codes: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page, "BDC BMC EMC Tf Tj TJ Tm"):
        match str(operator):
            case "BDC" | "BMC":
                told = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
                number, actual = told.get("/MCID"), told.get("/ActualText")
                opened.append((None if number is None else int(number), None if actual is None else str(actual)))
                if number is not None:
                    found[int(number)] = (str(actual or ""), -1.0)
                elif actual is not None and (inside := _inside(opened[:-1])) is not None:
                    found[inside] = (found[inside][0] + str(actual), found[inside][1])
            case "EMC":
                opened.pop()
            case "Tf":
                codes = fonts[str(operands[0])]
            case "Tm" if (inside := _inside(opened)) is not None and found[inside][1] < 0:
                found[inside] = (found[inside][0], float(operands[5]))
            case "Tj" | "TJ" if (inside := _inside(opened)) is not None and all(words is None for _, words in opened):
                found[inside] = (found[inside][0] + _drawn(operands[0], codes), found[inside][1])
    return found


def _inside(opened: list[tuple[int | None, str | None]]) -> int | None:
    return next((number for number, _ in reversed(opened) if number is not None), None)


def _drawn(shown: Any, codes: dict[bytes, str]) -> str:
    strings = [bytes(each) for each in shown if isinstance(each, pikepdf.String)] if isinstance(
        shown, pikepdf.Array) else [bytes(shown)]  # fmt: skip
    wide = len(next(iter(codes)))
    return "".join(codes[text[at : at + wide]] for text in strings for at in range(0, len(text), wide))


def _table(font: Any) -> dict[bytes, str]:
    """Which characters each code of a font stands for."""
    text = font.ToUnicode.read_bytes().decode("ascii")
    found: dict[bytes, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, words in re.findall(r"<(\w+)>\s*<(\w*)>", block):
            found[bytes.fromhex(code)] = bytes.fromhex(words).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, rest in re.findall(r"<(\w+)>\s*<(\w+)>\s*(\[[^]]*\]|<\w+>)", block):
            listed = re.findall(r"<(\w+)>", rest)
            for number in range(int(last, 16) - int(first, 16) + 1):
                code = (int(first, 16) + number).to_bytes(len(first) // 2, "big")
                if rest.startswith("["):
                    found[code] = bytes.fromhex(listed[number]).decode("utf-16-be")
                else:
                    words = bytes.fromhex(listed[0]).decode("utf-16-be")
                    found[code] = words[:-1] + chr(ord(words[-1]) + number)
    return found


def poppler_tree(data: bytes) -> Element:
    """The same as poppler sees it: tags and words alone. It takes long for long documents."""
    done = subprocess.run(["pdfinfo", "-struct-text", "-"], input=data, capture_output=True, check=True)
    return _said(done.stdout.decode())


def _said(text: str) -> Element:
    """Poppler's lines as elements with words."""
    root = Element("")
    above: list[tuple[int, Element]] = [(-1, root)]
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is None:
            raise ValueError(f"pdfinfo said {line!r}")
        depth = len(found.group(1))
        while above[-1][0] >= depth:
            above.pop()
        if found.group("words") is not None:
            above[-1][1].kids.append(found.group("words"))
        elif found.group("tag"):
            made = Element(found.group("tag"))
            above[-1][1].kids.append(made)
            above.append((depth, made))
    return root.elements[0]
