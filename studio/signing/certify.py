"""The coordinator's certification: from then on only the fields that were laid down may be filled."""

from __future__ import annotations

from datetime import datetime

from studio.errors import StudioError
from studio.signing.appearance import stamp_for
from studio.signing.fields import COORDINATOR, read_fields
from studio.signing.identity import open_identity
from studio.signing.increment import Increment, add_signature


def certify(pdf: bytes, p12: bytes, passphrase: str, at: datetime) -> bytes:
    """The PDF with the coordinator's certification signature (DocMDP: filling in fields, ISO 32000-2, 12.8.2.2).

    Raises StudioError when the field `sign.coordinator` is missing or any signature is already there.
    """
    states = read_fields(pdf)
    own = next((state for state in states if state.place.name == COORDINATOR), None)
    if own is None:
        raise StudioError(f"This file has no field “{COORDINATOR}”.", "Prepare it for signing first.")
    if any(state.signed for state in states):
        raise StudioError("This file is already signed; certification comes first.", "Certify the unsigned file.")
    opened = open_identity(p12, passphrase)
    stamp = stamp_for(own.place, opened.identity, at, certification=True)
    done, _ = add_signature(pdf, opened, Increment(COORDINATOR, at, certify=True, stamp=stamp))
    return done
