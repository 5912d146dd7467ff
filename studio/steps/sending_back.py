"""The letters by which a signatory answers the coordinator, made from the file alone: signed, or declined with a reason."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.post.eml import Attachment, Mailbox, draft_message
from studio.post.letters import Letter
from studio.steps.files import read_file, write_new

if TYPE_CHECKING:
    from studio.signing.plan import SigningPlan

_MAIL = re.compile(r"[^\s,;@]+@[^\s,;@]+\.[^\s,;@.]+")


def coordinator_in(lines: Sequence[str]) -> Mailbox:
    """Who asked for the signature, as the approved text names them. Raises StudioError where it names no address."""
    for line in lines:
        title, tab, said = line.partition("\t")
        found = _MAIL.search(said) if tab and title == "Coordinator" else None
        if found:
            return Mailbox(said.partition(",")[0].strip(), found[0])
    raise StudioError(
        "The text names no address of its coordinator.",
        "Answer the message with which you got the file, and attach it.",
    )


def _own_address(lines: Sequence[str], person: str) -> Mailbox | None:
    """The signatory's own address, where the schedule of contacts has it."""
    for line in lines:
        cells = line.split("\t")
        if person in cells and (found := _MAIL.search(line)):
            return Mailbox(person, found[0])
    return None


def send_back(plan: SigningPlan, lines: Sequence[str], signed: Path, at: datetime, out: Path) -> Path:
    """Write the letter with the signed file in it to `out` (.eml). Raises StudioError as `coordinator_in` does."""
    pdf = read_file(signed)
    text = f"""the signed file is attached: {signed.name}. {plan.person} has signed it for {plan.legal_name}, {plan.office}.

SHA-256 of the file: {hashlib.sha256(pdf).hexdigest()}

You will telephone to compare the words of my signing identity before it counts."""
    letter = Letter(f"{plan.title}: signed for {plan.legal_name}", text)
    return _write(plan, lines, letter, (Attachment(signed.name, "application/pdf", pdf),), at, out)


def decline(plan: SigningPlan, lines: Sequence[str], reason: str, at: datetime, out: Path) -> Path:
    """Write the letter that refuses to sign, with the reason. Raises StudioError without one."""
    if not reason.strip():
        raise StudioError("A refusal needs its reason.", "Write one sentence.")
    text = f"""{plan.person}, {plan.office}, does not sign version {plan.version} of this text for {plan.legal_name}.

The reason: {reason.strip()}"""
    letter = Letter(f"{plan.title}: not signed for {plan.legal_name}", text)
    return _write(plan, lines, letter, (), at, out)


def _write(
    plan: SigningPlan,
    lines: Sequence[str],
    letter: Letter,
    attachments: tuple[Attachment, ...],
    at: datetime,
    out: Path,
) -> Path:
    to = coordinator_in(lines)
    eml = draft_message(
        sender=_own_address(lines, plan.person),
        to=(to,),
        subject=letter.subject,
        text=f"Dear {to.name},\n\n{letter.text}\n\n{plan.person}\n{plan.legal_name}\n",
        attachments=attachments,
        sample=plan.sample,
        message_id_seed=f"{plan.pdf_sha256}/{plan.field}/{at.isoformat()}",
    )
    return write_new(out, eml, force=True)
