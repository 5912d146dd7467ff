"""A token made of software (SoftHSM) with a key, a certificate and a PIN, for tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pkcs11
from certificates import certificate
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, ObjectClass

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
LABEL, PIN = "SAMPLE card", "493817"
KINDS = {
    "RSA-2048": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "RSA-1024": lambda: rsa.generate_private_key(public_exponent=65537, key_size=1024),
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
}


class SoftToken:
    """One token in a folder of its own; `put` adds a key with its certificate."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tokens"
        self.folder.mkdir()
        config = folder / "softhsm2.conf"
        config.write_text(f"directories.tokendir = {self.folder}\nlog.level = ERROR\n", "utf-8")
        os.environ["SOFTHSM2_CONF"] = str(config)
        self._util("--init-token", "--free", "--label", LABEL, "--so-pin", "12345678", "--pin", PIN)
        pkcs11.lib(str(MODULE)).reinitialize()

    def _util(self, *words: str) -> None:
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)

    def put(self, kind: str, name: str, label: str, number: int) -> bytes:
        """A new key of this kind; gives its certificate (PEM)."""
        key = KINDS[kind]()
        own = certificate(name, key)
        pem = self.folder.parent / "key.pem"
        pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self._util("--import", str(pem), "--token", LABEL, "--pin", PIN, "--label", label, "--id", f"{number:02x}")
        pem.unlink()
        library = pkcs11.lib(str(MODULE))
        library.reinitialize()
        with library.get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.LABEL: label,
                    Attribute.ID: bytes([number]),
                    Attribute.SUBJECT: own.subject.public_bytes(),
                    Attribute.VALUE: own.public_bytes(Encoding.DER),
                }
            )
        return own.public_bytes(Encoding.PEM)

    def pull(self) -> None:
        """What a reader sees when the card is taken out in the middle."""
        shutil.rmtree(self.folder)
