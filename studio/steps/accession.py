"""A late joiner: an accession PDF of its own names the executed file by its SHA-256; the executed file never changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from studio.drafting.draft import Block, BlockType, Draft, DraftStatus, SignaturePlace
from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.changed import Changed
from studio.steps.reading import Work, facts_of, work_of
from studio.steps.signers import next_number
from studio.steps.signing import at_start, signing_file, trusted
from studio.steps.workspace import Workspace
from studio.store.records import RegisterRecord, SigningRecord

if TYPE_CHECKING:
    from studio.facts.model import Facts, Party, Signature
    from studio.signing.credential import Credential
    from studio.store.transaction import Transaction

TEMPLATE = "accession"
_FILLED = {"rc-agreement", "ac-sign"}  # clauses whose rooms to write in are filled by the program here


def prepare_accession(
    ws: Workspace, agreement: str, facts_text: str, party: str, credential: Credential
) -> tuple[Changed, bytes]:
    """The accession to be signed by the joiner and by the lead, certified; gives its bytes.

    `facts_text` are the facts with the joiner's rows, among them its signature for the document "accession". Raises
    StudioError unless the agreement is in force, allows joining, and these facts are of the same agreement.
    """
    from studio.signing.certify import certify_with

    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "accede")
        entry = _entry(tx, agreement)
        facts = facts_of(facts_text)
        _refuse(work, facts, party)
        draft = accession_draft(ws, work, facts, party, entry)
        unsigned, _ = signing_file(draft, facts, tx.head())
        pdf, _ = certify_with(unsigned, credential, ws.now())
        sha, number = tx.put_blob(pdf), next_number(tx, agreement)
        tx.save(SigningRecord(agreement, number, "accession", sha, party, ws.stamp(), "{}"))
        detail = {"file": sha, "executed": entry.executed_sha256, "facts": tx.put_blob(facts_text.encode())}
        tx.append("prepare_accession", agreement, party, detail, ws.now())
    name = _party(facts, party).short_name or party
    return Changed(frozenset({agreement}), f"The accession of {name} is ready for two signatures."), pdf


def accede(ws: Workspace, agreement: str, data: bytes) -> Changed:
    """Take the accession in that joiner and lead have signed. Raises StudioError, keeping it as evidence, if it is not good.

    Whose the joiner's certificate is has still to be confirmed by telephone (`enrol`).
    """
    from studio.signing.fields import read_plan
    from studio.signing.report_json import verification_json
    from studio.signing.verify import verify

    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "accede")
        sent = _sent(tx, agreement, data)
        report = verify(
            data, trust=trusted(tx, agreement), sent=tx.blob(sent.sha256), at=ws.now(), partial=True, pages=True
        )
        bad = [each for each in report.problems if not each.code.startswith("trust-")]
        fault = bad[0].sentence if bad else "" if report.complete else report.sentence
        kind = "rejected" if fault else "acceded"
        sha, number = tx.put_blob(data), next_number(tx, agreement)
        tx.save(SigningRecord(agreement, number, kind, sha, sent.party, ws.stamp(), verification_json(report)))
        tx.append("accede", agreement, sent.party, {"file": sha, "kind": kind}, ws.now())
    if fault:
        raise StudioError(fault, "The file is kept as evidence. Ask for what is missing on the file that was sent.")
    name = read_plan(data, f"sign.{sent.party}").legal_name or at_start(sent.party)
    return Changed(frozenset({agreement}), f"{name} has joined; the executed agreement is as it was.")


def accession_draft(ws: Workspace, work: Work, facts: Facts, party: str, entry: RegisterRecord) -> Draft:
    """The form of accession with the executed file named, and a place for each of the two who sign."""
    assembler = ws.assembler_for(work.record)
    made = assembler.render(facts, TEMPLATE, on=ws.today(), status=DraftStatus.FINAL, party=party).draft
    return replace(made, blocks=tuple(_filled(made.blocks, facts, party, entry)))


def _filled(blocks: tuple[Block, ...], facts: Facts, party: str, entry: RegisterRecord) -> Iterator[Block]:
    from studio.signing.paper_blocks import Paper

    paper = Paper("accession-record")
    for block in blocks:
        if block.clause not in _FILLED or block.type is not BlockType.FIELD:
            yield block
            if block.clause == "rc-agreement" and block.type is BlockType.TABLE:
                rows = [
                    ("Executed file (SHA-256)", entry.executed_sha256),
                    ("In the register since", entry.entered_at[:10]),
                ]
                yield paper.facts_block("executed", rows)
    places = (_joiner(facts, party), _lead(facts))
    for number, row in enumerate(places, 1):
        who = _party(facts, row.party)
        place = SignaturePlace(
            row.id, row.party, who.legal_name or "", row.person or "", row.office or "", f"sign.{row.party}", number, 2
        )
        yield replace(paper.paragraph(f"place-{number}", ""), type=BlockType.SIGNATURE, runs=(), signature=place)


def _entry(tx: Transaction, agreement: str) -> RegisterRecord:
    found = tx.load(RegisterRecord, agreement)
    if found is None:
        raise StudioError("The agreement is not in the register.", "Enter it first.")
    return found


def _refuse(work: Work, facts: Facts, party: str) -> None:
    if facts.agreement.ref != work.facts.agreement.ref:
        raise StudioError(
            f"These facts are of {facts.agreement.ref}.", f"Those of {work.facts.agreement.ref} are needed."
        )
    if not facts.terms.accession_allowed:
        raise StudioError("This agreement does not let others join later.", "Make a variation that all sign.")
    _party(facts, party)
    _joiner(facts, party)
    if any(each.party == party for each in work.facts.signatures if each.document == "agreement"):
        raise StudioError(f"“{party}” has signed the agreement itself.", "Choose the partner that joins.")


def _party(facts: Facts, party: str) -> Party:
    found = next((each for each in facts.parties if each.id == party), None)
    if found is None:
        raise StudioError(f"There is no partner “{party}” in these facts.", "Add its rows to the facts first.")
    return found


def _joiner(facts: Facts, party: str) -> Signature:
    found = next((each for each in facts.signatures if each.party == party and each.document == "accession"), None)
    if found is None:
        raise StudioError(
            f"Nobody signs the accession of “{party}”.", "Add its signature for the document “accession”."
        )
    return found


def _lead(facts: Facts) -> Signature:
    lead = facts.agreement.lead_party
    found = next((each for each in facts.signatures if each.party == lead), None)
    if found is None:
        raise StudioError("Nobody signs for the lead partner.", "Add its signature to the facts.")
    return found


def _sent(tx: Transaction, agreement: str, data: bytes) -> SigningRecord:
    made = [each for each in tx.all(SigningRecord, agreement=agreement) if each.kind == "accession"]
    fitting = [each for each in made if data.startswith(tx.blob(each.sha256))]
    if not fitting:
        raise StudioError(
            "This file does not begin with the bytes of an accession made here. It was not kept.",
            "Take in the file that was sent, as it came back signed.",
        )
    if sha256(data).hexdigest() in {each.sha256 for each in made}:
        raise StudioError("This file is not signed yet.", "Take in the file that came back.")
    return fitting[-1]
