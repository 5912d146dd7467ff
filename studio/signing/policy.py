"""From facts to verdicts in the words of ETSI EN 319 102-1 (the second of three layers); no sentence is made here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID

from studio.signing.authorities import Authority, Ruling, rule
from studio.signing.evidence import FileFacts
from studio.signing.identity import describe, weakness
from studio.signing.plan import FieldPlace
from studio.signing.report import Indication
from studio.signing.signature_facts import SignatureFacts

_WEAK_DIGESTS = {"md5", "sha1"}
_ORDER = (Indication.PASSED, Indication.INDETERMINATE, Indication.FAILED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason against a signature or the document. `thing` is a field, a page, a person: what `code` speaks of."""

    code: str
    indication: Indication
    sub_indication: str | None
    thing: str = ""


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """A signature with the reasons against it, worst first, and the time that is proven for it."""

    facts: SignatureFacts
    place: FieldPlace | None
    findings: tuple[Finding, ...]
    trusted: bool
    authority: Authority | None  # that vouches for it, where its certificate itself is not enrolled
    proven_at: datetime | None

    @property
    def indication(self) -> Indication:
        return self.findings[0].indication if self.findings else Indication.PASSED


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole: signatures, what concerns the document, and who is still to sign."""

    signatures: tuple[SignatureVerdict, ...]
    findings: tuple[Finding, ...]
    unsigned: tuple[str, ...]
    complete: bool
    sent: str


def fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


@dataclass(frozen=True, slots=True)
class Trust:
    """What is relied on: enrolled certificates by SHA-256, and authorities."""

    certificates: frozenset[str]
    authorities: tuple[Authority, ...] = ()


def judge(facts: FileFacts, trust: Trust, at: datetime, sent: tuple[str, str | None]) -> Verdict:
    """The verdict at time `at`; `sent` is its state and finding code."""
    proven = _proven_times(facts, trust.certificates)
    signatures = tuple(_judge_one(one, facts, trust, at, proven.get(one.field)) for one in facts.signatures)
    partners = [one for one in facts.expected if one.kind != "timestamp"]
    unsigned = tuple(one.place.name for one in partners if not one.signed)
    findings = tuple(_sorted([*_document_findings(facts), *_sent_findings(sent)]))
    return Verdict(signatures, findings, unsigned, bool(facts.signatures) and not unsigned, sent[0])


def _sorted(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: -_ORDER.index(one.indication))


def _failed(code: str, sub: str, thing: str = "") -> Finding:
    return Finding(code, Indication.FAILED, sub, thing)


def _unsure(code: str, sub: str | None, thing: str = "") -> Finding:
    return Finding(code, Indication.INDETERMINATE, sub, thing)


def _judge_one(
    one: SignatureFacts, facts: FileFacts, trust: Trust, at: datetime, proven: datetime | None
) -> SignatureVerdict:
    place = next((field.place for field in facts.expected if field.place.name == one.field), None)
    known = one.certificate is not None and fingerprint(one.certificate) in trust.certificates
    ruling = Ruling() if known else vouched(one, place, trust.authorities, proven or at)
    findings = [
        *_integrity(one),
        *_known(one, ruling, known=known),
        *_signer(one, facts, place),
        *_strength(one),
        *_times(one, at, proven),
        *_revoked(one, proven),
    ]
    relied_on = known or ruling.authority is not None
    return SignatureVerdict(one, place, tuple(_sorted(findings)), relied_on, ruling.authority, proven)


def _integrity(one: SignatureFacts) -> Iterator[Finding]:
    if not one.digest_ok:
        yield _failed("signed-bytes-changed", "HASH_FAILURE", one.field)
    elif not one.signature_ok:
        yield _failed("signature-broken", "SIG_CRYPTO_FAILURE", one.field)
    for fault in one.faults:
        if fault in {"signer-certificate-missing", "signer-certificate-other"}:
            yield _unsure("trust-signer-certificate", "NO_SIGNING_CERTIFICATE_FOUND", one.field)
        else:
            yield _failed(fault, "FORMAT_FAILURE", one.field)
    if one.covers == "part":
        yield _failed("signature-covers-part", "FORMAT_FAILURE", one.field)
    elif not one.permitted or one.modifications == "other":
        yield _failed("changed-after-signing", "FORMAT_FAILURE", one.field)


def vouched(one: SignatureFacts, place: FieldPlace | None, authorities: tuple[Authority, ...], at: datetime) -> Ruling:
    """Which authority vouches for this signature: one of the organisation in whose place it stands, for the expected person."""
    if one.certificate is None or one.kind != "signature" or place is None or not (place.person and place.legal_name):
        return Ruling()  # nobody is expected here
    owned = [each for each in authorities if same_person(each.organisation, place.legal_name)]
    listed = [each for each in authorities if not each.organisation]
    others = [each for each in authorities if each not in owned and each not in listed]
    holder, faults = describe(one.certificate), []
    for group in (owned, listed, others):
        ruling = rule(one.certificate, one.carried, group, at)
        if ruling.authority is None:
            faults.append(ruling)
        elif group is others:
            faults.append(Ruling(None, "trust-authority-other", ruling.authority.organisation))
        elif not same_person(holder.name, place.person):
            faults.append(Ruling(None, "trust-authority-person", place.person))
        elif group is listed and not same_person(holder.organisation, place.legal_name):
            faults.append(Ruling(None, "trust-authority-organisation", place.legal_name))
        else:
            return ruling
    return next((each for each in faults if each.fault), Ruling())


def _known(one: SignatureFacts, ruling: Ruling, *, known: bool) -> Iterator[Finding]:
    if one.certificate is None or known or ruling.authority is not None:
        return
    if ruling.fault:
        yield _unsure(ruling.fault, "CHAIN_CONSTRAINTS_FAILURE", ruling.thing)
    else:
        code = "trust-unknown-time-service" if one.kind == "timestamp" else "trust-unknown-certificate"
        yield _unsure(code, "NO_CERTIFICATE_CHAIN_FOUND", one.field)


def _signer(one: SignatureFacts, facts: FileFacts, place: FieldPlace | None) -> Iterator[Finding]:
    if one.certificate is None:
        return
    name = describe(one.certificate).name
    if not one.fits_seed or other_signatory(name, place, facts) or _lent(name, one, place, facts):
        person = place.person if place and place.person else one.field
        yield _unsure("trust-other-person", "SIG_CONSTRAINTS_FAILURE", person)
    elif organisation := other_organisation(describe(one.certificate).organisation, place, facts):
        yield _unsure("trust-other-organisation", "SIG_CONSTRAINTS_FAILURE", organisation)
    if not _may_sign(one.certificate, one.kind):
        yield _unsure("trust-key-usage", "CHAIN_CONSTRAINTS_FAILURE", one.field)


def other_signatory(name: str, place: FieldPlace | None, facts: FileFacts) -> FieldPlace | None:
    """The signatory of another field whom this certificate names, if it does not name the one of its own field."""
    if facts.summary is None or place is None or not place.legal_name or same_person(name, place.person):
        return None  # whoever certifies may be one of the signatories too
    others = (field.place for field in facts.expected if field.place != place and field.place.legal_name)
    return next((other for other in others if same_person(name, other.person)), None)


def other_organisation(organisation: str, place: FieldPlace | None, facts: FileFacts) -> str:
    """The partner's name in whose place the certificate signs, if it names the organisation of another partner; or ""."""
    if facts.summary is None or place is None or not place.legal_name or same_person(organisation, place.legal_name):
        return ""
    others = (field.place.legal_name for field in facts.expected if field.place != place)
    return place.legal_name if any(same_person(organisation, other) for other in others if other) else ""


