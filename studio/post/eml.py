"""A ready-to-send draft that a mail program opens for a last look (RFC 5322, MIME): same input, same bytes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from studio.errors import StudioError

SAMPLE_LINE = "SAMPLE. People and numbers are invented."
_SAMPLE_SUBJECT = "SAMPLE: "
# RFC 5322 3.4.1 dot-atom local part, RFC 1034 host name: what every mail program and server takes.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_FROM = re.compile(r"^From ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Who a message is from or to: the name as people write it, and the address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the message. `media_type` as in "application/pdf"."""

    file_name: str
    media_type: str
    data: bytes


def draft_message(  # noqa: PLR0913 - the parts of a message, all by name
    *,
    sender: Mailbox | None,
    to: Sequence[Mailbox],
    subject: str,
    text: str,
    attachments: Sequence[Attachment] = (),
    sample: bool,
    message_id_seed: str,
    date: datetime | None = None,
) -> bytes:
    """The bytes of an `.eml` file that opens unsent (`X-Unsent: 1`), so that a person reads it before it goes.

    The Message-ID and the boundaries follow from `message_id_seed`, which must differ from message to message. Without
    `date` there is none, and without `sender` no From: the mail program writes them when the message goes. A sample says
    so in its subject and text.
    Raises StudioError for an address that is none, or a line break or control character in a header.
    """
    message = EmailMessage(policy=SMTP)
    if sender is not None:
        message["From"] = _address(sender)
    message["To"] = tuple(_address(mailbox) for mailbox in _at_least_one(to))
    message["Subject"] = _one_line(_sample_subject(subject) if sample else subject, "The subject")
    if date is not None:
        message["Date"] = date
    seed = hashlib.sha256(message_id_seed.encode("utf-8")).hexdigest()
    message["Message-ID"] = f"<{message_id(message_id_seed)}@{(sender or to[0]).email.rpartition('@')[2].lower()}>"
    message["X-Unsent"] = "1"
    body = f"{SAMPLE_LINE}\n\n{text}" if sample and SAMPLE_LINE not in text else text
    # Quoted-printable keeps every line short and "=" out of the text, so no line of it can be taken for the boundary.
    message.set_content(body, charset="utf-8", cte="quoted-printable")
    # Mail programs and smtplib write ">" before a line that begins with "From " (RFC 2049 section 3), unless encoded.
    message.set_payload(_FROM.sub("=46rom ", str(message.get_payload())))
    for attachment in attachments:
        main, _, sub = attachment.media_type.partition("/")
        name = _one_line(attachment.file_name, "The name of an attached file")
        message.add_attachment(attachment.data, maintype=main, subtype=sub, filename=name)
    if attachments:
        message.set_boundary(f"=_{seed[40:64]}")
    return message.as_bytes()


def message_id(seed: str) -> str:
    """The left part of the Message-ID that a message with this seed has; an answer names it (RFC 5322 3.6.4)."""
    return hashlib.sha256(seed.encode("utf-8")).hexdigest()[:40]


def _sample_subject(subject: str) -> str:
    return subject if subject.startswith("SAMPLE") else _SAMPLE_SUBJECT + subject


def _at_least_one(to: Sequence[Mailbox]) -> Sequence[Mailbox]:
    if not to:
        raise StudioError("The message has nobody to go to.", "Write down a contact with an e-mail address.")
    return to


def _address(mailbox: Mailbox) -> Address:
    name = _one_line(mailbox.name, "The name in an address")
    if not _ADDRESS.fullmatch(mailbox.email):
        shown = _printable(mailbox.email)
        raise StudioError(
            f"“{shown}” is no e-mail address. No message was made.",
            f"Correct the address of {name}, for example name@organisation.example."
            if name
            else "Correct the address, for example name@organisation.example.",
        )
    return Address(display_name=name, addr_spec=mailbox.email)


def _one_line(value: str, what: str) -> str:
    # Zl and Zp are Unicode's own line and paragraph ends; some programs break lines there as well.
    if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") for sign in value):
        raise StudioError(
            f"{what} has a line break or a control character in it: “{_printable(value)}”. No message was made.",
            "Write it on one line.",
        )
    return value


def _printable(value: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in value)[:80]
