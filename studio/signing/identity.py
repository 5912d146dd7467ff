"""Signing identities: a private key and its certificate in one encrypted PKCS#12 file (RFC 7292)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from studio.errors import StudioError
from studio.signing.words import fingerprint_words

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

YEARS_VALID = 6  # the length of a chief executive's stay, and of an agreement with its review
LONGEST = 64  # characters of a name in a certificate: ub-common-name and ub-organization-name of X.520 (RFC 5280, A.1)
SMALLEST_RSA = 2048  # bits; NIST SP 800-131A revision 2
ALGORITHMS: Mapping[str, Callable[[], PrivateKey]] = {
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "p521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "rsa2048": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "rsa3072": lambda: rsa.generate_private_key(public_exponent=65537, key_size=3072),
    "rsa4096": lambda: rsa.generate_private_key(public_exponent=65537, key_size=4096),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}
"""The keys that can be made here. P-256 is what every program on the market reads."""

_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
_WEAK_HASHES = {"md2", "md4", "md5", "sha1"}


@dataclass(frozen=True, slots=True)
class Identity:
    """What may be shown of an identity. `sha256` is of the certificate (DER); times are UTC."""

    name: str
    organisation: str
    sha256: str
    words: tuple[str, ...]
    valid_from: datetime
    valid_to: datetime
    algorithm: str  # P-256, RSA-3072, Ed25519, …
    certificate_pem: str


class KeyElsewhere(Protocol):
    """A key that is not in this program's memory, such as one on a card: it signs what it is given."""

    def sign(self, data: bytes, digest: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class OpenIdentity:
    """An identity with its key, for the length of one signature. Its repr shows no key."""

    identity: Identity
    key: PrivateKey | KeyElsewhere = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def new_identity(
    name: str,
    organisation: str,
    passphrase: str,
    *,
    at: datetime,
    sample: bool = False,
    algorithm: str = "p256",
) -> bytes:
    """A new key with a self-signed certificate valid for six years, as PKCS#12 encrypted with AES-256.

    `algorithm` is one of ALGORITHMS; `at` needs a time zone. The certificate is valid from the start of that day in
    UTC, so that a clock some hours behind still accepts it. Raises StudioError for an empty name or passphrase.
    """
    name, organisation = " ".join(name.split()), " ".join(organisation.split())
    _need_words(name, organisation, passphrase)
    if sample and "SAMPLE" not in f"{name} {organisation}":
        organisation = f"{organisation} SAMPLE"
    if max(len(name), len(organisation)) > LONGEST:
        raise StudioError(
            "The name or the organisation is too long for a certificate.", f"Use at most {LONGEST} characters for each."
        )
    key = _new_key(algorithm)
    certificate = _self_signed(key, name, organisation, at)
    return pack(key, certificate, (), passphrase)


def pack(key: PrivateKey, certificate: x509.Certificate, chain: Sequence[x509.Certificate], passphrase: str) -> bytes:
    """Key and certificates as PKCS#12, encrypted with AES-256 under a key from 200 000 rounds of PBKDF2."""
    encryption = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(200_000)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode())
    )
    name = describe(certificate).name.encode()
    return pkcs12.serialize_key_and_certificates(name, key, certificate, list(chain) or None, encryption)


def _need_words(name: str, organisation: str, passphrase: str) -> None:
    if not name or not organisation:
        raise StudioError("An identity needs a name and an organisation.", "Give both.")
    if not passphrase.strip():
        raise StudioError("A signing key needs a passphrase.", "Use three words that you can remember.")


def _new_key(algorithm: str) -> PrivateKey:
    if algorithm not in ALGORITHMS:
        names = list(ALGORITHMS)
        raise StudioError(
            f"There is no algorithm “{algorithm}” here.", f"Choose {', '.join(names[:-1])} or {names[-1]}."
        )
    return ALGORITHMS[algorithm]()


def _self_signed(key: PrivateKey, name: str, organisation: str, at: datetime) -> x509.Certificate:
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    start = at.astimezone(tz=at.tzinfo).replace(hour=0, minute=0, second=0, microsecond=0)
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=YEARS_VALID * 365 + YEARS_VALID // 4 + 1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, digest_of(key))
    )


