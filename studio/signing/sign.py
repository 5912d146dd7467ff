"""One person's signature in the field that was laid down for them; the file that came in is never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from studio.errors import StudioError
from studio.signing.appearance import stamp_for
from studio.signing.credential import Credential, FileCredential, opened
from studio.signing.fields import FieldState, read_fields
from studio.signing.identity import Identity, OpenIdentity
from studio.signing.increment import Increment, add_signature
from studio.signing.plan import FieldPlace
from studio.signing.policy import same_person
from studio.signing.report import Verification
from studio.signing.verify import sha256, verify
from studio.signing.wording import written_day


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed file. `note` says what is less than was asked for, empty if nothing is."""

    pdf: bytes
    field: str
    level: str  # PAdES-BASELINE-B or -T
    sha256: str
    signer: str
    note: str = ""


def sign_field(pdf: bytes, field: str, p12: bytes, passphrase: str, *, at: datetime, tsa: str | None = None) -> Signed:
    """`sign_with` an identity file (PKCS#12)."""
    return sign_with(pdf, field, FileCredential(p12, passphrase), at=at, tsa=tsa)


def sign_with(pdf: bytes, field: str, credential: Credential, *, at: datetime, tsa: str | None = None) -> Signed:
    """A copy of `pdf` with the signature appended at PAdES-B, or -T where the time stamp service `tsa` answers.

    Raises StudioError, and signs nothing, when the file was altered, the field is taken or unknown, the identity cannot
    be opened, is too weak or is that of another signatory, or the signed copy does not verify.
    """
    before = verify(pdf, at=at, partial=True)
    _refuse_altered(before)
    states = read_fields(pdf)
    state = _free_field(states, field, before)
    with opened(credential) as own:
        _refuse_outdated(own.identity, at)
        _refuse_other_person(own.identity, state.place, states)
        stamp = stamp_for(state.place, own.identity, at)
        candidate, stamped = add_signature(pdf, own, Increment(field, at, stamp=stamp, tsa=tsa))
    _prove(pdf, candidate, field, own, at)
    note = "The time stamp service did not answer; the signature carries no time stamp." if tsa and not stamped else ""
    level = "PAdES-BASELINE-T" if stamped else "PAdES-BASELINE-B"
    return Signed(candidate, field, level, sha256(candidate), own.identity.name, note)


def _is_personal(code: str) -> bool:
    """Whether a problem concerns only whose signature it is, its strength or its time."""
    return code.startswith(("trust-", "algorithm-", "time-"))


def _refuse_altered(before: Verification) -> None:
    wrong = [one for one in before.problems if not _is_personal(one.code) and one.code != "not-signed"]
    if wrong:
        raise StudioError(f"{wrong[0].sentence} Nothing was signed.", "Ask the coordinator for a fresh copy.")


def _free_field(states: tuple[FieldState, ...], field: str, before: Verification) -> FieldState:
    partners = [one for one in states if one.kind == "signature"]
    state = next((one for one in partners if one.place.name == field), None)
    if state is None:
        names = ", ".join(one.place.name for one in partners) or "none"
        raise StudioError(f"There is no field “{field}” in this file. Nothing was signed.", f"Its fields are: {names}.")
    if state.signed:
        raise StudioError(
            f"The place of {state.place.person or field} is already signed. Nothing was signed.",
            "Choose the place with your own name.",
        )
    if before.prepared_here and before.certification is None:
        raise StudioError(
            "The coordinator has not certified this file yet. Nothing was signed.", "Ask the coordinator to certify it."
        )
    return state


def _refuse_outdated(identity: Identity, at: datetime) -> None:
    if not identity.valid_from <= at <= identity.valid_to:
        raise StudioError(
            f"This identity is valid from {written_day(identity.valid_from)} to {written_day(identity.valid_to)} only. "
            "Nothing was signed.",
            "Use a valid identity, or make a new one.",
        )


def _refuse_other_person(identity: Identity, place: FieldPlace, states: tuple[FieldState, ...]) -> None:
    if same_person(identity.name, place.person):
        return
    for other in states:
        if other.place != place and other.place.legal_name and same_person(identity.name, other.place.person):
            raise StudioError(
                f"This identity is {identity.name}’s, and the place is {place.person}’s. Nothing was signed.",
                f"{identity.name} signs for {other.place.legal_name}: choose that place.",
            )


def _prove(pdf: bytes, candidate: bytes, field: str, signer: OpenIdentity, at: datetime) -> None:
    """A signature that would not verify never leaves here."""
    after = verify(candidate, trust=[signer.identity.certificate_pem.encode()], sent=pdf, at=at, partial=True)
    own = next((one for one in after.signatures if one.field == field), None)
    wrong = [one.sentence for one in after.problems if not _is_personal(one.code)]
    if own is not None and own.indication != "TOTAL-PASSED" and not wrong:
        wrong = [own.sentence]
    if own is None or wrong:
        cause = wrong[0] if wrong else "The signature is missing from it."
        raise StudioError(f"The signed file does not verify and was thrown away. {cause}", "Ask for a fresh copy.")
