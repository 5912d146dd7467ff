"""A time stamp service (RFC 3161) on loopback; under `/portal` it answers with a page, as a network that asks to log in does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from certificates import der, time_authority
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper


def time_stamper(at: datetime) -> DummyTimeStamper:
    """What the sample authority says, always at this time."""
    certificate, key = time_authority()
    private = keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return DummyTimeStamper(asn1.Certificate.load(der(certificate)), private, fixed_dt=at)


@contextmanager
def serving(at: datetime) -> Iterator[str]:
    """The address of a service that is up inside the block."""
    stamper = time_stamper(at)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            body = b"<html>" if self.path == "/portal" else stamper.request_tsa_response(request).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
