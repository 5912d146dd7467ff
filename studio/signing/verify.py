"""Verifying a PDF on its bytes alone: no workspace, no network, no settings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from studio.errors import StudioError
from studio.signing.authorities import Authority
from studio.signing.evidence import FileFacts, gather
from studio.signing.fields import summary_of
from studio.signing.identity import describe, load_certificate
from studio.signing.policy import Finding, SignatureVerdict, Trust, Verdict, fingerprint, judge
from studio.signing.reader import Unreadable, first_signed, open_pdf, parsing
from studio.signing.report import Indication, Problem, SignatureReport, Signer, Verification
from studio.signing.revisions import History
from studio.signing.wording import document_sentence, receipt_sentence, sentence, signature_sentence, who_signed

_ORDER = (Indication.PASSED, Indication.INDETERMINATE, Indication.FAILED)


def verify(
    pdf: bytes,
    *,
    trust: Sequence[bytes | Authority] = (),
    sent: bytes | None = None,
    at: datetime | None = None,
    pages: bool = False,
    partial: bool = False,  # noqa: ARG001 - part of the contract; `accepted` needs it, the verdict does not
) -> Verification:
    """What can be said of the file at time `at` (now, if not given).

    `trust` holds enrolled certificates (PEM or DER): exactly these, compared by SHA-256, are known; and authorities,
    which vouch for the expected persons alone. `sent` is what was
    sent out: the file must begin with these very bytes. Raises StudioError only for a certificate that is none; any
    trouble with the file is a verdict. With `pages` the pages that later revisions touched are drawn and read too.
    """
    certificates = tuple(load_certificate(one) for one in trust if isinstance(one, bytes))
    authorities = tuple(one for one in trust if isinstance(one, Authority))
    relied_on = Trust(frozenset(fingerprint(one) for one in certificates), authorities)
    moment = at or datetime.now(UTC)
    state = _compare_sent(pdf, sent)
    try:
        facts = gather(pdf, (*certificates, *(one.certificate for one in authorities)), moment)
        if pages:
            facts = _looked_at(pdf, facts)
    except Unreadable as error:
        nothing = History(first=0, steps=(), refusals=())
        facts = FileFacts(here=False, summary=None, expected=(), signatures=(), history=nothing, revisions=0, tail=0)
        finding = Finding("unreadable", Indication.INDETERMINATE, None, error.message)
        return _report(facts, _unreadable(finding, state))
    return _report(facts, judge(facts, relied_on, moment, state))


def _looked_at(pdf: bytes, facts: FileFacts) -> FileFacts:
    from studio.signing.looks import changed_pages

    try:
        found = {one.page for one in changed_pages(pdf, facts)}
    except Unreadable:
        raise
    except StudioError as error:
        raise Unreadable(
            "a page of it cannot be drawn", error.next_step or "Ask its sender for the file again."
        ) from error
    return replace(facts, changed_pages=tuple(sorted(found)))


def _unreadable(finding: Finding, state: tuple[str, str | None]) -> Verdict:
    return Verdict((), (finding, *_findings(state)), unsigned=(), complete=False, sent=state[0])


def accepted(result: Verification, *, partial: bool = False) -> bool:
    """Whether `verify` ends with exit code 0."""
    return result.indication is Indication.PASSED and (result.complete or partial) and result.sent != "differs"


def with_receipts(result: Verification, received: Mapping[str, datetime]) -> Verification:
    """The outcome with the moment at which the workspace's history recorded each signature, by field.

    Such an entry proves to whoever trusts the history that the signature existed then; it is no time stamp, and neither
    verdict nor best signature time rest on it.
    """
    return replace(result, signatures=tuple(_received(one, received.get(one.field)) for one in result.signatures))


def _received(one: SignatureReport, moment: datetime | None) -> SignatureReport:
    if moment is None:
        return one
    return replace(one, received_here=_iso(moment), sentence=f"{one.sentence} {receipt_sentence(moment)}")


def _findings(state: tuple[str, str | None]) -> tuple[Finding, ...]:
    return (Finding(state[1], Indication.INDETERMINATE, "SIG_CONSTRAINTS_FAILURE"),) if state[1] else ()


def _compare_sent(pdf: bytes, sent: bytes | None) -> tuple[str, str | None]:
    if sent is None:
        return "not-checked", None
    if pdf.startswith(sent):
        return "identical-prefix", None
    if sent.startswith(pdf):
        return "differs", "sent-shorter"
    return "differs", "sent-other-document" if _ref(pdf) != _ref(sent) else "sent-differs"


def _ref(pdf: bytes) -> str | None:
    """What the document says it is: the approved text it carries, and for whom."""
    try:
        reader = open_pdf(pdf)
        with parsing():
            summary = summary_of(first_signed(reader))
    except StudioError:
        return None
    return None if summary is None else f"{summary.ref} {summary.version} {summary.text_sha256} {summary.title}"


def _report(facts: FileFacts, verdict: Verdict) -> Verification:
    findings = [*verdict.findings, *(one.findings[0] for one in verdict.signatures if one.findings)]
    if not verdict.signatures and not findings:
        findings = [Finding("not-signed", Indication.INDETERMINATE, None)]
    worst = max(findings, key=lambda one: _ORDER.index(one.indication), default=None)
    indication = worst.indication if worst else Indication.PASSED
    certification = next((one for one in verdict.signatures if one.facts.certifies), None)
    return Verification(
        indication=indication,
        sub_indication=worst.sub_indication if worst else None,
        sentence=document_sentence(verdict, indication, here=facts.here),
        prepared_here=facts.here,
        complete=verdict.complete,
        unsigned_fields=verdict.unsigned,
        sent=verdict.sent,
        certification=certification.facts.field if certification else None,
        signatures=tuple(_signature(one) for one in verdict.signatures),
        problems=_problems(verdict),
    )


def _problems(verdict: Verdict) -> tuple[Problem, ...]:
    document = [Problem(one.code, one.thing, sentence(one)) for one in verdict.findings]
    people = [
        Problem(finding.code, one.facts.field, sentence(finding, who_signed(one)))
        for one in verdict.signatures
        for finding in one.findings
    ]
    if not verdict.signatures and not document:
        document = [Problem("not-signed", "", sentence(Finding("not-signed", Indication.INDETERMINATE, None)))]
    return (*document, *people)


def _signature(one: SignatureVerdict) -> SignatureReport:
    facts = one.facts
    identity = describe(facts.certificate) if facts.certificate else None
    signer = Signer(identity.name, identity.organisation, identity.sha256) if identity else Signer("", "", "")
    return SignatureReport(
        kind=facts.kind,
        field=facts.field,
        signer=signer,
        indication=one.indication,
        sub_indication=one.findings[0].sub_indication if one.findings else None,
        integrity="intact" if facts.digest_ok and facts.signature_ok else "broken",
        modifications=facts.modifications,
        trust=(fingerprint(one.authority.certificate) if one.authority else signer.sha256) if one.trusted else None,
        level=facts.level,
        claimed_signing_time=_iso(facts.claimed_at),
        best_signature_time=_iso(one.proven_at),
        stamped_at=_iso(facts.stamped_at),
        digest_algorithm=facts.digest_algorithm,
        signature_algorithm=facts.signature_algorithm,
        sentence=signature_sentence(one),
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def sha256(pdf: bytes) -> str:
    """The hash a revision is filed under."""
    return hashlib.sha256(pdf).hexdigest()
