"""Signing steps on plain files, for signatories and judges: only the PDF and an identity are needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.steps.files import read_file, write_new

if TYPE_CHECKING:
    from studio.signing.counterparts import CounterpartReport
    from studio.signing.credential import Credential
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
    credential: Credential,
    out: Path,
    *,
    tsa: str | None = None,
    at: datetime | None = None,
    force: bool = False,
) -> Signed:
    """Sign one field of a copy; the file itself is untouched. Raises StudioError if signing is refused."""
    from studio.signing.sign import sign_with

    signed = sign_with(read_file(path), field, credential, at=at or datetime.now(UTC), tsa=tsa)
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
        pages=True,
    )


def counterparts(path: Path, trust: Sequence[Path] = (), at: datetime | None = None) -> tuple[CounterpartReport, ...]:
    """The verdict on each counterpart bound into an executed agreement; empty for any other file."""
    from studio.signing.counterparts import judge_counterparts

    return judge_counterparts(read_file(path), [read_file(each) for each in trust], at or datetime.now(UTC))
