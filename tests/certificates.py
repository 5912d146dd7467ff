"""Keys and certificates for tests, made when they are first asked for; none is ever committed."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from studio.signing.identity import new_identity, read_identity

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SIGNED = datetime(2026, 12, 18, 10, 30, tzinfo=UTC)
PASSPHRASE = "amber otter drum"


@lru_cache(maxsize=64)
def identity_for(
    name: str, organisation: str = "SAMPLE Trust", algorithm: str = "p256", start: datetime = START
) -> bytes:
    """A PKCS#12 file under PASSPHRASE."""
    return new_identity(name, organisation, PASSPHRASE, at=start, sample=True, algorithm=algorithm)


def pem(p12: bytes, passphrase: str = PASSPHRASE) -> bytes:
    return read_identity(p12, passphrase).certificate_pem.encode()


def named(name: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else []
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certificate(
    name: str,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey,
    *,
    start: datetime = START,
    end: datetime = datetime(2032, 1, 1, tzinfo=UTC),
    digest: hashes.HashAlgorithm | None = None,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None,
    usage: dict[str, bool] | None = None,
    purpose: x509.ObjectIdentifier | None = None,
    ca: bool = False,
    organisation: str = "",
    permitted: str = "",
) -> x509.Certificate:
    """`permitted`: the organisation to which an authority's name constraints bind it."""
    subject = named(name, organisation)
    flags = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
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
    flags |= {"key_cert_sign": True} if ca else (usage or {"digital_signature": True})
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**flags), critical=True)
    )
    if permitted:
        held = x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, permitted)]))
        builder = builder.add_extension(x509.NameConstraints([held], None), critical=True)
    if purpose:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    signer = issuer[1] if issuer else key
    own = None if isinstance(signer, ed25519.Ed25519PrivateKey) else digest or hashes.SHA256()
    return builder.sign(signer, own)


def packed(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, own: x509.Certificate, *chain: x509.Certificate
) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"test", key, own, list(chain), BestAvailableEncryption(PASSPHRASE.encode())
    )


@lru_cache(maxsize=1)
def authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    return certificate("SAMPLE Authority", key, ca=True), key


@lru_cache(maxsize=1)
def issued_identity() -> bytes:
    """A key certified by an authority, with the authority's certificate in the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    return packed(key, certificate("Ines Marsh SAMPLE", key, issuer=authority()), authority()[0])


@lru_cache(maxsize=1)
def time_authority() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return certificate("SAMPLE Time Service", key, purpose=ExtendedKeyUsageOID.TIME_STAMPING), key


def der(one: x509.Certificate) -> bytes:
    return one.public_bytes(Encoding.DER)
