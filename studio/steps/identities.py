"""Signing identities as files, and the tokens that are plugged in. No passphrase or PIN is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.steps.files import read_file, write_new

if TYPE_CHECKING:
    from studio.signing.identity import Identity
    from studio.signing.token import TokenState


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a new identity is for. `algorithm` is one of `signing.identity.ALGORITHMS`."""

    name: str
    organisation: str
    algorithm: str = "p256"
    sample: bool = False


def new_identity(
    holder: Holder, passphrase: str, out: Path, *, at: datetime | None = None, force: bool = False
) -> Identity:
    """Make a key and a self-signed certificate in an encrypted PKCS#12 file."""
    from studio.signing.identity import new_identity as make
    from studio.signing.identity import read_identity

    data = make(
        holder.name,
        holder.organisation,
        passphrase,
        at=at or datetime.now(UTC),
        sample=holder.sample,
        algorithm=holder.algorithm,
    )
    write_new(out, data, force=force)
    return read_identity(data, passphrase)


def show_identity(path: Path, passphrase: str) -> Identity:
    from studio.signing.identity import read_identity

    return read_identity(read_file(path), passphrase)


def require_fit(data: bytes, passphrase: str) -> None:
    """Nothing, or StudioError for an identity file that its passphrase does not open or that is too weak to sign with."""
    from studio.signing.identity import open_identity

    open_identity(data, passphrase)


def request_certificate(p12: Path, passphrase: str, out: Path, *, force: bool = False) -> Path:
    """A request for one's own authority (PKCS#10, PEM); the key stays in the identity."""
    from studio.signing.identity_request import certificate_request

    return write_new(out, certificate_request(read_file(p12), passphrase), force=force)


def take_issued(p12: Path, passphrase: str, certificate: Path, out: Path, *, force: bool = False) -> Identity:
    """The identity with the certificate that the authority issued, as a new file; the old one is not touched."""
    from studio.signing.identity import read_identity
    from studio.signing.identity_request import take_issued as take

    data = take(read_file(p12), passphrase, read_file(certificate))
    write_new(out, data, force=force)
    return read_identity(data, passphrase)


def back_up(p12: Path, passphrase: str, out: Path, *, force: bool = False) -> Identity:
    """A copy of the encrypted file, made only if its passphrase opens it and compared with what lies there afterwards."""
    from studio.signing.identity import read_identity

    data = read_file(p12)
    found = read_identity(data, passphrase)
    write_new(out, data, force=force)
    if read_file(out) != data:
        raise StudioError(f"{out} is not what was written to it.", "Use another disk for the copy.")
    return found


def tokens(module: Path) -> tuple[TokenState, ...]:
    """The tokens that are plugged in, and how near each is to locking itself."""
    from studio.signing.token import tokens as present

    return present(module)


def refuse_locked(module: Path, token: str, *, last_try: bool = False) -> None:
    """Nothing, or StudioError before a PIN is typed: the token is locked, or one more wrong PIN would lock it."""
    from studio.signing.token import refuse_locked as refuse

    for one in tokens(module):
        if not token or one.label == token:
            refuse(one, last_try=last_try)
