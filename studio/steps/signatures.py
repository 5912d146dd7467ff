"""Signing steps on plain files, for signatories and judges: only the PDF and an identity are needed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import WrongUse
from studio.steps.files import read_file, write_new

if TYPE_CHECKING:
    from studio.signing.authorities import Authority
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
    """Sign one field of a copy; the file itself is untouched, whatever `force` says. Raises StudioError if refused."""
    from studio.signing.sign import sign_with

    if os.path.normcase(os.path.realpath(path)) == os.path.normcase(os.path.realpath(out)):
        raise WrongUse(
            "The file that you received stays as it is, so the signed one needs a name of its own. Nothing was signed.",
            "Choose another name.",
        )
    signed = sign_with(read_file(path), field, credential, at=at or datetime.now(UTC), tsa=tsa)
    write_new(out, signed.pdf, force=force)
    return signed


def trust_from(
    certificates: Sequence[Path],
    authorities: Sequence[tuple[str, str]] = (),
    lists: Sequence[Path] = (),
    at: datetime | None = None,
) -> list[bytes | Authority]:
    """What a verdict rests on: certificates, partners' authorities (file, legal name), lists. Raises StudioError for others."""
    from studio.signing.authorities import Authority, require_fit
    from studio.signing.identity import load_certificate
    from studio.signing.trust_list import read_list

    moment = at or datetime.now(UTC)
    found: list[bytes | Authority] = [read_file(each) for each in certificates]
    for path, organisation in authorities:
        certificate = load_certificate(read_file(Path(path)))
        require_fit(certificate, moment)
        found.append(Authority(certificate, organisation, "given for this verdict"))
    for each in lists:
        read = read_list(read_file(each), moment)
        found += [Authority(one, "", f"“{read.name}”, given for this verdict") for one in read.certificates]
    return found


def verify(
    path: Path,
    trust: Sequence[bytes | Authority] = (),
    sent: Path | None = None,
    at: datetime | None = None,
    *,
    partial: bool = False,
) -> Verification:
    """The verdict on a signed PDF, from the file and what is trusted (`trust_from`)."""
    from studio.signing.verify import verify as judge

    return judge(
        read_file(path),
        trust=trust,
        sent=read_file(sent) if sent else None,
        at=at,
        partial=partial,
        pages=True,
    )


def counterparts(
    path: Path, trust: Sequence[bytes | Authority] = (), at: datetime | None = None
) -> tuple[CounterpartReport, ...]:
    """The verdict on each counterpart bound into an executed agreement; empty for any other file."""
    from studio.signing.counterparts import judge_counterparts

    return judge_counterparts(read_file(path), trust, at or datetime.now(UTC))
