"""Steps of signing: freeze the text, prepare and certify the file, enrol certificates, withdraw it from signing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from studio.drafting.bilingual import require_confirmed
from studio.drafting.draft import Draft, DraftStatus
from studio.drafting.edits import dump_edits, load_edits
from studio.errors import StudioError
from studio.facts.status import require
from studio.facts.write import set_fact
from studio.steps.authorities import relied_on
from studio.steps.changed import Changed
from studio.steps.drafting import checked
from studio.steps.house import freeze_house, house_in, in_house
from studio.steps.reading import Work, current_round, facts_of, recipients_of, rendering_of, work_of
from studio.steps.signers import current_records, next_number, signer_of
from studio.steps.standing import standing_of
from studio.steps.workspace import Workspace
from studio.store.records import (
    AcceptanceRecord,
    AgreementRecord,
    DraftRecord,
    EnrolmentRecord,
    SignatoryRecord,
    SigningRecord,
)

if TYPE_CHECKING:
    from studio.facts.model import Facts
    from studio.signing.authorities import Authority
    from studio.signing.credential import Credential
    from studio.store.transaction import Transaction

COORDINATOR = "coordinator"
FINAL_VERSION = "1.0"


def missing_for_signing(ws: Workspace, tx: Transaction, agreement: str) -> tuple[str, ...]:
    """What stands between the agreement and its freezing, in sentences."""
    work = work_of(tx, agreement)
    found: list[str] = []
    round_ = current_round(tx, agreement)
    if round_ is None:
        found.append("The draft has not been circulated.")
    elif round_.closed_at is None:
        found.append(f"Round {round_.number} is not finished.")
    else:
        rows = recipients_of(tx, agreement, round_.number)
        names = {each.id: each.short_name or each.legal_name or each.id for each in work.facts.parties}
        # An agreement given before the round was finished was to an earlier text.
        agreed = {each.party for each in rows if each.state == "agreed" and each.state_at >= round_.closed_at}
        silent = [names[each.id] for each in work.facts.parties if _active(each) and each.id not in agreed]
        found += [f"{at_start(name)} has not agreed to the text by its own word." for name in silent]
        found += _changed_since(ws, work)
    findings = checked(
        ws, work, tx.all(AcceptanceRecord, agreement=agreement), standing_of(tx, work, ws.today())
    ).findings
    found += [f"{each.rule}: {each.message}" for each in findings if each.severity == "error" and not each.accepted]
    return tuple(found)


def _changed_since(ws: Workspace, work: Work) -> list[str]:
    """What the partners agreed to is the last draft: other facts that change a word of it need their word again."""
    if work.latest is None or work.recorded:
        return []
    agreed = rendering_of(ws, work.latest, work.record.template)
    info = agreed.draft.info
    assembler = ws.assembler_for(work.record)
    now = assembler.render(work.facts, work.record.template, on=info.on, number=info.number, edits=work.edits)
    if now.draft.text() == agreed.draft.text():
        return []
    return [
        f"The text is not that of draft {info.number}, to which the partners agreed: facts or library text have changed since."
    ]


def at_start(name: str) -> str:
    """A partner's name at the start of a sentence: "The Council"."""
    return name[:1].upper() + name[1:]


def _active(party: Any) -> bool:
    return str(party.status) not in {"withdrawn", "set_aside"}


def freeze(ws: Workspace, agreement: str) -> Changed:
    """Freeze the agreed text as version 1.0. Raises StudioError naming all that is missing."""
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "freeze")
        if missing := missing_for_signing(ws, tx, agreement):
            raise StudioError("The text cannot be frozen yet. " + " ".join(missing), "Settle these first.")
        text = set_fact(work.record.facts, "/agreement/version", FINAL_VERSION)
        text = set_fact(text, "/agreement/status", "final")
        number = work.latest.number + 1 if work.latest else 1
        draft = _final(ws, work.record, facts_of(text), number, dump_edits(work.edits), ws.today())
        record = DraftRecord(
            agreement, number, text, dump_edits(work.edits), _text_sha(draft), draft.library_sha256, ws.stamp()
        )
        tx.save(record)
        ws.keep_library(tx, draft.library_sha256)
        freeze_house(ws, tx, agreement)
        with in_house(house_in(tx, agreement)):
            docx = tx.put_blob(final_docx(draft, facts_of(text)))
        tx.save(replace(work.record, facts=text, status="final", changed_at=ws.stamp(), library=draft.library_sha256))
        tx.append("freeze", agreement, f"version {FINAL_VERSION}", {"text": record.text_sha256, "docx": docx}, ws.now())
    return Changed(frozenset({agreement}), f"The text is frozen as version {FINAL_VERSION}.")


