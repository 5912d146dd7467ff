"""Verdicts as sentences a chief executive can act on (the third of three layers)."""

from __future__ import annotations

from datetime import UTC, datetime

from studio.signing.authorities import Authority
from studio.signing.identity import describe
from studio.signing.policy import Finding, SignatureVerdict, Verdict, same_person
from studio.signing.report import Indication, Verification

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# Not from the locale: the same file gives the same sentence everywhere.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# {thing} is what the finding speaks of, {who} the person whose signature it is.
SENTENCES = {
    "signed-bytes-changed": "What {who} signed was altered afterwards: its bytes are no longer those that were signed.",
    "signature-broken": "The signature of {who} does not fit this text and this certificate: it was damaged or forged.",
    "byte-range": "The signature of {who} does not say properly which part of the file it covers.",
    "container-bytes": "Something else stands where the signature of {who} should be the only thing.",
    "container-padding": "Unsigned data is hidden behind the signature of {who}.",
    "container-encoding": "The signature of {who} is not written as the standard asks; bytes in it were altered.",
    "container-signers": "The container of the signature of {who} does not hold exactly one signature.",
    "container-content": "The container of the signature of {who} carries other content.",
    "container-algorithms": "The signature of {who} contradicts itself about its algorithm.",
    "container-extra": "Unsigned data was added to the signature of {who}.",
    "container-certificates": "A certificate that does not belong there was added to the signature of {who}.",
    "signature-covers-part": "The signature of {who} covers only a part of what it should.",
    "changed-after-signing": "Something was changed after {who} signed that may not be changed.",
    "trust-signer-certificate": "The signature of {who} does not name the certificate that comes with it.",
    "trust-unknown-certificate": "The signature of {who} is sound, but nobody has confirmed whose certificate this is.",
    "trust-unknown-time-service": "The time stamp is sound, but its service is not one that was enrolled.",
    "trust-other-person": "The place of {thing} was signed with another person’s certificate: that of {who}.",
    "trust-other-organisation": "The place of {thing} was signed with a certificate of another partner: that of {who}.",
    "trust-authority-other": "The certificate of {who} comes from the authority of {thing}, which speaks for no one else.",
    "trust-authority-person": "The certificate of {who} comes from a known authority, but it is not that of {thing}.",
    "trust-authority-organisation": "The certificate of {who} comes from an imported list and does not name {thing}: "
    "a list says who somebody is, not for whom they act.",
    "trust-authority-unfit": "The certificate of {who} rests on one that may not sign others; it leads to {thing}.",
    "trust-authority-expired": "The certificate of {who} rests on an authority, {thing}, that was not valid at the time.",
    "trust-authority-constraints": "The authority {thing} was not allowed to issue the certificate of {who}.",
    "trust-key-usage": "The certificate of {who} is not meant for signing.",
    "trust-revoked": "The certificate of {who} was revoked on {thing}, and nothing proves that the signature is older.",
    "algorithm-weak": "The signature of {who} is too weak to rely on: {thing}.",
    "time-expired": "The certificate of {who} ended on {thing}, and nothing proves that the signature is older.",
    "time-not-yet-valid": "The certificate of {who} is valid only from {thing}.",
    "time-claimed-outside": "{who} claims to have signed on {thing}, when the certificate was not valid.",
    "page-changed": "The text was changed after signing: {thing}.",
    "page-looks-different": "Page {thing} no longer looks as it did when it was signed.",
    "field-added": "A signature field that was not laid down was added after certification: {thing}.",
    "field-changed": "The signature field {thing} was altered after it was laid down or signed.",
    "field-of-other-kind": "The field {thing} holds a time stamp where a signature belongs, or the other way round.",
    "field-misleading": "The field {thing} was changed after signing and shows something other than the value it holds.",
    "form-changed": "The form was altered after certification.",
    "signature-removed": "A signature that was in this file has been removed: {thing}.",
    "signature-replaced": "A signature in this file was overwritten: {thing}.",
    "attachment-changed": "The attachments were changed after certification.",
    "info-changed": "The document’s title or description was changed after certification.",
    "structure-changed": "The reading order for screen readers was changed after certification.",
    "action-added": "An action that runs by itself was added after certification.",
    "catalog-changed": "Something was changed after certification: {thing}.",
    "validation-data-removed": "Validation data was removed from the file.",
    "validation-data-unrelated": "Something that belongs to no signature was put among the file’s validation data.",
    "revision-removed-object": "Something was removed from the file after certification.",
    "revision-unexpected": "The file was changed after certification in a way nobody asked for: {thing}.",
    "trailing-bytes": "{thing} bytes that belong to no signature stand behind the end of the file.",
    "not-certified": "The coordinator has not certified this file.",
    "not-signed": "Nobody has signed this file.",
    "unreadable": "This file cannot be verified, because {thing}.",
    "sent-shorter": "This file is shorter than the one that was sent: signatures or changes at its end were cut off.",
    "sent-other-document": "This is not the file that was sent: it is another document.",
    "sent-differs": "This file does not begin with the bytes that were sent: it is not what went out.",
}


def sentence(finding: Finding, who: str = "") -> str:
    """The finding in one sentence; dates are written as words."""
    return SENTENCES[finding.code].format(thing=_day(finding.thing), who=who or "the signatory").strip()


def _day(thing: str) -> str:
    try:
        day = datetime.strptime(thing, "%Y-%m-%d")  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return thing
    return written_day(day)