def _lent(name: str, one: SignatureFacts, place: FieldPlace | None, facts: FileFacts) -> bool:
    """Whether the certificate that signs in a named person's place also signs elsewhere and does not name that person.

    Certificates name people in many ways; but one that the coordinator or a second signatory uses too is not theirs.
    """
    if facts.summary is None or place is None or not place.legal_name or same_person(name, place.person):
        return False
    others = (other for other in facts.signatures if other.field != one.field and other.kind == "signature")
    return any(other.certificate == one.certificate for other in others)


def same_person(one: str, other: str) -> bool:
    """Whether two names have the same words, titles and the word SAMPLE apart."""
    return bool(other) and _name_words(one) == _name_words(other)


def _name_words(name: str) -> frozenset[str]:
    titles = {"sample", "dr", "mr", "mrs", "ms", "miss", "sir", "dame", "prof", "professor", "cllr"}
    return frozenset(re.findall(r"[^\W\d_]+", name.casefold())) - titles


def _may_sign(certificate: x509.Certificate, kind: str) -> bool:
    try:
        if kind == "timestamp":
            purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
            return ExtendedKeyUsageOID.TIME_STAMPING in purposes
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return kind != "timestamp"  # RFC 5280, 4.2.1.3: without the extension any use is meant
    return usage.digital_signature or usage.content_commitment


