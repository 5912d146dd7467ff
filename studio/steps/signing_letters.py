"""The letters that go with the file to be signed: the request, and the reminder to whoever has it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.steps.issuing import coordinator_of
from studio.steps.reading import Work
from studio.steps.signers import DONE, Place, place_of, signers_of
from studio.steps.signing import at_start, signing_states
from studio.steps.workspace import Workspace
from studio.store.records import CorrespondenceRecord, SignatoryRecord

if TYPE_CHECKING:
    from studio.facts.model import Contact, Facts
    from studio.post.letters import Letter, Review
    from studio.store.transaction import Transaction

DAYS_TO_SIGN = 14  # what a letter asks for where the coordinator names no day


def _contact(facts: Facts, place: Place, person: str) -> Contact:
    """The signatory's own address, else that of whoever the partner named for signatures or for everything."""
    of_party = [each for each in facts.contacts if each.party == place.party and each.email]
    for fits in (
        lambda each: each.name == person,
        lambda each: "signatory" in {str(role) for role in each.roles},
        lambda each: "spoc" in {str(role) for role in each.roles},
        lambda _each: True,
    ):
        if found := next((each for each in of_party if fits(each)), None):
            return found
    raise StudioError(
        f"{at_start(place.name)} has no e-mail address in the facts.", "Save the file and send it yourself."
    )


def request_letter(ws: Workspace, tx: Transaction, work: Work, row: SignatoryRecord, due: date | None) -> Letter:
    """The request that goes with the file; without `due` it asks for the signature within a fortnight."""
    from studio.post.letters import signing_request

    last = due or ws.today() + timedelta(days=DAYS_TO_SIGN)
    rows = signers_of(tx, work)
    signed = sum(each.state in DONE for each in rows.values())
    return signing_request(_said_of(work, row, last), today=ws.today(), signed=signed, partners=len(rows))


def reminder_letter(ws: Workspace, tx: Transaction, work: Work, row: SignatoryRecord) -> Letter:
    """The reminder; it says so where the signature has to be made once more."""
    from studio.post.letters import signing_reminder

    since = date.fromisoformat(row.since[:10])
    rows = signers_of(tx, work)
    signed = sum(each.state in DONE for each in rows.values())
    review = _said_of(work, row, since)
    again = row.state == "again"
    return signing_reminder(review, today=ws.today(), signed=signed, partners=len(rows), again=again)


def _said_of(work: Work, row: SignatoryRecord, day: date) -> Review:
    from studio.post.letters import Review
    from studio.steps.looking_at_signing import signing_file_name

    coordinator = coordinator_of(work.facts)
    home = next((each for each in work.facts.parties if each.id == coordinator.party), None)
    return Review(
        agreement=work.facts.agreement.title,
        draft=work.number,
        round=0,
        contact=row.person,
        party_name=place_of(work.facts, row.party).legal_name,
        role="signatory",
        due_on=day,
        file_name=signing_file_name(work.facts.agreement.ref or work.record.id),
        coordinator=coordinator.name or "",
        coordinator_organisation=(home.legal_name or "") if home else "",
    )


def letter_bytes_of(
    ws: Workspace, tx: Transaction, work: Work, row: SignatoryRecord, letter: Letter, what: str
) -> bytes:
    """The letter with the current file as .eml bytes; it is kept with the correspondence.

    Raises StudioError when the partner has no address in the facts.
    """
    from studio.post.eml import Attachment, Mailbox, draft_message
    from studio.steps.looking_at_signing import signing_file_name

    to, sender = _contact(work.facts, place_of(work.facts, row.party), row.person), coordinator_of(work.facts)
    name = signing_file_name(work.facts.agreement.ref or work.record.id)
    pdf = tx.blob(signing_states(tx, work.record.id)[-1].sha256)
    number = len(tx.all(CorrespondenceRecord, agreement=work.record.id)) + 1
    tx.save(
        CorrespondenceRecord(
            work.record.id, f"{number:05d}", row.party, ws.stamp(), "out", "email", letter.subject, letter.text
        )
    )
    return draft_message(
        sender=Mailbox(sender.name or "", sender.email or ""),
        to=(Mailbox(to.name or "", to.email or ""),),
        subject=letter.subject,
        text=letter.text,
        attachments=(Attachment(name, "application/pdf", pdf),),
        sample=(work.facts.agreement.ref or "").upper().startswith("SAMPLE"),
        message_id_seed=f"{work.record.id}/{row.party}/{what}/{ws.stamp()}",
    )