def _final(ws: Workspace, record: AgreementRecord, facts: Facts, number: int, edits: str, on: date) -> Draft:
    assembler = ws.assembler_for(record)
    made = assembler.render(
        facts, record.template, on=on, number=number, status=DraftStatus.FINAL, edits=load_edits(edits)
    )
    return made.draft


def final_draft(ws: Workspace, work: Work) -> Draft:
    """The text as it was frozen. Raises StudioError before that, or where it no longer comes out the same."""
    if work.latest is None:
        raise StudioError("The text is not frozen yet.", "Freeze it first.")
    made = date.fromisoformat(work.latest.made_at[:10])
    draft = _final(ws, work.record, work.facts, work.latest.number, work.latest.edits, made)
    if _text_sha(draft) != work.latest.text_sha256:
        raise StudioError(
            "The text no longer comes out as it was frozen: its library text is not in this workspace.",
            "Open the workspace with the version of the program that froze it.",
        )
    return draft


def docx_sha_of(tx: Transaction, agreement: str) -> str:
    """SHA-256 of the agreed DOCX, as the history of the last freezing names it; "" before that."""
    import json

    entries = [each for each in tx.history(agreement) if each.step == "freeze"]
    return str(json.loads(entries[-1].detail)["docx"]) if entries else ""


def _text_sha(draft: Draft) -> str:
    return sha256(draft.text().encode()).hexdigest()


def final_docx(draft: Draft, facts: Facts) -> bytes:
    """The agreed DOCX: what was approved, without marks of a review."""
    from studio.documents.diagram import draft_pictures
    from studio.documents.docx_write import write_docx

    return write_docx(draft, pictures=draft_pictures(facts))


def signing_file(draft: Draft, facts: Facts, head: str | None, open_points: tuple[str, ...] = ()) -> tuple[bytes, str]:
    """The unsigned file to be signed, and the SHA-256 of the agreed DOCX that it names.

    Attached: `agreement.txt` (the approved text) and the facts without reviewers, telephone numbers and notes.
    """
    from studio.documents.diagram import draft_pictures
    from studio.documents.pdf_write import write_signing_pdf
    from studio.signing.plan import Attachment
    from studio.signing.summary import summarise, summary_attachment

    require_confirmed(draft)
    docx_sha256 = sha256(final_docx(draft, facts)).hexdigest()
    text = draft.text().encode()
    text_sha256 = sha256(text).hexdigest()
    attachments = (
        Attachment("agreement.txt", "text/plain", text, "The approved text that each declaration names", "Source"),
        summary_attachment(summarise(draft, text_sha256, docx_sha256, head, open_points)),
    )
    pdf = write_signing_pdf(
        draft,
        attachments=attachments,
        docx_sha256=docx_sha256,
        text_sha256=text_sha256,
        history_head=head,
        pictures=draft_pictures(facts),
    )
    return pdf, docx_sha256


def prepare_signing(ws: Workspace, agreement: str, p12: bytes, passphrase: str) -> Changed:
    """`prepare_signing_with` an identity file (PKCS#12)."""
    from studio.signing.credential import FileCredential

    return prepare_signing_with(ws, agreement, FileCredential(p12, passphrase))


def prepare_signing_with(ws: Workspace, agreement: str, credential: Credential) -> Changed:
    """Make the file to be signed and certify it with the coordinator's own signature."""
    from studio.signing.certify import certify_with

    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "prepare_signing")
        draft = final_draft(ws, work)
        with in_house(house_in(tx, agreement)):
            unsigned, docx_sha256 = signing_file(draft, work.facts, tx.head(), _accepted(ws, tx, work))
        pdf, identity = certify_with(unsigned, credential, ws.now())
        sha = tx.put_blob(pdf)
        number = next_number(tx, agreement)
        tx.save(SigningRecord(agreement, number, "certified", sha, COORDINATOR, ws.stamp(), "{}"))
        for row in tx.all(SignatoryRecord, agreement=agreement):
            tx.save(SignatoryRecord(agreement, row.party, "waiting", ws.stamp(), "", ""))
        tx.save(
            EnrolmentRecord(
                agreement,
                COORDINATOR,
                identity.name,
                identity.sha256,
                identity.certificate_pem,
                "own identity",
                ws.stamp(),
            )
        )
        tx.save(replace(work.record, status="signing", changed_at=ws.stamp()))
        detail = {"text": _text_sha(draft), "docx": docx_sha256, "pages": "certified"}
        tx.append("prepare", agreement, "the file to be signed", detail, ws.now())
    return Changed(frozenset({agreement}), "The file is certified. Send it to the first signatory.")