def digest_of(key: PrivateKey) -> hashes.SHA256 | hashes.SHA384 | hashes.SHA512 | None:
    """The hash as strong as the key, for certificates and requests; None for Ed25519, which has its own."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return None
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.key_size > 256:
        return hashes.SHA384() if key.key_size == 384 else hashes.SHA512()
    return hashes.SHA256()


def read_identity(p12: bytes, passphrase: str) -> Identity:
    """What the file holds, without its key. Raises StudioError as `open_identity` does, weak keys apart."""
    return _open(p12, passphrase).identity


def open_identity(p12: bytes, passphrase: str) -> OpenIdentity:
    """The identity with its key, ready to sign.

    Raises StudioError when the file is not PKCS#12, the passphrase does not open it, it holds no key with its
    certificate, or the key is too weak to be relied on.
    """
    opened = _open(p12, passphrase)
    require_strong(opened.certificate)
    return opened


def require_strong(certificate: x509.Certificate) -> None:
    """Nothing, or StudioError with the reason for which this certificate cannot be relied on."""
    if weak := weakness(certificate):
        raise StudioError(
            f"This identity is too weak to sign with: {weak}.", "Nothing was signed. Use another identity."
        )


def _open(p12: bytes, passphrase: str) -> OpenIdentity:
    if not p12.startswith(b"\x30"):
        raise StudioError(
            "This is not an identity file (PKCS#12). Nothing was signed.", "Choose a file that ends in .p12 or .pfx."
        )
    try:
        store = pkcs12.load_pkcs12(p12, passphrase.encode())
    except ValueError as error:
        raise StudioError(
            "The passphrase does not open this identity. Nothing was signed.",
            "Check Caps Lock, or choose another identity.",
        ) from error
    except (UnsupportedAlgorithm, TypeError) as error:
        raise StudioError(
            "This identity file uses an old encryption that is not read here. Nothing was signed.",
            "Export it again with AES-256, which every program of the last ten years offers.",
        ) from error
    certificates = [entry.certificate for entry in (store.cert, *store.additional_certs) if entry]
    key = store.key
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
        raise StudioError(
            "This file holds no signing key that can be used here.", "Export the key with its certificate."
        )
    fitting = [one for one in certificates if public_bytes(one.public_key()) == public_bytes(key.public_key())]
    if not fitting:
        raise StudioError("This file holds a key without its certificate.", "Export the key with its certificate.")
    own = max(fitting, key=lambda one: one.not_valid_after_utc)  # a renewed certificate stands beside its predecessor
    return OpenIdentity(describe(own), key, own, tuple(one for one in certificates if one not in fitting))


def public_bytes(key: CertificatePublicKeyTypes) -> bytes:
    """A public key in DER, by which a key and its certificate know each other."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


@lru_cache(maxsize=512)  # of a file with fifty signatures each certificate is asked for several times
def describe(certificate: x509.Certificate) -> Identity:
    """What a certificate says of its holder."""
    sha256 = hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()
    return Identity(
        name=_attribute(certificate, NameOID.COMMON_NAME) or _plain(certificate.subject.rfc4514_string()),
        organisation=_attribute(certificate, NameOID.ORGANIZATION_NAME),
        sha256=sha256,
        words=fingerprint_words(sha256),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        algorithm=key_algorithm(certificate),
        certificate_pem=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
    )


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return _plain(str(found[0].value)) if found else ""


def _plain(text: str) -> str:
    """Text that stays one line where it is printed: whoever makes a certificate writes into it what they like."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def key_algorithm(certificate: x509.Certificate) -> str:
    """The key in words: P-256, RSA-3072, Ed25519; "unknown" where it is none of those a signature can use."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return "unknown"
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA-{key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return _CURVES.get(key.curve.name, key.curve.name)
    return "Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else "unknown"


def weakness(certificate: x509.Certificate) -> str:
    """Why this certificate's key or its own signature is too weak to rely on; empty if it is not."""
    name = key_algorithm(certificate)
    if name.startswith("RSA-") and int(name[4:]) < SMALLEST_RSA:
        return f"its RSA key has {name[4:]} bits, {SMALLEST_RSA} are the least"
    if not name.startswith(("RSA-", "P-", "Ed25519")):
        return f"its key ({name}) is of a kind that is not relied on for signatures"
    try:
        used = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return "its certificate is signed with an algorithm that is not known here"
    if used is not None and used.name in _WEAK_HASHES:
        return f"its certificate is signed with {used.name.upper()}, which can be forged"
    return ""


def load_certificate(data: bytes) -> x509.Certificate:
    """One certificate, PEM or DER. Raises StudioError if it is neither."""
    try:
        return x509.load_pem_x509_certificate(data) if b"-----BEGIN" in data else x509.load_der_x509_certificate(data)
    except ValueError as error:
        raise StudioError("This is not a certificate (PEM or DER).", "Choose the file the signatory sent.") from error