def _strength(one: SignatureFacts) -> Iterator[Finding]:
    if one.digest_algorithm.replace("-", "") in _WEAK_DIGESTS:
        yield _unsure("algorithm-weak", "CRYPTO_CONSTRAINTS_FAILURE", f"{one.digest_algorithm.upper()} digests")
    if one.certificate is not None and (weak := weakness(one.certificate)):
        yield _unsure("algorithm-weak", "CRYPTO_CONSTRAINTS_FAILURE", weak)


def _times(one: SignatureFacts, at: datetime, proven: datetime | None) -> Iterator[Finding]:
    if one.certificate is None:
        return
    start, end, best = one.certificate.not_valid_before_utc, one.certificate.not_valid_after_utc, proven or at
    if best > end:
        yield _unsure("time-expired", "EXPIRED" if proven else "OUT_OF_BOUNDS_NO_POE", f"{end:%Y-%m-%d}")
    elif best < start:
        yield _unsure("time-not-yet-valid", "NOT_YET_VALID" if proven else "OUT_OF_BOUNDS_NO_POE", f"{start:%Y-%m-%d}")
    elif one.claimed_at is not None and not start <= one.claimed_at <= end:
        yield _unsure("time-claimed-outside", "SIG_CONSTRAINTS_FAILURE", f"{one.claimed_at:%Y-%m-%d}")


def _revoked(one: SignatureFacts, proven: datetime | None) -> Iterator[Finding]:
    """A signature that is proven to be older than the revocation stands (EN 319 102-1, 5.5.4); no other does."""
    if one.revoked_at is not None and (proven is None or proven >= one.revoked_at):
        yield _unsure("trust-revoked", "REVOKED_NO_POE", f"{one.revoked_at:%Y-%m-%d}")


def _proven_times(facts: FileFacts, trusted: frozenset[str]) -> dict[str, datetime]:
    """The earliest time by which an enrolled time stamp service had seen each signature."""
    proven: dict[str, datetime] = {}
    for one in facts.signatures:
        stamps = [
            other.stamped_at
            for other in facts.signatures
            if other.stamped_at and _is_relied_on(other, trusted) and _sees(other, one)
        ]
        if stamps:
            proven[one.field] = min(stamps)
    return proven


def _is_relied_on(stamp: SignatureFacts, trusted: frozenset[str]) -> bool:
    return stamp.stamped_by is not None and fingerprint(stamp.stamped_by) in trusted and stamp.stamp_revoked_at is None


def _sees(stamp: SignatureFacts, one: SignatureFacts) -> bool:
    return stamp is one or (stamp.kind == "timestamp" and stamp.digest_ok and stamp.revision > one.revision)


def _document_findings(facts: FileFacts) -> Iterator[Finding]:
    for refusal in facts.history.refusals:
        if facts.here or refusal.code == "signature-removed":
            yield _failed(refusal.code, "FORMAT_FAILURE", refusal.thing)
    for page in facts.changed_pages:
        yield _failed("page-looks-different", "FORMAT_FAILURE", str(page))
    if facts.tail:
        judged = _failed if facts.here else _unsure
        yield judged("trailing-bytes", "FORMAT_FAILURE" if facts.here else "SIG_CONSTRAINTS_FAILURE", str(facts.tail))
    for name in facts.misleading:
        yield _unsure("field-misleading", "SIG_CONSTRAINTS_FAILURE", name)
    if facts.here:
        yield from _findings_here(facts)


def _findings_here(facts: FileFacts) -> Iterator[Finding]:
    """What only a file that was laid out here must keep to."""
    refused = {one.code for one in facts.history.refusals}
    if facts.unrelated_data and "validation-data-unrelated" not in refused:
        yield _failed("validation-data-unrelated", "FORMAT_FAILURE", str(facts.unrelated_data))
    kinds = {one.place.name: one.kind for one in facts.expected}
    for one in facts.signatures:
        if (kinds.get(one.field, one.kind) == "timestamp") != (one.kind == "timestamp"):
            yield _failed("field-of-other-kind", "FORMAT_FAILURE", one.field)
    if facts.signatures and not facts.signatures[0].certifies:
        yield _unsure("not-certified", "SIG_CONSTRAINTS_FAILURE")


def _sent_findings(sent: tuple[str, str | None]) -> Iterator[Finding]:
    if sent[1]:
        yield _unsure(sent[1], "SIG_CONSTRAINTS_FAILURE")
