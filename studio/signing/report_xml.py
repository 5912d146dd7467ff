"""The outcome of verifying in the form of ETSI TS 119 102-2 (signature validation report).

It holds the report's frame, main and sub indications, times, signer and the findings in words. The validation objects
(certificates, time stamps as bytes) and the report's own signature are left out, and no schema has judged it.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from studio.signing.report import Problem, SignatureReport, Verification

NAMESPACE = "http://uri.etsi.org/19102/v1.4.1#"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"


def write_xml(result: Verification, *, pdf_sha256: str, at: datetime) -> bytes:
    """The report as UTF-8 XML; `pdf_sha256` is of the file judged, `at` the time it was judged for."""
    ET.register_namespace("vr", NAMESPACE)
    ET.register_namespace("ds", _DSIG)
    root = ET.Element(_name("ValidationReport"))
    for one in result.signatures:
        root.append(_signature(one, result, pdf_sha256, at))
    if not result.signatures:
        report = ET.SubElement(root, _name("SignatureValidationReport"))
        _status(report, result.indication.value, result.sub_indication, result.problems)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _signature(one: SignatureReport, result: Verification, pdf_sha256: str, at: datetime) -> ET.Element:
    report = ET.Element(_name("SignatureValidationReport"))
    identifier = ET.SubElement(report, _name("SignatureIdentifier"), {"id": _identifier(one.field)})
    digest = ET.SubElement(identifier, _name("DigestAlgAndValue"))
    ET.SubElement(digest, f"{{{_DSIG}}}DigestMethod", {"Algorithm": "http://www.w3.org/2001/04/xmlenc#sha256"})
    value = base64.b64encode(bytes.fromhex(pdf_sha256)).decode("ascii")
    ET.SubElement(digest, f"{{{_DSIG}}}DigestValue").text = value
    time = ET.SubElement(report, _name("ValidationTimeInfo"))
    ET.SubElement(time, _name("ValidationTime")).text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if one.best_signature_time:
        best = ET.SubElement(time, _name("BestSignatureTime"))
        ET.SubElement(best, _name("POETime")).text = one.best_signature_time
    if one.claimed_signing_time:
        attributes = ET.SubElement(report, _name("SignatureAttributes"))
        signing = ET.SubElement(attributes, _name("SigningTime"), {"Signed": "true"})
        ET.SubElement(signing, _name("Time")).text = one.claimed_signing_time
    signer = ET.SubElement(report, _name("SignerInformation"))
    ET.SubElement(signer, _name("Signer")).text = f"{one.signer.name}, {one.signer.organisation}".strip(", ")
    own = tuple(problem for problem in result.problems if problem.object == one.field)
    shared = tuple(problem for problem in result.problems if problem.object not in _fields(result))
    _status(report, one.indication.value, one.sub_indication, own + shared)
    return report


def _fields(result: Verification) -> set[str]:
    return {one.field for one in result.signatures}


def _identifier(field: str) -> str:
    return "S-" + "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in field)


def _status(report: ET.Element, indication: str, sub: str | None, problems: tuple[Problem, ...]) -> None:
    status = ET.SubElement(report, _name("SignatureValidationStatus"))
    main = f"urn:etsi:019102:mainindication:{indication.lower()}"
    ET.SubElement(status, _name("MainIndication")).text = main
    if sub:
        ET.SubElement(status, _name("SubIndication")).text = f"urn:etsi:019102:subindication:{sub}"
    for problem in problems:
        data = ET.SubElement(status, _name("AssociatedValidationReportData"))
        additional = ET.SubElement(data, _name("AdditionalValidationReportData"))
        entry = ET.SubElement(additional, _name("ReportData"))
        ET.SubElement(entry, _name("Type")).text = f"urn:agreement-studio:problem:{problem.code}"
        ET.SubElement(entry, _name("Value")).text = problem.sentence
