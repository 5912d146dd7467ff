"""B, T, LT, LTA: validation data and one time stamp at the end, renewed later; every earlier signature stays valid."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import paper
import pytest
from certificates import PASSPHRASE, SIGNED, der, identity_for, pem
from issuer_service import Issuer, issuing, root
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY

from studio.errors import StudioError
from studio.signing.augment import augment
from studio.signing.cms import extract_cms
from studio.signing.report import Indication
from studio.signing.sign import sign_field
from studio.signing.verify import accepted, verify, with_receipts

LATE = datetime(2034, 1, 1, tzinfo=UTC)  # every certificate has ended by then


@dataclass(frozen=True)
class Made:
    """A file whose partners have certificates of an issuer, of themselves, and of an issuer that has only a list."""

    issuer: Issuer
    signed: bytes
    lasting: bytes
    trust: tuple[bytes, ...]

    def judged(self, pdf: bytes, at: datetime = SIGNED + timedelta(days=1), **named):
        return verify(pdf, trust=self.trust, at=at, **named)


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    with issuing() as issuer:
        people = {party: (person, legal) for party, legal, person, _ in paper.PEOPLE}
        identities = {
            "together": issuer.identity(*people["together"]),
            "police": identity_for(*people["police"]),
            "council": issuer.identity(*people["council"], ocsp_too=False),
        }
        pdf = paper.certified()
        for party, p12 in identities.items():
            pdf = sign_field(pdf, f"sign.{party}", p12, PASSPHRASE, at=SIGNED).pdf
        done = augment(pdf, tsa=f"{issuer.address}/time", at=SIGNED + timedelta(hours=2))
        trust = (paper.trust()[0], *(pem(one) for one in identities.values()), der(issuer.time_certificate()))
        yield Made(issuer, pdf, done.pdf, trust)


def levels(result) -> list[str]:
    return [one.level.removeprefix("PAdES-BASELINE-") for one in result.signatures if one.kind == "signature"]


def test_one_stamp_raises_all_signatures_to_the_last_level_and_proves_their_time(made):
    before, after = made.judged(made.signed), made.judged(made.lasting, sent=made.signed)
    assert levels(before) == ["B"] * 4
    assert levels(after) == ["LTA"] * 4
    assert accepted(after)
    assert after.problems == ()
    assert {one.claimed_signing_time for one in after.signatures[:4]} == {"2026-12-18T10:30:00Z"}
    assert {one.best_signature_time for one in after.signatures} == {"2026-12-18T12:30:00Z"}
    assert [one.modifications for one in after.signatures] == ["form-filling"] * 3 + ["lta-updates", "none"]
    assert "proven" in after.signatures[1].sentence
    assert "by their own clock" in before.signatures[1].sentence


def test_ocsp_is_asked_first_and_the_list_only_where_there_is_no_ocsp(made):
    assert "/ocsp" in made.issuer.asked
    assert made.issuer.asked.count("/list") == 1


def test_after_all_certificates_have_ended_the_signatures_still_stand(made):
    assert {one.code for one in made.judged(made.signed, LATE).problems} == {"time-expired"}
    late = made.judged(made.lasting, LATE)
    assert [one.indication for one in late.signatures[:4]] == [Indication.PASSED] * 4


def test_the_stamp_is_renewed_in_a_field_of_its_own_and_nothing_earlier_suffers(made):
    again = augment(made.lasting, tsa=f"{made.issuer.address}/time", at=SIGNED + timedelta(days=1))
    assert again.field == "DocTime2"
    assert again.pdf.startswith(made.lasting)
    result = made.judged(again.pdf, sent=made.lasting)
    assert accepted(result)
    assert result.problems == ()
    assert levels(result) == ["LTA"] * 4
    assert [one.field for one in result.signatures if one.kind == "timestamp"] == ["DocTime", "DocTime2"]


def test_pyhanko_pdfsig_and_openssl_agree(made, tmp_path):
    again = augment(made.lasting, tsa=f"{made.issuer.address}/time", at=SIGNED + timedelta(days=1)).pdf
    reader = PdfFileReader(io.BytesIO(again))
    own = made.judged(again)
    for one, ours in zip(reader.embedded_signatures, own.signatures, strict=True):
        one.compute_integrity_info(DEFAULT_DIFF_POLICY)
        if one.sig_object_type != "/DocTimeStamp":
            assert one.summarise_integrity_info()["docmdp_ok"], one.field_name
        assert one.diff_result.modification_level.name.lower().replace("_", "-") == ours.modifications
    path = tmp_path / "lasting.pdf"
    path.write_bytes(again)
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    assert done.stdout.count("Signature Validation: Signature is Valid.") == 4
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0
    (tmp_path / "known.pem").write_bytes(b"".join(made.trust[:4]) + _pem_of_root())
    for one in extract_cms(again)[:4]:
        (tmp_path / "one.cms").write_bytes(one.cms)
        (tmp_path / "one.bin").write_bytes(one.signed)
        words = ["-inform", "DER", "-in", "one.cms", "-content", "one.bin", "-binary", "-CAfile", "known.pem"]
        moment = ["-purpose", "any", "-attime", str(int(SIGNED.timestamp())), "-out", "out"]
        found = subprocess.run(
            ["openssl", "cms", "-verify", "-cades", *words, *moment], cwd=tmp_path, capture_output=True, check=False
        )
        assert found.returncode == 0, found.stderr


def _pem_of_root() -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return root().public_bytes(Encoding.PEM)


def test_an_issuer_that_does_not_answer_costs_the_level_and_is_named(made):
    made.issuer.down = {"/ocsp", "/list"}
    try:
        done = augment(made.signed, tsa=f"{made.issuer.address}/time", at=SIGNED)
    finally:
        made.issuer.down = set()
    assert done.level == "PAdES-BASELINE-T"
    assert "Linda Bryant SAMPLE" in done.note
    assert accepted(made.judged(done.pdf))
    assert levels(made.judged(done.pdf)) == ["LTA", "T", "LTA", "T"]
    whole = augment(done.pdf, tsa=f"{made.issuer.address}/time", at=SIGNED)
    assert (whole.level, whole.note) == ("PAdES-BASELINE-LTA", "")


@pytest.mark.parametrize("path", ["/time", "/nothing"])
def test_without_a_time_stamp_nothing_is_added(made, path):
    made.issuer.down = {"/time"}
    address = made.issuer.address if path == "/time" else "http://127.0.0.1:9"
    try:
        with pytest.raises(StudioError, match=r"gave no time stamp\. Nothing was added"):
            augment(made.signed, tsa=address + path, at=SIGNED)
    finally:
        made.issuer.down = set()


def test_the_stamp_waits_for_the_last_signature_unless_told_otherwise(made):
    with pytest.raises(StudioError, match=r"One has not signed yet: sign\.council"):
        augment(paper.signed(2), tsa=f"{made.issuer.address}/time", at=SIGNED)
    early = augment(paper.signed(2), tsa=f"{made.issuer.address}/time", at=SIGNED, partial=True)
    assert verify(early.pdf, trust=paper.trust(), at=SIGNED).unsigned_fields == ("sign.council",)


def test_an_altered_file_gets_no_stamp(made):
    import attacks

    with pytest.raises(StudioError, match="page 1"):
        augment(attacks.page_rewritten(made.signed), tsa=f"{made.issuer.address}/time", at=SIGNED)


def test_a_revoked_certificate_is_its_own_verdict_unless_the_signature_is_proven_to_be_older():
    with issuing() as issuer:
        party, legal, person, _ = paper.PEOPLE[0]
        p12 = issuer.identity(person, legal)
        trust = (paper.trust()[0], pem(p12), der(issuer.time_certificate()))
        signed = sign_field(paper.certified(), f"sign.{party}", p12, PASSPHRASE, at=SIGNED).pdf
        serial = _serial(p12)
        for revoked, code in ((SIGNED - timedelta(days=1), "trust-revoked"), (SIGNED + timedelta(hours=3), None)):
            issuer.revoked = {serial: revoked}
            done = augment(signed, tsa=f"{issuer.address}/time", at=SIGNED, partial=True)
            result = verify(done.pdf, trust=trust, at=SIGNED + timedelta(days=1))
            assert {one.code for one in result.problems} == ({code} if code else set())
            assert result.sub_indication == ("REVOKED_NO_POE" if code else None)
            assert "forged" not in result.sentence


def _serial(p12: bytes) -> int:
    from cryptography import x509

    return x509.load_pem_x509_certificate(pem(p12)).serial_number


def test_a_receipt_in_the_history_is_shown_as_local_proof_and_changes_no_verdict(made):
    plain = made.judged(made.signed)
    shown = with_receipts(plain, {"sign.police": datetime(2026, 12, 18, 11, 5, tzinfo=UTC)})
    one = next(one for one in shown.signatures if one.field == "sign.police")
    assert one.received_here == "2026-12-18T11:05:00Z"
    assert one.best_signature_time is None
    assert one.sentence.endswith("as the history records: proof for those who trust the history.")
    assert (shown.indication, shown.problems) == (plain.indication, plain.problems)
    assert shown.signatures[1].received_here is None
