"""Other programs sign in our fields: taken where they only add, refused with a reason that their users can act on."""

from __future__ import annotations

import io
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import paper
import pytest
from certificates import SIGNED
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import enumerate_sig_fields

from studio.signing.foreign import foreign_fault
from studio.signing.reader import open_pdf
from studio.signing.report import Problem
from studio.signing.verify import verify

NAME = paper.PEOPLE[0][2]


def moment() -> datetime:
    """Other programs take the time from the machine; the sample's certificates are valid from a fixed day on."""
    return max(datetime.now(UTC), SIGNED)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("foreign")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "k",
        "-out",
        "c",
        "-subj",
        f"/CN={NAME}",
        "-days",
        "4000",
    )
    openssl("pkcs12", "-export", "-inkey", "k", "-in", "c", "-name", "own", "-passout", "pass:york", "-out", "id.p12")
    (folder / "in.pdf").write_bytes(paper.signed(0))
    return folder


def test_a_clean_foreign_signature_is_good(keys: Path) -> None:
    """`adbe.pkcs7.detached`, as most programs write it, appended by a writer that is not ours."""
    signer = signers.SimpleSigner.load_pkcs12(keys / "id.p12", passphrase=b"york")
    subfilter = fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    meta = signers.PdfSignatureMetadata("sign.together", subfilter=subfilter, md_algorithm="sha256")
    out = io.BytesIO()
    signers.PdfSigner(meta, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper.signed(0))), output=out)
    known = [*paper.trust(()), (keys / "c").read_bytes()]
    found = verify(out.getvalue(), trust=known, sent=paper.signed(0), at=moment(), partial=True)
    assert [one.indication for one in found.signatures] == ["TOTAL-PASSED", "TOTAL-PASSED"], found.sentence


def test_mutool_appends_cleanly_and_only_its_digest_is_weak(keys: Path) -> None:
    """mutool 1.21 signs over SHA-1; nothing else is wrong, and a version that uses SHA-256 is good."""
    place = next(
        ref.idnum for name, _, ref in enumerate_sig_fields(open_pdf(paper.signed(0))) if name == "sign.together"
    )
    subprocess.run(
        ["mutool", "sign", "-s", "id.p12", "-P", "york", "-o", "out.pdf", "in.pdf", str(place)],
        cwd=keys, check=True, capture_output=True,
    )  # fmt: skip
    pdf, known = (keys / "out.pdf").read_bytes(), [*paper.trust(()), (keys / "c").read_bytes()]
    found = verify(pdf, trust=known, sent=paper.signed(0), at=moment(), partial=True)
    assert {one.code for one in found.problems} <= {"algorithm-weak"}
    assert found.signatures[0].indication == "TOTAL-PASSED"
    for problem in found.problems:
        fault = foreign_fault(pdf, paper.signed(0), problem)
        assert fault is not None
        assert "SHA-256 or better" in fault.next_step


def test_what_pdfsig_leaves_behind_is_named() -> None:
    """Its cross-reference table, as poppler 22.12 writes it: an object with a generation that was never freed."""
    rows = ("0 1", "0000000001 65535 f", "19 1", "0000035358 00000 n", "34 1", "0000035592 00001 n")
    added = "\n".join(["xref", *rows, ""]).encode()
    broken = Problem("unreadable", "", "This file cannot be verified, because its structure is broken.")
    fault = foreign_fault(paper.signed(0) + added, paper.signed(0), broken)
    assert fault is not None
    assert "object 34" in fault.sentence
    assert "pdfsig" in fault.sentence
    assert "Agreement Studio or Adobe Reader" in fault.next_step
    assert foreign_fault(paper.signed(0) + added.replace(b"00001 n", b"00000 n"), paper.signed(0), broken) is None
