"""Around an accession: the joiner's rows in the facts, the letter that goes with the file, and who has joined."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from studio.errors import StudioError
from studio.facts.model import Facts
from studio.facts.status import allowed, require
from studio.facts.write import write_facts
from studio.steps.changed import Changed
from studio.steps.issuing import coordinator_of
from studio.steps.reading import facts_of, work_of
from studio.steps.signers import current_records
from studio.steps.signing_letters import DAYS_TO_SIGN
from studio.steps.views import AccessionLine
from studio.steps.workspace import Workspace
from studio.store.records import CorrespondenceRecord, EnrolmentRecord, SigningRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Joiner:
    """What must be known of an organisation that joins. `kind` is a value of the facts' kinds of organisation."""

    legal_name: str
    short_name: str
    kind: str
    public_authority: bool
    person: str
    office: str
    email: str
    address: str = ""
    fee_number: str = ""  # of the data protection fee


def facts_with(ws: Workspace, agreement: str, joiner: Joiner) -> tuple[str, str]:
    """The agreement's facts with the joiner's rows, as YAML, and the id that the joiner has there.

    The agreement's own facts stay as they are. Raises StudioError when a partner of that name is in the agreement.
    """
    with ws.store.read() as tx:
        facts = work_of(tx, agreement).facts
    names = {name.casefold() for each in facts.parties for name in (each.legal_name, each.short_name) if name}
    for name in (joiner.legal_name, joiner.short_name):
        if name.casefold() in names:
            raise StudioError(f"{name} is a partner of this agreement already.", "Choose the organisation that joins.")
    party = _new_id(joiner.short_name or joiner.legal_name, {each.id for each in facts.parties})
    data: dict[str, Any] = facts.model_dump(mode="json", by_alias=True, exclude_none=True)
    rows = {"parties": _party(party, joiner), "contacts": _contact(party, joiner), "signatures": _place(party, joiner)}
    for name, row in rows.items():
        data[name] = [*data.get(name, []), {key: value for key, value in row.items() if value not in ("", None)}]
    return write_facts(Facts.model_validate(data)), party


def _new_id(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower().removeprefix("the ")).strip("-")[:40] or "joiner"
    plain = plain if plain[0].isalpha() else f"p-{plain}"
    return next(each for each in (plain, *(f"{plain}-{number}" for number in range(2, 1000))) if each not in taken)


def _party(party: str, joiner: Joiner) -> dict[str, Any]:
    return {
        "id": party,
        "legal_name": joiner.legal_name,
        "short_name": joiner.short_name,
        "type": joiner.kind,
        "is_public_authority": joiner.public_authority,
        "address": joiner.address,
        "ico_reg_no": joiner.fee_number,
        "status": "invited",
    }


def _contact(party: str, joiner: Joiner) -> dict[str, Any]:
    row = {"id": f"{party}-signs", "party": party, "roles": ["signatory"], "name": joiner.person}
    return {**row, "job_title": joiner.office, "email": joiner.email}


def _place(party: str, joiner: Joiner) -> dict[str, Any]:
    row = {"id": f"{party}-joins", "party": party, "document": "accession", "person": joiner.person}
    return {**row, "office": joiner.office, "is_chief_exec": True, "method": "advanced_e"}


def why_not_join(ws: Workspace, agreement: str) -> str:
    """Why nobody can join this agreement now, as a sentence; "" if somebody can."""
    with ws.store.read() as tx:
        work = work_of(tx, agreement)
    if "accede" not in allowed(work.record.status):
        return "Others can join once the agreement is in the register."
    if not work.facts.terms.accession_allowed:
        return "This agreement does not let others join later. A variation that all sign can change that."
    return ""


