"""Cards and tokens (PKCS#11 2.40): the key stays on the token; it is asked to sign once a person has typed the PIN."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import exceptions as faults

from studio.errors import StudioError
from studio.signing.identity import OpenIdentity, describe, require_strong

FREE, LOW, FINAL, LOCKED = "", "low", "final", "locked"
"""How near a token is to locking itself: CKF_USER_PIN_COUNT_LOW, _FINAL_TRY and _LOCKED. No token tells the number."""

# DigestInfo before the digest (RFC 8017, 9.2, note 1), for tokens that only do the bare RSA operation
_DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
_RSA = {
    "sha256": pkcs11.Mechanism.SHA256_RSA_PKCS,
    "sha384": pkcs11.Mechanism.SHA384_RSA_PKCS,
    "sha512": pkcs11.Mechanism.SHA512_RSA_PKCS,
}


@dataclass(frozen=True, slots=True)
class TokenState:
    """A token that is plugged in. `tries` is FREE, LOW, FINAL or LOCKED; `pin_pad`: the PIN is typed on its reader."""

    label: str
    maker: str
    serial: str
    tries: str
    pin_pad: bool


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A private key that never leaves its token; usable while the token's session is open."""

    key: Any
    kind: str  # P-256, RSA-3072, Ed25519 …
    mechanisms: frozenset[pkcs11.Mechanism]
    again: str | None = field(default=None, repr=False)  # the PIN, for a key that wants it before each signature

    def sign(self, data: bytes, digest: str) -> bytes:
        """The signature over `data` as CMS wants it. Raises StudioError when the token is pulled or refuses."""
        try:
            return self._sign(data, digest)
        except (faults.PKCS11Error, RuntimeError) as error:
            raise StudioError(
                f"The token did not sign ({type(error).__name__}): it was pulled out or refused. Nothing was signed.",
                "Plug it in again and sign once more.",
            ) from error

    def _ask(self, data: bytes, mechanism: pkcs11.Mechanism) -> bytes:
        return bytes(self.key.sign(data, mechanism=mechanism, **({"pin": self.again} if self.again else {})))

    def _sign(self, data: bytes, digest: str) -> bytes:
        if self.kind.startswith("RSA-"):
            if _RSA[digest] in self.mechanisms:
                return self._ask(data, _RSA[digest])
            whole = _DIGEST_INFO[digest] + hashlib.new(digest, data).digest()
            return self._ask(whole, pkcs11.Mechanism.RSA_PKCS)
        if self.kind == "Ed25519":
            return self._ask(data, pkcs11.Mechanism.EDDSA)
        pair = self._ask(hashlib.new(digest, data).digest(), pkcs11.Mechanism.ECDSA)
        half = len(pair) // 2  # PKCS#11 gives r and s side by side, CMS wants them in DER (RFC 5753, 7.2)
        return encode_dss_signature(int.from_bytes(pair[:half], "big"), int.from_bytes(pair[half:], "big"))


def tokens(module: Path) -> tuple[TokenState, ...]:
    """The tokens that the maker's module sees now. Raises StudioError if the module cannot be used."""
    return tuple(_state(one) for one in _present(module))


@contextmanager
def token_identity(
    module: Path, pin: str, *, token: str = "", certificate: str = "", last_try: bool = False
) -> Iterator[OpenIdentity]:
    """The identity on a token, for the length of the block; the session and the PIN end with it.

    `token` is its label and `certificate` the label of the object, or the start of the certificate's SHA-256, where there
    are several. Raises StudioError when nothing fits, the PIN is wrong, the key is too weak, and, unless `last_try`, before
    the PIN is tried at all where one more wrong one would lock the token.
    """
    chosen = _choose(_present(module), token)
    refuse_locked(_state(chosen), last_try=last_try)
    session = _open(chosen, pin)
    try:
        yield _identity(session, chosen, certificate, pin)
    finally:
        with suppress(faults.PKCS11Error):  # the token may be gone, and its session with it
            session.close()


def _present(module: Path) -> list[Any]:
    if not module.is_file():
        raise StudioError(f"There is no PKCS#11 module {module}.", "Choose the file that came with the card.")
    try:
        library = pkcs11.lib(str(module))
        return [one for one in library.get_tokens() if pkcs11.TokenFlag.TOKEN_INITIALIZED in one.flags]
    except (faults.PKCS11Error, RuntimeError) as error:
        raise StudioError(
            f"The PKCS#11 module {module.name} cannot be used: {error or type(error).__name__}.",
            "Choose the module of this card’s maker, for this kind of computer.",
        ) from error


def _state(one: Any) -> TokenState:
    flags, flag = one.flags, pkcs11.TokenFlag
    order = ((flag.USER_PIN_LOCKED, LOCKED), (flag.USER_PIN_FINAL_TRY, FINAL), (flag.USER_PIN_COUNT_LOW, LOW))
    tries = next((word for bit, word in order if bit in flags), FREE)
    pin_pad = flag.PROTECTED_AUTHENTICATION_PATH in flags
    return TokenState(_text(one.label), _text(one.manufacturer_id), _text(one.serial), tries, pin_pad)


