"""An issuer on loopback: signs certificates that name its addresses, answers OCSP, gives its list, stamps the time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from certificates import SIGNED, START, der, packed
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

ANSWERED = SIGNED + timedelta(hours=1)
END = START + timedelta(days=2000)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@lru_cache(maxsize=4)
def key_of(name: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    if name == "time":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


@lru_cache(maxsize=2)
def root(name: str = "SAMPLE Partner CA") -> x509.Certificate:
    key = key_of(name)
    return (
        x509.CertificateBuilder().subject_name(_name(name)).issuer_name(_name(name)).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(START).not_valid_after(END)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip


class Issuer:
    """One root with its service; `revoked` maps serial numbers to the day; what is not in `asked` was never asked for."""

    def __init__(self) -> None:
        self.revoked: dict[int, datetime] = {}
        self.asked: list[str] = []
        self.down: set[str] = set()
        self.stamp_at = SIGNED + timedelta(hours=2)
        self.address = ""

    def issue(self, common: str, key: str, organisation: str = "", *, ocsp_too: bool = True,
              purpose: x509.ObjectIdentifier | None = None, end: datetime = END) -> x509.Certificate:  # fmt: skip
        subject = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
        if organisation:
            subject.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{self.address}/list")], None, None, None)
        built = (
            x509.CertificateBuilder().subject_name(x509.Name(subject)).issuer_name(root().subject)
            .public_key(key_of(key).public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(START).not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.CRLDistributionPoints([point]), critical=False)
        )  # fmt: skip
        if ocsp_too:
            place = x509.UniformResourceIdentifier(f"{self.address}/ocsp")
            row = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
            built = built.add_extension(x509.AuthorityInformationAccess([row]), critical=False)
        if purpose:
            built = built.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        return built.sign(key_of("SAMPLE Partner CA"), hashes.SHA256())

    def identity(self, common: str, organisation: str, **named: object) -> bytes:
        """A PKCS#12 file with the issuer's certificate in it."""
        return packed(key_of(common), self.issue(common, common, organisation, **named), root())

    def ocsp_answer(self, request: bytes) -> bytes:
        asked = ocsp.load_der_ocsp_request(request)
        day = self.revoked.get(asked.serial_number)
        built = ocsp.OCSPResponseBuilder().add_response_by_hash(
            asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm,
            ocsp.OCSPCertStatus.REVOKED if day else ocsp.OCSPCertStatus.GOOD, ANSWERED, ANSWERED + timedelta(days=7),
            day, x509.ReasonFlags.key_compromise if day else None,
        )  # fmt: skip
        signed = built.responder_id(ocsp.OCSPResponderEncoding.HASH, root()).sign(
            key_of("SAMPLE Partner CA"), hashes.SHA256()
        )
        return signed.public_bytes(Encoding.DER)

    def revocation_list(self) -> bytes:
        built = (
            x509.CertificateRevocationListBuilder().issuer_name(root().subject)
            .last_update(ANSWERED).next_update(ANSWERED + timedelta(days=7))
        )  # fmt: skip
        for serial, day in self.revoked.items():
            row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(day).build()
            built = built.add_revoked_certificate(row)
        return built.sign(key_of("SAMPLE Partner CA"), hashes.SHA256()).public_bytes(Encoding.DER)

    @lru_cache(maxsize=1)  # noqa: B019 - one issuer a module
    def time_certificate(self) -> x509.Certificate:
        return self.issue("SAMPLE Time Service", "time", purpose=ExtendedKeyUsageOID.TIME_STAMPING)

    def time_stamp(self, request: bytes) -> bytes:
        private = key_of("time").private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        stamper = DummyTimeStamper(
            asn1.Certificate.load(der(self.time_certificate())),
            keys.PrivateKeyInfo.load(private),
            fixed_dt=self.stamp_at,
            certs_to_embed=[asn1.Certificate.load(der(root()))],
        )
        return stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump()


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer that is up inside the block; a service in `down` answers with an error."""
    issuer = Issuer()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            make = {"/ocsp": issuer.ocsp_answer, "/time": issuer.time_stamp}[self.path]
            kind = {"/ocsp": "application/ocsp-response", "/time": "application/timestamp-reply"}[self.path]
            self._send(lambda: make(body), kind)

        def do_GET(self) -> None:
            self._send(issuer.revocation_list, "application/pkix-crl")

        def _send(self, make, kind: str) -> None:
            issuer.asked.append(self.path)
            down = self.path in issuer.down
            body = b"" if down else make()
            self.send_response(503 if down else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
