"""Steps of circulation: issue a round, take returns in, chase, carry on without a partner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from studio.drafting.edits import dump_edits
from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.changed import Changed
from studio.steps.corresponding import correspond
from studio.steps.files import write_new
from studio.steps.house import house_in, in_house
from studio.steps.issuing import Circular, issue_copies, letter_bytes, review_of, reviewers
from studio.steps.reading import (
    Work,
    current_round,
    recipients_of,
    work_of,
    working,
)
from studio.steps.receiving import Received, receive_return
from studio.steps.workspace import Workspace
from studio.store.records import (
    DraftRecord,
    RecipientRecord,
    RoundRecord,
)

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

__all__ = ["Received", "receive_return"]  # the step itself is in steps.receiving


def record_draft(ws: Workspace, tx: Transaction, work: Work) -> DraftRecord:
    """The numbered draft of the working facts, saved if it was not yet."""
    if work.recorded and work.latest:
        return work.latest
    draft = working(ws, work).draft
    record = DraftRecord(
        work.record.id,
        work.number,
        work.record.facts,
        dump_edits(work.edits),
        sha256(draft.text().encode()).hexdigest(),
        draft.library_sha256,
        ws.stamp(),
    )
    tx.save(record)
    ws.keep_library(tx, draft.library_sha256)
    return record


def issue_draft(ws: Workspace, agreement: str, due_on: date, template: str = "") -> Changed:
    """Send the working draft round: a DOCX and a letter for each reviewer, kept as issued bytes.

    `template` is another document than the agreement's own.
    """
    from studio.documents.diagram import draft_pictures
    from studio.steps.reading import rendering_of

    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "issue")
        if due_on <= ws.today():
            raise StudioError(f"{due_on.isoformat()} is not a day reviewers can meet.", "Choose a later day.")
        before = current_round(tx, agreement)
        if before and before.closed_at is None:
            raise StudioError(f"Round {before.number} is not finished.", "Finish it before the next draft goes out.")
        record = record_draft(ws, tx, work)
        number = before.number + 1 if before else 1
        template = template or work.record.template
        draft = rendering_of(ws, record, template).draft
        circular = Circular(number, due_on, ws.today(), tx.head())
        with in_house(house_in(tx)):
            copies = issue_copies(work.facts, draft, circular, draft_pictures(work.facts))
        tx.save(RoundRecord(agreement, number, record.number, template, ws.stamp(), due_on.isoformat()))
        for copy in copies:
            docx, eml = tx.put_blob(copy.docx), tx.put_blob(copy.eml)
            tx.save(
                RecipientRecord(
                    agreement,
                    number,
                    copy.id,
                    copy.party,
                    copy.role,
                    copy.contact,
                    copy.email,
                    copy.file,
                    docx,
                    eml,
                    "sent",
                    ws.stamp(),
                )
            )
        tx.save(replace(work.record, status="circulating", changed_at=ws.stamp(), library=record.library_sha256))
        files = {copy.file: sha256(copy.docx).hexdigest() for copy in copies}
        tx.append(
            "issue",
            agreement,
            f"draft {record.number}",
            {"round": number, "due": due_on.isoformat(), "files": files},
            ws.now(),
        )
    return Changed(frozenset({agreement}), f"Draft {record.number} is ready to send to {len(copies)} reviewers.")


def save_issued_files(ws: Workspace, agreement: str, folder: Path, *, force: bool = False) -> list[Path]:
    """Write the current round's DOCX and EML files into a folder; gives their paths."""
    with ws.store.begin() as tx:
        round_ = round_of(tx, agreement)
        found = [
            (each.file, tx.blob(each.docx_sha256), tx.blob(each.eml_sha256))
            for each in recipients_of(tx, agreement, round_.number)
        ]
    written = []
    for name, docx, eml in found:
        written.append(write_new(folder / name, docx, force=force))
        written.append(write_new((folder / name).with_suffix(".eml"), eml, force=force))
    return written


