"""Small pieces of WordprocessingML as text: escaped words, runs, fields, the marks of tracked changes.

Strings are joined instead of building a tree: a document is written once, from top to bottom, and a tree costs four
times as long. Everything that comes from a draft passes `text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from studio.documents.docx_scripts import is_plain, stretches, with_property
from studio.errors import StudioError

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)

# XML 1.0, production [2] Char: what may not stand in a file at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("([\t\n\r])")


@dataclass(frozen=True, slots=True)
class Mark:
    """A tracked change: `kind` is ins, del, moveFrom or moveTo; `date` is ISO 8601 in UTC."""

    kind: str
    author: str
    date: str

    @property
    def gone(self) -> bool:
        return self.kind in {"del", "moveFrom"}


class Ids:
    """Numbers for bookmarks and tracked changes: unique in the file, in order of use."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(1)

    def after(self, number: int) -> None:
        """Go on behind `number`."""
        self._numbers = count(number + 1)

    def next(self) -> int:
        return next(self._numbers)


def text(words: str) -> str:
    """`words` for the content of an element. Raises StudioError on characters that no XML file may hold."""
    if found := _FORBIDDEN.search(words):
        raise StudioError(
            f"A text holds the control character U+{ord(found.group()):04X}, which no document can show.",
            f"Take it out of “{words[:60].encode('ascii', 'replace').decode()}”.",
        )
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(words: str) -> str:
    """`words` for the value of an attribute between double quotes."""
    return text(words).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


def words_xml(words: str, *, gone: bool = False) -> str:
    """The inside of a run; line breaks and tabs as their elements."""
    tag = "w:delText" if gone else "w:t"
    out = []
    for part in _BREAKS.split(words) if _BREAKS.search(words) else [words]:
        if part == "\t":
            out.append("<w:tab/>")
        elif part in {"\n", "\r"}:
            out.append("<w:br/>")
        elif part:
            out.append(f'<{tag} xml:space="preserve">{text(part)}</{tag}>')
    return "".join(out)


def run(words: str, properties: str = "", *, gone: bool = False) -> str:
    """One run, or one for each direction and script; `properties` is the inside of `w:rPr`. `gone`: deleted text."""
    if not is_plain(words):
        return "".join(_run(part, with_property(properties, added), gone=gone) for part, added in stretches(words))
    return _run(words, properties, gone=gone)


def _run(words: str, properties: str, *, gone: bool) -> str:
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{inner}{words_xml(words, gone=gone)}</w:r>"


def field(instruction: str, result: str, properties: str = "") -> str:
    """A complex field, already filled with `result`."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return (
        f'<w:r>{inner}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{inner}<w:instrText xml:space="preserve"> {text(instruction)} </w:instrText></w:r>'
        f'<w:r>{inner}<w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run(result, properties)}<w:r>{inner}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def change(mark: Mark, ids: Ids) -> str:
    """The attributes that every tracked change has."""
    return f'w:id="{ids.next()}" w:author="{attribute(mark.author)}" w:date="{mark.date}"'


def tracked(inner: str, mark: Mark | None, ids: Ids) -> str:
    """`inner` (runs) inside the element of its change."""
    return f"<w:{mark.kind} {change(mark, ids)}>{inner}</w:{mark.kind}>" if mark and inner else inner


def bookmark(name: str, inner: str, ids: Ids) -> str:
    """`inner` between the two ends of a bookmark."""
    number = ids.next()
    return f'<w:bookmarkStart w:id="{number}" w:name="{attribute(name)}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'