def written_day(day: datetime) -> str:
    """Such as "18 December 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def who_signed(one: SignatureVerdict) -> str:
    """The person as the certificate names them, with the organisation."""
    if one.facts.certificate is None:
        return one.facts.field
    identity = describe(one.facts.certificate)
    return f"{identity.name} ({identity.organisation})" if identity.organisation else identity.name


def signature_sentence(one: SignatureVerdict) -> str:
    """What to think of one signature."""
    if one.findings:
        return sentence(one.findings[0], who_signed(one))
    if one.facts.kind == "timestamp":
        when = one.facts.stamped_at
        return f"Good: the file existed in this form on {_moment(when)}." if when else "Good."
    after = {
        "none": "nothing was changed since",
        "lta-updates": "only validation data was added since",
        "form-filling": "only other signatures were added since",
    }.get(one.facts.modifications, "only what is permitted was added since")
    known = f" {authority_sentence(one.authority)}" if one.authority else ""
    known += _in_whose_place(one)
    when = one.proven_at or one.facts.claimed_at
    verb = "was proven to have signed by" if one.proven_at else "signed, by their own clock, on"
    signed = f" {verb} {_moment(when)}" if when else ""
    return f"Good: {who_signed(one)}{signed}; {after}.{known}"


def _in_whose_place(one: SignatureVerdict) -> str:
    """That another person than the named one has signed, as a delegate or successor may; the file holds no more of it."""
    place, certificate = one.place, one.facts.certificate
    if place is None or not (place.person and place.legal_name) or certificate is None:
        return ""
    if same_person(describe(certificate).name, place.person):
        return ""
    return f" It stands in the place of {place.person}: by what authority, the certificate of execution says."


def authority_sentence(authority: Authority) -> str:
    """On whose word a certificate is relied on that nobody confirmed by itself."""
    whose = f"the authority of {authority.organisation}" if authority.organisation else "an authority of a list"
    return f"The certificate comes from {authority.name}, {whose} ({authority.source})."


def receipt_sentence(moment: datetime) -> str:
    """What the history of a workspace adds to a signature that it took in."""
    return f"It was received here on {_moment(moment)}, as the history records: proof for those who trust the history."


def _moment(when: datetime | None) -> str:
    if when is None:
        return "an unknown day"
    return f"{written_day(when)} at {when.astimezone(UTC):%H:%M} UTC"


def document_sentence(verdict: Verdict, indication: Indication, *, here: bool) -> str:
    """The whole in one sentence; the cause of the worst part comes with it."""
    if verdict.findings and verdict.findings[0].code == "unreadable":
        return sentence(verdict.findings[0])
    if not verdict.signatures and not verdict.findings:
        return SENTENCES["not-signed"]
    state = "" if verdict.complete else f" {signed_count(verdict)}"
    if indication is Indication.FAILED:
        return f"Do not rely on this file. {_worst(verdict, indication)}{state}"
    if indication is Indication.INDETERMINATE:
        return f"{_unsure(verdict)}{state}"
    if not verdict.complete:
        return f"Good so far: {signed_count(verdict)}"
    return f"{_all(verdict, here=here)} good."


def _worst(verdict: Verdict, indication: Indication) -> str:
    for finding in verdict.findings:
        if finding.indication is indication:
            return sentence(finding)
    for one in verdict.signatures:
        if one.indication is indication:
            return signature_sentence(one)
    return ""


def _unsure(verdict: Verdict) -> str:
    if any(one.indication is Indication.INDETERMINATE for one in verdict.findings):
        return _worst(verdict, Indication.INDETERMINATE)
    codes = {one.findings[0].code for one in verdict.signatures if one.findings}
    if codes <= {"trust-unknown-certificate", "trust-unknown-time-service"}:
        unknown = [one for one in verdict.signatures if one.findings and one.facts.kind == "signature"]
        if not unknown:
            return "Sound, but nobody has confirmed the service whose time stamp this file carries."
        if len(unknown) == 1:
            return "Sound, but one person is unknown: nobody has confirmed whose certificate this is."
        return (
            f"Sound, but {count(len(unknown))} people are unknown: nobody has confirmed whose certificates these are."
        )
    unknown_only = {"trust-unknown-certificate", "trust-unknown-time-service"}
    others = [one for one in verdict.signatures if one.findings and one.findings[0].code not in unknown_only]
    return f"This file cannot be relied on yet. {signature_sentence(others[0])}"


def _all(verdict: Verdict, *, here: bool) -> str:
    people = [one for one in verdict.signatures if one.facts.kind == "signature"]
    partners = [one for one in people if not (here and one.facts.certifies)] or people
    number = len(partners) or len(verdict.signatures)
    signatures = {1: "The one signature", 2: "Both signatures"}.get(number, f"All {count(number)} signatures")
    certified = len(partners) < len(people)
    return (
        f"{signatures} and the coordinator’s certification are"
        if certified
        else (f"{signatures} {'is' if number == 1 else 'are'}")
    )


def signed_count(verdict: Verdict) -> str:
    """Such as "5 of 6 have signed."; the coordinator's certification is counted apart."""
    done = sum(1 for one in verdict.signatures if one.facts.kind == "signature" and not one.facts.certifies)
    waiting = [name for name in verdict.unsigned if name != "sign.coordinator"]
    return f"{done} of {done + len(waiting)} have signed."


def signed_sentence(result: Verification) -> str:
    """Who is still to sign, of a verification whose verdict is made."""
    waiting = [name for name in result.unsigned_fields if name != "sign.coordinator"]
    number = len(waiting)
    return f"{count(number).capitalize()} {'has' if number == 1 else 'have'} not signed yet: {', '.join(waiting)}."


def count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
