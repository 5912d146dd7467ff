"""The outcome of verifying a PDF, in three layers: facts, policy (EN 319 102-1 words), wording.

The field names are those of `verify --json` (see the command-line contract).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Indication(StrEnum):
    """Main indications of ETSI EN 319 102-1, clause 5.1.3."""

    PASSED = "TOTAL-PASSED"
    FAILED = "TOTAL-FAILED"
    INDETERMINATE = "INDETERMINATE"


@dataclass(frozen=True, slots=True)
class Signer:
    name: str
    organisation: str
    sha256: str  # of the certificate (DER)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    kind: str  # signature | timestamp
    field: str
    signer: Signer
    indication: Indication
    sub_indication: str | None
    integrity: str  # intact | broken
    modifications: str  # none | lta-updates | form-filling | annotations | other
    trust: str | None  # SHA-256 of the enrolled certificate that vouches for it
    level: str
    claimed_signing_time: str | None
    best_signature_time: str | None
    digest_algorithm: str
    signature_algorithm: str
    sentence: str
    stamped_at: str | None = None  # as its time stamp says, whoever gave it
    received_here: str | None = (
        None  # local proof of existence: when this workspace recorded the receipt in its history
    )


@dataclass(frozen=True, slots=True)
class Problem:
    code: str  # kebab-case; "trust-", "algorithm-", "time-" concern whose signature it is, the rest the document
    object: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verification:
    indication: Indication
    sub_indication: str | None
    sentence: str
    prepared_here: bool
    complete: bool
    unsigned_fields: tuple[str, ...]
    sent: str  # identical-prefix | differs | not-checked
    certification: str | None
    signatures: tuple[SignatureReport, ...]
    problems: tuple[Problem, ...]
