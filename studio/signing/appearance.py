"""What a signature looks like on the page: few words, since the page itself says who signs and for whom."""

from __future__ import annotations

from datetime import UTC, datetime

from studio.documents.stamp import write_stamp
from studio.signing.identity import Identity
from studio.signing.plan import FieldPlace
from studio.signing.wording import written_day


def stamp_for(place: FieldPlace, identity: Identity, at: datetime, *, certification: bool = False) -> bytes | None:
    """A one-page PDF of the field's size; None for a field without extent.

    Name and organisation are those of the certificate: the stamp never says more than the signature can show.
    """
    left, bottom, right, top = place.rect
    if right - left < 1 or top - bottom < 1:
        return None
    moment = at.astimezone(UTC)
    return write_stamp(
        name=identity.name,
        office=place.office,
        organisation=identity.organisation,
        signed_at=f"{written_day(moment)}, {moment:%H:%M} UTC",
        details=f"Certificate {identity.sha256[:8].upper()}, field {place.name}",
        heading="Certified digitally" if certification else "Signed digitally",
        size=(right - left, top - bottom),
    )
