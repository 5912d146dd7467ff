"""What a person signs with: an identity file and its passphrase, or a token and its PIN. Opened for one signature."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from studio.signing.identity import OpenIdentity, open_identity


@dataclass(frozen=True, slots=True)
class FileCredential:
    """The bytes of a PKCS#12 file. The passphrase is in no repr, so in no log."""

    p12: bytes = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenCredential:
    """A token seen by its maker's PKCS#11 module; see `token.token_identity`."""

    module: Path
    pin: str = field(repr=False)
    token: str = ""
    certificate: str = ""
    last_try: bool = False


Credential = FileCredential | TokenCredential


@contextmanager
def opened(credential: Credential) -> Iterator[OpenIdentity]:
    """The identity, ready to sign within the block. Raises StudioError as `open_identity` and `token_identity` do."""
    if isinstance(credential, FileCredential):
        yield open_identity(credential.p12, credential.passphrase)
        return
    from studio.signing.token import token_identity  # the PKCS#11 binding is loaded only by those who have a token

    with token_identity(
        credential.module,
        credential.pin,
        token=credential.token,
        certificate=credential.certificate,
        last_try=credential.last_try,
    ) as found:
        yield found
