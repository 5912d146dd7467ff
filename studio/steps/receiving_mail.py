"""Step: an answer as a mail. Its drafts are filed as returns; its words are kept, and count if they say nothing but yes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.facts.status import require
from studio.post.eml import message_id
from studio.post.reply import Reply, is_mail, read_reply
from studio.returns.approval import says_yes
from studio.steps.changed import Changed
from studio.steps.corresponding import correspond
from studio.steps.reading import current_round, recipients_of, work_of
from studio.steps.receiving import Received, receive_return
from studio.steps.workspace import Workspace
from studio.store.records import RecipientRecord, RoundRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class _Sender:
    """Whose mail it is, and which draft it answers."""

    recipient: RecipientRecord
    draft: int


def receive(
    ws: Workspace, agreement: str, data: bytes, file_name: str, *, recipient: str = "", draft: int = 0
) -> tuple[Received, ...]:
    """File what came: a returned document, or a mail with documents or words in it.

    `recipient` and `draft` confirm whose copy a document without marks is (`receive_return`, whose errors these are).
    """
    if not is_mail(data):
        return (receive_return(ws, agreement, data, file_name, recipient=recipient, draft=draft),)
    reply = read_reply(data)
    documents = [(name, each) for name, each in reply.files if each.startswith(_ZIP)]
    filed = tuple(
        receive_return(ws, agreement, each, name, recipient=recipient, draft=draft) for name, each in documents
    )
    if reply.words or not filed:
        filed = (*filed, _words(ws, agreement, (data, file_name), reply, [each.recipient for each in filed]))
    return filed


def _words(ws: Workspace, agreement: str, mail: tuple[bytes, str], reply: Reply, filed: list[str]) -> Received:
    """Keep the words of a mail with the correspondence; a plain yes to the draft that is out is the partner's agreement."""
    data, file_name = mail
    sha = sha256(data).hexdigest()
    with ws.store.begin() as tx:
        work, round_ = work_of(tx, agreement), current_round(tx, agreement)
        require(work.record.status, "note_telephone")
        if round_ is None:
            raise StudioError("Nothing has been circulated yet.", "Send the draft to the reviewers first.")
        if any(json.loads(each.detail).get("mail") == sha for each in tx.history(agreement) if each.step == "mail"):
            return _said(agreement, "", f"{file_name} is a mail that is here already. It is filed once.")
        sender = _sender(tx, agreement, reply, work.facts.agreement.ref or "", filed)
        found = sender.recipient
        agrees = says_yes(reply.words) and sender.draft == round_.draft and not filed
        tx.put_blob(data)
        correspond(ws, tx, agreement, found.party, ("in", "email", reply.subject, reply.words or "(no words)"))
        if agrees:
            tx.save(replace(found, state="agreed", state_at=ws.stamp()))
        tx.append(
            "mail",
            agreement,
            found.id,
            {"mail": sha, "name": file_name, "agrees": agrees, "draft": sender.draft},
            ws.now(),
        )
    return _said(agreement, found.id, _sentence(found, reply, round_, sender.draft, agrees=agrees, filed=bool(filed)))


def _said(agreement: str, recipient: str, sentence: str) -> Received:
    return Received(Changed(frozenset({agreement}), sentence), recipient, 0, 0, 0, "none", sentence)


def _sender(tx: Transaction, agreement: str, reply: Reply, ref: str, filed: list[str]) -> _Sender:
    """By the Message-ID that is answered, then by the address, then by the copy that came along."""
    rounds = list(reversed(tx.all(RoundRecord, agreement=agreement)))
    rows = [(each, row) for each in rounds for row in recipients_of(tx, agreement, each.number)]
    answered = {each.split("@")[0] for each in reply.answers}
    for round_, row in rows:
        if message_id(f"{ref}/{round_.draft}/{round_.number}/{row.id}") in answered:
            return _Sender(row if round_ is rounds[0] else _now(rows, row), round_.draft)
    for round_, row in rows:
        if row.email and row.email.lower() == reply.sender:
            return _Sender(row, round_.draft)
    for round_, row in rows:
        if row.id in filed:
            return _Sender(row, round_.draft)
    raise StudioError(
        f"{reply.sender or 'Nobody'} received no draft of this agreement, so this mail was not filed.",
        "If it speaks for a partner, write it down as a telephone note of that partner.",
    )


def _now(rows: list[tuple[RoundRecord, RecipientRecord]], before: RecipientRecord) -> RecipientRecord:
    return next((row for _, row in rows if row.id == before.id), before)


def _sentence(
    found: RecipientRecord, reply: Reply, round_: RoundRecord, draft: int, *, agrees: bool, filed: bool
) -> str:
    name = found.contact or found.party
    if agrees:
        return f"{name} agrees to draft {draft} by mail: “{reply.words}” If that is not what was meant, telephone."
    if filed:
        return f"The words of {name}’s mail are kept with the correspondence."
    if says_yes(reply.words):
        out = f"draft {round_.draft}"
        return f"{name} agrees to draft {draft}, but {out} is out now. The mail is kept; ask about {out}."
    return f"{name}’s mail brings no draft. It is kept with the correspondence; answer it, or ask for the file."