def _accepted(ws: Workspace, tx: Transaction, work: Work) -> tuple[str, ...]:
    """The findings that a named role accepted: whoever signs sees what was left as it is, and why."""
    records = tx.all(AcceptanceRecord, agreement=work.record.id)
    if not records:
        return ()
    found = checked(ws, work, records, standing_of(tx, work, ws.today())).findings
    why = {(each.rule, each.pointer): each for each in records}
    shown = [(each, why.get((each.rule, each.pointer))) for each in found if each.accepted]
    return tuple(f"{each.message} {record.role}: {record.reason}" if record else each.message for each, record in shown)


def signing_states(tx: Transaction, agreement: str) -> list[SigningRecord]:
    """The good states of the signing file in order: certified, one for each signature taken in, one for each time stamp."""
    return [each for each in current_records(tx, agreement) if each.kind in {"certified", "signed", "stamped"}]


def signing_pdf(ws: Workspace, agreement: str) -> bytes:
    """The file as it goes to the next signatory."""
    with ws.store.read() as tx:
        states = signing_states(tx, agreement)
        if not states:
            raise StudioError("There is no file to be signed yet.", "Freeze the text and prepare the file.")
        return tx.blob(states[-1].sha256)


def trusted(tx: Transaction, agreement: str) -> list[bytes | Authority]:
    """What verdicts on this agreement rest on: confirmed certificates, and authorities where there are any."""
    return [*confirmed_certificates(tx, agreement), *relied_on(tx, work_of(tx, agreement))]


def confirmed_certificates(tx: Transaction, agreement: str) -> list[bytes]:
    return [each.certificate.encode() for each in tx.all(EnrolmentRecord, agreement=agreement)]


def enrol(  # noqa: PLR0913 - what a confirmation consists of
    ws: Workspace,
    agreement: str,
    party: str,
    certificate_sha256: str,
    first_four: str,
    last_four: str,
    confirmed_by: str,
) -> Changed:
    """Bind a certificate to a partner's signatory: a named person types the words read out over the telephone.

    The first and last four words of the fingerprint must match; otherwise StudioError and nothing is enrolled.
    """
    from studio.signing.certificates import signer_certificate
    from studio.signing.words import require_words

    if not confirmed_by.strip():
        raise StudioError("A confirmation needs the name of who made it.", "Write your name.")
    require_words(certificate_sha256, first_four, last_four)
    with ws.store.begin() as tx:
        require(work_of(tx, agreement).record.status, "enrol")
        pem = signer_certificate(tx.blob(_signed_by(tx, agreement, party)), f"sign.{party}")
        if sha256_of_pem(pem) != certificate_sha256:
            raise StudioError(
                f"{_person(tx, work_of(tx, agreement), party)} did not sign with this certificate. Nothing was confirmed.",
                "Choose the line of the partner you telephoned.",
            )
        person = _person(tx, work_of(tx, agreement), party)
        tx.save(EnrolmentRecord(agreement, party, person, certificate_sha256, pem, confirmed_by.strip(), ws.stamp()))
        tx.append("enrol", agreement, party, {"certificate": certificate_sha256, "by": confirmed_by.strip()}, ws.now())
    return Changed(frozenset({agreement}), f"{person}’s certificate is confirmed.")


def _person(tx: Transaction, work: Work, party: str) -> str:
    """Who signs for this partner; of a late joiner whoever signed its accession."""
    import json

    joined = [each for each in current_records(tx, work.record.id) if each.kind == "acceded" and each.party == party]
    if not joined:
        return signer_of(tx, work, party).person
    signatures = json.loads(joined[-1].verdict)["signatures"]
    return str(next(each["signer"]["name"] for each in signatures if each["field"] == f"sign.{party}"))


def _signed_by(tx: Transaction, agreement: str, party: str) -> str:
    """SHA-256 of the file in which this partner's signature stands."""
    own = [
        each
        for each in current_records(tx, agreement)
        if each.kind in {"counterpart", "acceded"} and each.party == party
    ]
    return own[-1].sha256 if own else signing_states(tx, agreement)[-1].sha256


def sha256_of_pem(pem: str) -> str:
    """SHA-256 of the certificate's DER bytes."""
    import base64

    body = "".join(line for line in pem.splitlines() if "-----" not in line)
    return sha256(base64.b64decode(body)).hexdigest()
