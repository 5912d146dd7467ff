"""A certificate from one's own authority: the request (PKCS#10, RFC 2986) goes out, the issued certificate comes in."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from studio.errors import StudioError
from studio.signing.identity import digest_of, open_identity, pack, public_bytes, require_strong


def certificate_request(p12: bytes, passphrase: str) -> bytes:
    """A request for the key in this identity, PEM: its name and organisation, and that it is for signing only.

    The key stays where it is. Raises StudioError as `open_identity` does.
    """
    opened = open_identity(p12, passphrase)
    key = _own_key(opened.key)
    builder = x509.CertificateSigningRequestBuilder().subject_name(opened.certificate.subject)
    for kind in (x509.BasicConstraints, x509.KeyUsage):
        try:
            wanted = opened.certificate.extensions.get_extension_for_class(kind)
        except x509.ExtensionNotFound:
            continue  # another maker's certificate may say nothing of it; then the authority decides
        builder = builder.add_extension(wanted.value, critical=wanted.critical)
    return builder.sign(key, digest_of(key)).public_bytes(Encoding.PEM)


def take_issued(p12: bytes, passphrase: str, issued: bytes) -> bytes:
    """The identity with the certificate that an authority issued for its key, under the same passphrase.

    `issued` holds it, with or without those of the authorities above it, as PEM or as one DER certificate. Raises
    StudioError when none of them is for this key, one is weak, or the chain does not hold.
    """
    opened = open_identity(p12, passphrase)
    key = _own_key(opened.key)
    found = _certificates(issued)
    own = next((one for one in found if public_bytes(one.public_key()) == public_bytes(key.public_key())), None)
    if own is None:
        raise StudioError(
            "None of these certificates is for this identity’s key. Nothing was changed.",
            "Choose the file that came in answer to its request.",
        )
    require_strong(own)
    return pack(key, own, _chain(own, [one for one in found if one is not own]), passphrase)


def _own_key(key: object) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey:
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey):
        raise StudioError("The key of this identity lies on a token.", "Use the program of the token’s maker.")
    return key


def _certificates(data: bytes) -> list[x509.Certificate]:
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError as error:
        raise StudioError("This file holds no certificate (PEM or DER).", "Ask the authority for PEM.") from error


def _chain(own: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The authorities above `own`, nearest first; certificates that do not belong to the chain are left out."""
    chain: list[x509.Certificate] = []
    current = own
    while current.subject != current.issuer:
        issuer = next((one for one in others if one.subject == current.issuer and one not in chain), None)
        if issuer is None:
            break
        try:
            current.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise StudioError(
                "A certificate in this file was not issued by the authority that it names. Nothing was changed.",
                "Ask the authority for the whole chain again.",
            ) from error
        chain.append(issuer)
        current = issuer
    return tuple(chain)
