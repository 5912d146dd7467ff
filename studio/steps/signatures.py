"""Signing steps on plain files, for signatories and judges: only the PDF and an identity are needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.steps.files import read_file, write_new

if TYPE_CHECKING:
    from studio.signing.identity import Identity
    from studio.signing.plan import SigningPlan
    from studio.signing.report import Verification
    from studio.signing.sign import Signed


def plan(path: Path, field: str | None = None) -> SigningPlan:
    """What a signatory is about to sign, from the PDF alone."""
    from studio.signing.fields import read_plan

    return read_plan(read_file(path), field)


def make_ready() -> None:
    """Load what signs, which takes a second: it can be done while a passphrase is being typed."""
    import studio.signing.sign  # noqa: F401 - to have it loaded


def sign(  # noqa: PLR0913 - a signature needs these
    path: Path,
    field: str,
    p12: Path,
    passphrase: str,
    out: Path,
    *,
    tsa: str | None = None,
    at: datetime | None = None,
    force: bool = False,
) -> Signed:
    """Sign one field of a copy; the file itself is untouched. Raises StudioError if signing is refused."""
    from studio.signing.sign import sign_field

    signed = sign_field(read_file(path), field, read_file(p12), passphrase, at=at or datetime.now(UTC), tsa=tsa)
    write_new(out, signed.pdf, force=force)
    return signed


def verify(
    path: Path,
    trust: Sequence[Path] = (),
    sent: Path | None = None,
    at: datetime | None = None,
    *,
    partial: bool = False,
) -> Verification:
    """The verdict on a signed PDF, from the file and the certificates that are given."""
    from studio.signing.verify import verify as judge

    return judge(
        read_file(path),
        trust=[read_file(each) for each in trust],
        sent=read_file(sent) if sent else None,
        at=at,
        partial=partial,
    )


def new_identity(  # noqa: PLR0913 - what an identity says
    name: str,
    organisation: str,
    passphrase: str,
    out: Path,
    *,
    at: datetime | None = None,
    sample: bool = False,
    force: bool = False,
) -> Identity:
    """Make a key and a self-signed certificate in an encrypted PKCS#12 file."""
    from studio.signing.identity import new_identity as make
    from studio.signing.identity import read_identity

    data = make(name, organisation, passphrase, at=at or datetime.now(UTC), sample=sample)
    write_new(out, data, force=force)
    return read_identity(data, passphrase)


def show_identity(path: Path, passphrase: str) -> Identity:
    from studio.signing.identity import read_identity

    return read_identity(read_file(path), passphrase)