def _text(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def tries_sentence(tries: str) -> str:
    """What a person must know before typing the PIN; empty if there is nothing to say."""
    return {
        LOW: "A wrong PIN was typed before. Few tries are left before the card locks.",
        FINAL: "One try is left. A wrong PIN now locks the card.",
        LOCKED: "The card is locked after too many wrong PINs.",
    }.get(tries, "")


def _choose(present: list[Any], label: str) -> Any:
    fitting = [one for one in present if not label or _text(one.label) == label]
    names = ", ".join(f"“{_text(one.label)}”" for one in present)
    if not fitting:
        raise StudioError(
            f"There is no token “{label}”." if label else "No token is plugged in.",
            f"Plugged in: {names}." if names else "Plug it in and try again.",
        )
    if len(fitting) > 1:
        raise StudioError(f"{len(fitting)} tokens are plugged in.", f"Say which one by its label: {names}.")
    return fitting[0]


def refuse_locked(state: TokenState, *, last_try: bool) -> None:
    """Nothing, or StudioError for a token that is locked, or, unless `last_try`, that one wrong PIN would lock."""
    if state.tries == LOCKED:
        raise StudioError(f"{tries_sentence(LOCKED)} Nothing was signed.", "Whoever issued it can unlock it.")
    if state.tries == FINAL and not last_try:
        raise StudioError(
            f"{tries_sentence(FINAL)} Nothing was tried.", "Look up the PIN first, then say that this is the last try."
        )


def _open(chosen: Any, pin: str) -> Any:
    on_reader = pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH in chosen.flags and not pin
    try:
        return chosen.open(user_pin=pkcs11.PROTECTED_AUTH if on_reader else pin)
    except (faults.PinIncorrect, faults.PinInvalid, faults.PinLenRange) as error:
        left = tries_sentence(_state(chosen.slot.get_token()).tries)  # `chosen` keeps the flags of before
        raise StudioError(
            " ".join(part for part in ("The PIN is wrong. Nothing was signed.", left) if part), "Look up the PIN."
        ) from error
    except faults.PinLocked as error:
        raise StudioError(
            f"{tries_sentence(LOCKED)} Nothing was signed.", "Whoever issued it can unlock it."
        ) from error
    except (faults.PKCS11Error, RuntimeError) as error:
        raise StudioError(
            f"The token cannot be opened ({type(error).__name__}). Nothing was signed.", "Plug it in again."
        ) from error


def _identity(session: Any, chosen: Any, wanted: str, pin: str) -> OpenIdentity:
    attribute, kinds = pkcs11.Attribute, pkcs11.ObjectClass
    try:
        found = [
            (
                _text(one[attribute.LABEL]),
                bytes(one[attribute.ID]),
                x509.load_der_x509_certificate(one[attribute.VALUE]),
            )
            for one in session.get_objects({attribute.CLASS: kinds.CERTIFICATE})
        ]
        keys = {bytes(one[attribute.ID]): one for one in session.get_objects({attribute.CLASS: kinds.PRIVATE_KEY})}
        mechanisms = frozenset(chosen.slot.get_mechanisms())
    except (faults.PKCS11Error, ValueError) as error:
        raise StudioError(
            f"The token cannot be read ({type(error).__name__}). Nothing was signed.", "Plug it in again."
        ) from error
    own = [one for one in found if one[1] in keys]
    fitting = [one for one in own if not wanted or one[0] == wanted or _sha256(one[2]).startswith(wanted.lower())]
    if len(fitting) != 1:
        names = "; ".join(f"{label} ({describe(one).name}, {_sha256(one)[:8]})" for label, _, one in own)
        raise StudioError(
            "The token holds no certificate with its key." if not own else f"Which certificate is meant? {names}.",
            "Choose another token." if not own else "Name it by its label or the start of its SHA-256.",
        )
    _, key_id, certificate = fitting[0]
    require_strong(certificate)
    again = pin if _always_asks(keys[key_id]) else None
    key = TokenKey(keys[key_id], describe(certificate).algorithm, mechanisms, again)
    return OpenIdentity(describe(certificate), key, certificate, _issuers(certificate, [one[2] for one in found]))


def _always_asks(key: Any) -> bool:
    """CKA_ALWAYS_AUTHENTICATE: keys for qualified signatures want the PIN anew; older tokens do not know the attribute."""
    try:
        return bool(key[pkcs11.Attribute.ALWAYS_AUTHENTICATE])
    except faults.PKCS11Error:
        return False


def _sha256(certificate: x509.Certificate) -> str:
    return describe(certificate).sha256


def _issuers(certificate: x509.Certificate, others: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificates on the token that lead from this one to its authority."""
    chain: list[x509.Certificate] = []
    current = certificate
    while current.subject != current.issuer:
        issuer = next((one for one in others if one.subject == current.issuer and one not in chain), None)
        if issuer is None:
            break
        chain.append(issuer)
        current = issuer
    return tuple(chain)
