"""An answer that came as a mail (`.eml`, RFC 5322 and MIME): its files, and the sender's own words without what they quote.

Nothing of a mail is trusted: the sender's name proves nothing, attachments go through the guard of returns like any file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from studio.errors import HostileFile

MOST_BYTES = 60_000_000
_MOST_WORDS = 20_000
_HEADER = re.compile(rb"\A(?:[\w-]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}", re.ASCII)
# Where the mail that is answered begins: quote signs, "On … wrote:", a forwarded head, or the line of Outlook.
_QUOTED = re.compile(
    r"^(?:>.*|-{2,} ?original message ?-{2,}.*|_{10,}\s*|from: .+@.+|on .{4,200}(?:\n.{0,100})?wrote:\s*)$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """`answers` are the Message-IDs that the mail refers to; `words` the sender's own; `files` the attached documents."""

    sender: str
    name: str
    subject: str
    answers: tuple[str, ...]
    words: str
    files: tuple[tuple[str, bytes], ...]


def is_mail(data: bytes) -> bool:
    """Whether the bytes begin as a mail does, with at least two header lines."""
    return bool(_HEADER.match(data[:20_000])) and b"\nfrom:" in b"\n" + data[:20_000].lower()


def read_reply(data: bytes) -> Reply:
    """The mail in parts. Raises HostileFile for one that is too large or cannot be taken apart."""
    if len(data) > MOST_BYTES:
        raise HostileFile("This mail is larger than any answer should be.", "Ask the sender for the document alone.")
    try:
        message = message_from_bytes(data, policy=default)
        name, sender = parseaddr(str(message.get("From", "")))
        refers = f"{message.get('In-Reply-To', '')} {message.get('References', '')}"
        return Reply(
            sender.lower(), name, str(message.get("Subject", "")), tuple(re.findall(r"<([^<>\s]+)>", refers)),
            own_words(_text(message)), tuple(_files(message)),
        )  # fmt: skip
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise HostileFile("This mail is broken and was not read.", "Ask the sender for the document alone.") from error


def own_words(text: str) -> str:
    """The text above the mail that is quoted."""
    quoted = _QUOTED.search(text)
    return (text[: quoted.start()] if quoted else text).replace("\r\n", "\n").strip()


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    if body is None:
        html = message.get_body(preferencelist=("html",))
        return re.sub(r"<[^<>]*>", " ", html.get_content()[:_MOST_WORDS]) if html is not None else ""
    return str(body.get_content())[:_MOST_WORDS]


def _files(message: EmailMessage) -> list[tuple[str, bytes]]:
    found = []
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        name = re.sub(r"[^\w .()-]", "_", (part.get_filename() or "attached").rsplit("/", 1)[-1].rsplit("\\", 1)[-1])
        if isinstance(content, bytes) and part.get_content_maintype() != "image":
            found.append((name, content))
    return found
