"""Other people's tools on the same file: pyHanko as it is, poppler's pdfsig, OpenSSL on each container, qpdf."""

from __future__ import annotations

import io
import subprocess

import paper
from certificates import SIGNED
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY

from studio.signing.cms import extract_cms
from studio.signing.evidence import gather
from studio.signing.precheck import PrecheckedPolicy
from studio.signing.reader import open_pdf
from studio.signing.revisions import read_history

SEVEN = (
    *paper.PEOPLE,
    ("nhs", "Humber and North Yorkshire ICB", "Asha Menon SAMPLE", "Chief Executive"),
    ("trust", "Tees, Esk and Wear Valleys NHS Foundation Trust", "Ben Archer SAMPLE", "Chief Executive"),
    ("ambulance", "Yorkshire Ambulance Service NHS Trust", "Cara Doyle SAMPLE", "Chief Executive"),
)


def test_pdfsig_calls_all_seven_valid_and_the_last_covers_the_file(tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(paper.signed(6, SEVEN))
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    assert done.stdout.count("Signature Validation: Signature is Valid.") == 7
    assert done.stdout.count("  - Total document signed") == 1
    assert done.stdout.count("ETSI.CAdES.detached") == 7


def test_openssl_verifies_each_container(tmp_path):
    found = extract_cms(paper.signed(6, SEVEN))
    assert [one.field for one in found] == ["sign.coordinator", *(f"sign.{one[0]}" for one in SEVEN)]
    (tmp_path / "known.pem").write_bytes(b"".join(paper.trust(SEVEN)))
    for one in found:
        (tmp_path / "one.cms").write_bytes(one.cms)
        for signed, code in ((one.signed, 0), (one.signed + b" ", 4)):
            (tmp_path / "one.bin").write_bytes(signed)
            words = ["-inform", "DER", "-in", "one.cms", "-content", "one.bin", "-binary", "-CAfile", "known.pem"]
            moment = ["-purpose", "any", "-attime", str(int(SIGNED.timestamp())), "-out", "out"]
            done = subprocess.run(
                ["openssl", "cms", "-verify", "-cades", *words, *moment], cwd=tmp_path, capture_output=True, check=False
            )
            assert done.returncode == code, done.stderr


def test_qpdf_finds_no_fault(tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(paper.signed())
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_quick_comparison_says_what_pyhanko_says():
    for pdf in (paper.signed(6, SEVEN), paper.signed(2)):
        reader = open_pdf(pdf)
        history = read_history(reader, reader.embedded_signatures[0].signed_revision)
        assert history.refusals == ()
        quick = PrecheckedPolicy(reader, history, pdf)
        assert quick._is_sound()
        for one in reader.embedded_signatures:
            slow = DEFAULT_DIFF_POLICY.review_file(reader, one.signed_revision, one.fieldmdp, one.docmdp_level)
            fast = quick.review_file(reader, one.signed_revision, one.fieldmdp, one.docmdp_level)
            assert (fast.modification_level, fast.changed_form_fields) == (
                slow.modification_level,
                slow.changed_form_fields,
            )


def test_the_quick_comparison_is_never_kinder_on_altered_files():
    import attacks

    for attack in (attacks.page_rewritten, attacks.last_signature_undone, attacks.field_added, attacks.stamp_replaced):
        facts = gather(attack(paper.signed()), (), SIGNED)
        reader = PdfFileReader(io.BytesIO(attack(paper.signed())))
        for one, own in zip(reader.embedded_signatures, facts.signatures, strict=True):
            one.compute_integrity_info(DEFAULT_DIFF_POLICY)
            assert one.summarise_integrity_info()["docmdp_ok"] or not own.permitted, (attack, own.field)
