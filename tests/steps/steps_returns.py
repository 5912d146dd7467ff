"""Returns that came by other roads: a review copy with its marks taken off, edited, saved anew, or answered by mail."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

from steps_york import Case

from studio.steps import look

_BOOKMARK = re.compile(rb"<w:bookmark(?:Start|End)\b[^>]*/>")


def sent_copy(case: Case, recipient: str, round_: int = 1) -> bytes:
    """The file that went to a reviewer."""
    found = {name: sha for name, _, sha, _ in look.documents(case.ws, case.id)}
    return look.blob(case.ws, found[f"round-{round_}/{recipient}.docx"])


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The file with every member passed through `change`; None leaves it out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            made = change(name, old.read(name))
            if made is not None:
                new.writestr(name, made)
    return out.getvalue()


def without_marks(data: bytes, *, bookmarks: bool = False, heads: bool = False) -> bytes:
    """As another program gives it back: no properties, no manifest; without `bookmarks` no anchors, without `heads` no head."""

    def change(name: str, content: bytes) -> bytes | None:
        if name.startswith(("customXml/", "docProps/custom")):
            return None
        if name == "[Content_Types].xml":
            return re.sub(rb'<Override [^>]*(?:custom-properties|customXmlProperties)\+xml"/>', b"", content)
        if name.endswith(".rels"):
            return re.sub(rb"<Relationship [^>]*(?:customXml|custom-properties)[^>]*/>", b"", content)
        if name == "word/document.xml" and not bookmarks:
            return _BOOKMARK.sub(b"", content)
        if name.startswith("word/header") and not heads:
            return re.sub(rb"(<w:t[^>]*>)[^<]*Review copy[^<]*", rb"\1", content)
        return content

    return rewritten(data, change)


def reworded(data: bytes, before: str, after: str) -> bytes:
    """The file with words changed untracked, wherever they stand in one run."""
    old, new = before.encode(), after.encode()

    def change(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        assert old in content
        return content.replace(old, new, 1)

    return rewritten(data, change)


def mail(sender: str, words: str, *, answers: str = "", docx: bytes | None = None, quoted: str = "") -> bytes:
    """A reply as a mail program saves it."""
    message = EmailMessage()
    message["From"], message["To"] = f"SAMPLE Person <{sender}>", "mo@together.example"
    message["Subject"], message["Message-ID"] = "Re: SAMPLE draft 1", "<1@mail.example>"
    if answers:
        message["In-Reply-To"] = f"<{answers}@together.example>"
    message.set_content(f"{words}\n\n{quoted}")
    if docx is not None:
        message.add_attachment(docx, maintype="application", subtype="octet-stream", filename="Re draft.docx")
    return message.as_bytes()
