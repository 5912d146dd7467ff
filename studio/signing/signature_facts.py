"""What is known of one signature before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """One signature or document time stamp. `covers`: file, revision, part."""

    kind: str
    field: str
    certifies: bool
    revision: int
    certificate: x509.Certificate | None
    digest_ok: bool
    signature_ok: bool
    covers: str
    modifications: str
    permitted: bool
    fits_seed: bool
    level: str
    claimed_at: datetime | None
    stamped_at: datetime | None  # as an intact time stamp says
    stamped_by: x509.Certificate | None
    digest_algorithm: str
    signature_algorithm: str
    faults: tuple[str, ...]  # codes of `cms`
    revoked_at: datetime | None = None  # of the signer's certificate, as the file's own validation data say
    stamp_revoked_at: datetime | None = None  # of the time stamp service's
    carried: tuple[x509.Certificate, ...] = ()  # certificates that came with it or stand in the file's store