def round_of(tx: Transaction, agreement: str) -> RoundRecord:
    round_ = current_round(tx, agreement)
    if round_ is None:
        raise StudioError("Nothing has been circulated yet.", "Send the draft to the reviewers first.")
    return round_


def remind(ws: Workspace, agreement: str, party: str) -> tuple[Changed, bytes]:
    """A reminder to a partner's reviewer who has not answered; gives the letter as .eml bytes."""
    from studio.post.letters import reminder

    with ws.store.begin() as tx:
        work, round_ = work_of(tx, agreement), round_of(tx, agreement)
        require(work.record.status, "remind")
        recipient = _waiting(tx, agreement, round_.number, party)
        reviewer = next((each for each in reviewers(work.facts) if each.id == recipient.id), None)
        if reviewer is None:
            raise StudioError(
                f"{recipient.contact} is no longer a reviewer of {party}.", "Telephone the partner instead."
            )
        everyone = recipients_of(tx, agreement, round_.number)
        back = sum(each.state in {"returned", "agreed"} for each in everyone)
        circular = Circular(round_.number, date.fromisoformat(round_.due_on), ws.today(), "")
        letter = reminder(
            review_of(work.facts, reviewer, round_.draft, circular),
            today=ws.today(),
            returned=back,
            partners=len(everyone),
        )
        eml = letter_bytes(work.facts, reviewer.contact, letter, f"{agreement}/{recipient.id}/reminder/{ws.stamp()}")
        tx.save(replace(recipient, reminded_at=ws.stamp()))
        correspond(ws, tx, agreement, party, ("out", "email", letter.subject, letter.text))
        tx.append("remind", agreement, recipient.id, {"round": round_.number}, ws.now())
    return Changed(frozenset({agreement}), f"The reminder to {recipient.contact} is ready to send."), eml


def _waiting(tx: Transaction, agreement: str, round_: int, party: str) -> RecipientRecord:
    for each in recipients_of(tx, agreement, round_):
        if each.party == party and each.state in {"sent", "no_response"}:
            return each
    raise StudioError(f"Nobody at {party} is waited for in round {round_}.", "Choose a partner that has not answered.")


def record_no_response(ws: Workspace, agreement: str, party: str) -> Changed:
    """Record that a reviewer never answered. Silence is not agreement: the partner still has to say so."""
    with ws.store.begin() as tx:
        round_ = round_of(tx, agreement)
        recipient = _waiting(tx, agreement, round_.number, party)
        if ws.today().isoformat() <= round_.due_on:
            raise StudioError(f"The reviewers have until {round_.due_on}.", "Wait for that day, or remind them.")
        tx.save(replace(recipient, state="no_response", state_at=ws.stamp()))
        tx.append("no_response", agreement, recipient.id, {"round": round_.number}, ws.now())
    return Changed(frozenset({agreement}), f"{recipient.contact} has not answered. Silence is not agreement.")


def telephone_note(ws: Workspace, agreement: str, party: str, text: str, *, agrees: bool) -> Changed:
    """Note what a partner said on the telephone; with `agrees` the partner agrees to the draft by its own word."""
    if not text.strip():
        raise StudioError("The note is empty.", "Write who said what.")
    with ws.store.begin() as tx:
        require(work_of(tx, agreement).record.status, "note_telephone")
        round_ = round_of(tx, agreement)
        correspond(
            ws, tx, agreement, party, ("in", "telephone", f"Telephone note, round {round_.number}", text.strip())
        )
        found = [each for each in recipients_of(tx, agreement, round_.number) if each.party == party]
        if not found:
            raise StudioError(f"{party} received no draft in round {round_.number}.", "Choose another partner.")
        if agrees:
            for each in found:
                tx.save(replace(each, state="agreed", state_at=ws.stamp()))
        tx.append("note", agreement, party, {"agrees": agrees, "text": text.strip()}, ws.now())
    return Changed(frozenset({agreement}), "Noted. All partners see this note.")
