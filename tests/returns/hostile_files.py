"""Files that lie, or are made to exhaust a reader: by name, as bytes, made when they are asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from conftest import docx, package

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_RUN = "<w:r><w:t>a</w:t></w:r>"
_REVISED = '<w:ins w:id="1" w:author="a"><w:r><w:t>a</w:t></w:r></w:ins><w:r><w:t>b</w:t></w:r>'


def stored(data: bytes) -> bytes:
    """The same package without compression, so that nothing can be told by how tightly it is packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return out.getvalue()


def _comments(count: int) -> bytes:
    begin = "".join(f'<w:commentRangeStart w:id="{n}"/>' for n in range(count))
    notes = "".join(f'<w:comment w:id="{n}"><w:p>{_RUN}</w:p></w:comment>' for n in range(count))
    return docx(f"<w:p>{begin}{_RUN * 10_000}</w:p>", comments=notes)


def _other_words(count: int) -> bytes:
    words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet"]
    texts = (" ".join(words[(n * k + k * k) % 10] for k in range(1, 9)) + f" {n}" for n in range(count))
    return docx("".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts))


def _paragraphs(count: int, inside: Callable[[int], str]) -> bytes:
    return docx("".join(f"<w:p>{inside(n)}</w:p>" for n in range(count)))


def _said(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


_TEXT = "each partner must keep a record of what it shares with the other partners and for how long it keeps it"
_WORDS = _TEXT.split()


def _like(n: int) -> str:
    """A paragraph that is like many of an agreement and equal to few."""
    return _said(
        " ".join(_WORDS[(n * k + k) % len(_WORDS)] if k % 4 == n % 4 else word for k, word in enumerate(_WORDS))
    )


def _moved(n: int) -> str:
    gone = f'<w:moveFrom w:id="{n}" w:author="a">{_said(f"{n} x")}</w:moveFrom>'
    return f'{gone}</w:p><w:p><w:moveTo w:id="{n}" w:author="a">{_said(f"{n} x")}</w:moveTo>'


def _exchanged(n: int) -> str:
    came = f'<w:ins w:id="{n}" w:author="a">{_said(f"alpha {n}")}</w:ins>'
    return f'{came}<w:del w:id="d{n}" w:author="b"><w:r><w:delText>beta {n}</w:delText></w:r></w:del>'


_RELOOKED = '<w:r><w:rPr><w:i/><w:rPrChange w:id="1" w:author="a"><w:rPr/></w:rPrChange></w:rPr><w:t>a b</w:t></w:r>'

_FIELD = '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/><w:t>a</w:t></w:r>'


def _lettered(count: int) -> str:
    look = '<w:r><w:rPr><w:rFonts w:ascii="f{0}"/><w:sz w:val="{0}"/></w:rPr><w:t>a {0}</w:t></w:r>'
    return "".join(look.format(n) for n in range(count))


# Each is read, or refused in words; none may need more than 500 MB, or more than 5 s of the processor.
GREEDY: dict[str, Callable[[], bytes]] = {
    "a million and a half empty paragraphs": lambda: stored(docx("<w:p/>" * 1_490_000)),
    "half a million cells": lambda: stored(docx("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 480_000 + "</w:tr></w:tbl>")),
    "a hundred and fifty thousand runs": lambda: stored(docx(f"<w:p>{_RUN * 150_000}</w:p>")),
    "thirty thousand tracked changes": lambda: stored(docx(f"<w:p>{_REVISED * 30_000}</w:p>")),
    "thousands of comments over one another": lambda: stored(_comments(3_000)),
    "a document of other words": lambda: stored(_other_words(6_000)),
    "twenty megabytes of one word": lambda: stored(docx(f"<w:p><w:r><w:t>{'a' * 19_000_000}</w:t></w:r></w:p>")),
    "as many paragraphs as are read, all alike": lambda: stored(_paragraphs(15_900, _like)),
    "as many moves as are read": lambda: stored(_paragraphs(7_900, _moved)),
    "as many paragraphs as are read, each exchanged": lambda: stored(_paragraphs(15_900, _exchanged)),
    "words each of another font and size": lambda: stored(docx(f"<w:p>{_lettered(40_000)}</w:p>")),
    "fields inside one another": lambda: stored(docx(f"<w:p>{_FIELD * 30_000}</w:p>")),
    "as many looks as are read, each changed": lambda: stored(docx(f"<w:p>{_RELOOKED * 39_000}</w:p>")),
    "more changed looks than are read": lambda: stored(docx(f"<w:p>{_RELOOKED * 41_000}</w:p>")),
    "elements that nobody knows": lambda: stored(docx("<w:p>" + "".join(f"<w:x{n}/>" for n in range(300_000)) + "</w:p>")),
    "a bomb": lambda: docx("<w:p/>" * 3_000_000),
    "a hundred megabytes of pictures": lambda: package({"[Content_Types].xml": b"<Types/>", **{
        f"word/media/{n}.bin": bytes(48_000_000) for n in range(3)}}),
    "three thousand parts": lambda: package({f"part{n}.xml": b"<x/>" for n in range(3_000)}),
    "controls in controls": lambda: stored(docx("<w:sdt><w:sdtContent>" * 100_000 + "</w:sdtContent></w:sdt>" * 100_000)),
}  # fmt: skip
