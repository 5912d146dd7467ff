"""The coordinator's certification: from then on only the fields that were laid down may be filled."""

from __future__ import annotations

from datetime import datetime

from studio.errors import StudioError
from studio.signing.appearance import stamp_for
from studio.signing.credential import Credential, FileCredential, opened
from studio.signing.fields import COORDINATOR, read_fields
from studio.signing.identity import Identity
from studio.signing.increment import Increment, add_signature


def certify(pdf: bytes, p12: bytes, passphrase: str, at: datetime) -> bytes:
    """`certify_with` an identity file (PKCS#12)."""
    return certify_with(pdf, FileCredential(p12, passphrase), at)[0]


def certify_with(pdf: bytes, credential: Credential, at: datetime) -> tuple[bytes, Identity]:
    """The PDF with the coordinator's certification signature (DocMDP: filling in fields, ISO 32000-2, 12.8.2.2),
    and whose it is.

    Raises StudioError when the field `sign.coordinator` is missing or any signature is already there.
    """
    states = read_fields(pdf)
    own = next((state for state in states if state.place.name == COORDINATOR), None)
    if own is None:
        raise StudioError(f"This file has no field “{COORDINATOR}”.", "Prepare it for signing first.")
    if any(state.signed for state in states):
        raise StudioError("This file is already signed; certification comes first.", "Certify the unsigned file.")
    with opened(credential) as signer:
        stamp = stamp_for(own.place, signer.identity, at, certification=True)
        done, _ = add_signature(pdf, signer, Increment(COORDINATOR, at, certify=True, stamp=stamp))
    return done, signer.identity
