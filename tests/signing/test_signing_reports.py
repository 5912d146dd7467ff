"""One outcome, four forms: object, XML, page; all say the same."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import attacks
import paper
from certificates import SIGNED

from studio.documents.pdf_write import pdf_text
from studio.signing.report_json import report_object, verification_json
from studio.signing.report_pdf import write_report_pdf
from studio.signing.report_xml import NAMESPACE, write_xml
from studio.signing.verify import sha256, verify


def outcome(pdf: bytes):
    return verify(pdf, trust=paper.trust(), at=SIGNED)


def test_the_object_has_the_fields_of_the_contract():
    found = json.loads(verification_json(outcome(paper.signed())))
    assert list(found) == [
        "schema", "indication", "sub_indication", "sentence", "prepared_here", "complete", "unsigned_fields", "sent",
        "certification", "signatures", "problems",
    ]  # fmt: skip
    assert found["schema"] == "agreement-studio/verify/1"
    first = found["signatures"][0]
    assert list(first) == [
        "kind", "field", "signer", "indication", "sub_indication", "integrity", "modifications", "trust", "level",
        "claimed_signing_time", "best_signature_time", "digest_algorithm", "signature_algorithm", "sentence",
            "stamped_at", "received_here",
    ]  # fmt: skip
    assert first["trust"] == {"sha256": first["signer"]["sha256"]}
    assert first["claimed_signing_time"] == "2026-12-18T10:30:00Z"
    unknown = report_object(verify(paper.signed(), at=SIGNED))
    assert unknown["signatures"][0]["trust"] is None


def test_xml_carries_each_indication():
    result = outcome(attacks.page_rewritten(paper.signed()))
    root = ET.fromstring(write_xml(result, pdf_sha256="ab" * 32, at=SIGNED))
    found = [node.text for node in root.iter(f"{{{NAMESPACE}}}MainIndication")]
    assert found == ["urn:etsi:019102:mainindication:total-failed"] * 4
    assert "urn:etsi:019102:subindication:FORMAT_FAILURE" in {
        n.text for n in root.iter(f"{{{NAMESPACE}}}SubIndication")
    }


def test_the_page_says_the_sentence_and_the_people():
    pdf = paper.signed()
    result = outcome(pdf)
    page = write_report_pdf(result, name="york.pdf", pdf_sha256=sha256(pdf), at=SIGNED, sample=True)
    assert page == write_report_pdf(result, name="york.pdf", pdf_sha256=sha256(pdf), at=SIGNED, sample=True)
    text = " ".join(" ".join(pdf_text(page)).split())
    assert "All three signatures and the coordinator’s certification are good." in text
    assert "Grace Okafor SAMPLE" in text
    assert "SAMPLE" in text
    assert "TOTAL-PASSED" in text


def test_a_broken_file_has_a_report_too():
    result = outcome(b"nothing")
    assert b"indeterminate" in write_xml(result, pdf_sha256="00" * 32, at=SIGNED)
    assert write_report_pdf(result, name="x.pdf", pdf_sha256="00" * 32, at=SIGNED).startswith(b"%PDF")