def accession_letter(ws: Workspace, agreement: str, party: str) -> tuple[Changed, bytes]:
    """The letter to the joiner with the accession in it, as .eml bytes; it is kept with the correspondence.

    Raises StudioError when no accession was made for this partner, it has joined, or its facts name no address.
    """
    from studio.post.eml import Attachment, Mailbox, draft_message
    from studio.post.letters import Review, accession_request

    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "accede")
        line = _line_of(tx, agreement, party)
        if line.state == "joined":
            raise StudioError(f"{line.name} has joined already.", "Nothing more is to be sent.")
        if not line.email:
            raise StudioError(
                f"{line.name} has no e-mail address in its facts.", "Save the accession and send it yourself."
            )
        sender, title = coordinator_of(work.facts), work.facts.agreement.title
        home = next((each for each in work.facts.parties if each.id == sender.party), None)
        name, own = (
            accession_name(work.facts.agreement.ref or agreement, party),
            (home.legal_name or "") if home else "",
        )
        review = Review(title, 0, 0, line.person, line.name, "signatory", ws.today() + timedelta(days=DAYS_TO_SIGN),
                        name, sender.name or "", own)  # fmt: skip
        letter = accession_request(review, today=ws.today())
        number = len(tx.all(CorrespondenceRecord, agreement=agreement)) + 1
        kept = (agreement, f"{number:05d}", party, ws.stamp(), "out", "email", letter.subject, letter.text)
        tx.save(CorrespondenceRecord(*kept))
        tx.append("hand_on", agreement, party, {"person": line.person, "file": line.file}, ws.now())
        eml = draft_message(
            sender=Mailbox(sender.name or "", sender.email or ""),
            to=(Mailbox(line.person, line.email),),
            subject=letter.subject,
            text=letter.text,
            attachments=(Attachment(name, "application/pdf", tx.blob(line.file)),),
            sample=(work.facts.agreement.ref or "").upper().startswith("SAMPLE"),
            message_id_seed=f"{agreement}/{party}/accession/{ws.stamp()}",
        )
    return Changed(frozenset({agreement}), f"The letter to {line.person} with the accession is ready to send."), eml


def accession_file(ws: Workspace, agreement: str, party: str) -> tuple[str, bytes]:
    """Name and bytes of the accession as it is now: to be signed, or signed by both."""
    with ws.store.read() as tx:
        line = _line_of(tx, agreement, party)
        ref = work_of(tx, agreement).facts.agreement.ref or agreement
        return accession_name(ref, party), tx.blob(line.file)


def accession_name(ref: str, party: str) -> str:
    """The name under which an accession goes out."""
    return "".join(each if each.isalnum() or each in "-." else "-" for each in f"{ref}-accession-{party}") + ".pdf"


def accessions(ws: Workspace, agreement: str) -> tuple[AccessionLine, ...]:
    """Every partner for which an accession was made, in the order of the first one."""
    with ws.store.read() as tx:
        return _lines(tx, agreement)


def _line_of(tx: Transaction, agreement: str, party: str) -> AccessionLine:
    found = next((each for each in _lines(tx, agreement) if each.party == party), None)
    if found is None:
        raise StudioError("No accession was made for this partner.", "Make it first.")
    return found


def _lines(tx: Transaction, agreement: str) -> tuple[AccessionLine, ...]:
    found: dict[str, SigningRecord] = {}
    for each in current_records(tx, agreement):
        if each.kind in {"accession", "acceded"}:
            found[each.party] = each
    confirmed = {each.party: each.certificate_sha256 for each in tx.all(EnrolmentRecord, agreement=agreement)}
    emails = _emails(tx, agreement)
    return tuple(
        _line(record, tx.blob(record.sha256), emails.get(party, ""), confirmed) for party, record in found.items()
    )


def _line(record: SigningRecord, pdf: bytes, email: str, confirmed: dict[str, str]) -> AccessionLine:
    from studio.signing.fields import read_plan
    from studio.signing.words import fingerprint_words

    field = f"sign.{record.party}"
    plan = read_plan(pdf, field)
    signed = json.loads(record.verdict).get("signatures", []) if record.kind == "acceded" else []
    sha = str(next((each["signer"]["sha256"] for each in signed if each["field"] == field), ""))
    trust = "-" if not sha else "confirmed" if confirmed.get(record.party) == sha else "unknown"
    state = "joined" if record.kind == "acceded" else "prepared"
    said = fingerprint_words(sha) if sha else ()
    who = (record.party, plan.legal_name, plan.person, plan.office)
    return AccessionLine(*who, state, record.at, record.sha256, email, trust, sha, said)


def _emails(tx: Transaction, agreement: str) -> dict[str, str]:
    """By joiner: the signatory's address in the facts from which its accession was made."""
    found: dict[str, str] = {}
    for entry in tx.history(agreement):
        sha = json.loads(entry.detail).get("facts") if entry.step == "prepare_accession" else None
        if sha:
            rows = [one for one in facts_of(tx.blob(sha).decode()).contacts if one.party == entry.subject and one.email]
            found[entry.subject] = (rows[0].email or "") if rows else ""
    return found
