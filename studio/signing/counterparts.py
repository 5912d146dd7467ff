"""Counterparts: each partner signs an own copy of the same certified file; they are bound into one executed agreement.

The executed agreement is the agreed text once more, with every counterpart attached as it came back and a list of their
SHA-256 (`counterparts.json`), signed by the lead. Each counterpart can be taken out and verified by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from studio.drafting.draft import Block, Draft
from studio.errors import StudioError
from studio.signing.authorities import Authority
from studio.signing.fields import attachment
from studio.signing.paper_blocks import Paper
from studio.signing.plan import Attachment
from studio.signing.reader import Unreadable, first_signed, open_pdf, parsing
from studio.signing.report import Indication, Verification
from studio.signing.verify import verify
from studio.signing.wording import written_day

MANIFEST = "counterparts.json"
SCHEMA = "agreement-studio/counterparts/1"
SEAL = (
    "The lead partner has bound the counterparts listed in this file into one executed agreement. Each is attached as it was "
    "signed; its own signature is the proof of it. This signature says that nothing was left out or added."
)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One partner's own copy. `name` is that of the attachment; `data` is empty for a partner that signed in ink."""

    party: str
    legal_name: str
    person: str
    office: str
    signed_at: str  # ISO 8601, UTC; of ink the day on the paper
    name: str
    data: bytes
    ink: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class CounterpartReport:
    """What can be said of one attached counterpart."""

    party: str
    name: str
    sha256: str
    indication: Indication
    sentence: str


def bound_draft(draft: Draft, counterparts: Sequence[Counterpart]) -> Draft:
    """The agreed text in which each place to sign says where that signature is."""
    by_party = {each.party: (number, each) for number, each in enumerate(counterparts, 1)}
    blocks = []
    for block in draft.blocks:
        if block.signature and block.signature.party in by_party:
            number, each = by_party[block.signature.party]
            blocks += _says_where(block, number, len(counterparts), each)
        elif not block.signature:
            blocks.append(block)
    return replace(draft, blocks=tuple(blocks))


def _says_where(place: Block, number: int, of: int, each: Counterpart) -> list[Block]:
    paper = Paper(f"counterpart-{place.key}")
    kind = "Handwritten, on paper; the scan is attached" if each.ink else "Electronic, on an own copy of this text"
    rows = [
        ("Signed on a separate copy", f"Counterpart {number} of {of}: {each.name}"),
        ("Name", each.person),
        ("Office", each.office),
        ("For", each.legal_name),
        ("Kind of signature", kind),
        ("Signed", _written(each)),
        ("SHA-256 of the copy", each.sha256),
    ]
    said = "This page shows where the signature is. It is not itself signed."
    return [paper.facts_block("where", rows), paper.paragraph("note", said)]


def _written(each: Counterpart) -> str:
    moment = datetime.fromisoformat(each.signed_at)
    return written_day(moment) if each.ink else f"{written_day(moment)}, {moment:%H:%M} UTC"


def attachments_of(counterparts: Sequence[Counterpart], certified: bytes) -> tuple[Attachment, ...]:
    """The list, then every counterpart; `certified` is the file that all of them begin with."""
    listed = [{"party": each.party, "name": each.name, "sha256": each.sha256, "ink": each.ink} for each in counterparts]
    whole = {
        "schema": SCHEMA,
        "certified_sha256": hashlib.sha256(certified).hexdigest(),
        "certified_bytes": len(certified),
        "counterparts": listed,
    }
    text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True)
    manifest = Attachment(MANIFEST, "application/json", f"{text}\n".encode(), "The counterparts, with hashes", "Data")
    copies = (
        Attachment(each.name, media_type(each.name), each.data, f"Counterpart of {each.legal_name}", "Supplement")
        for each in counterparts
    )
    return (manifest, *copies)


def media_type(name: str) -> str:
    """What a paper is, by the ending of its name; PDF for every other."""
    ending = name.rpartition(".")[2].lower()
    return {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "tif": "image/tiff"}.get(
        ending, "application/pdf"
    )


def counterparts_in(pdf: bytes) -> tuple[tuple[str, str, str, bool, bytes], ...] | None:
    """(party, name, listed SHA-256, ink, bytes) of each counterpart in an executed agreement; None for another file.

    Raises StudioError where the list or a counterpart that it names is missing or broken.
    """
    reader = open_pdf(pdf)
    with parsing("its attachments cannot be read"):
        document = first_signed(reader)
        listed = attachment(document, MANIFEST)
        if listed is None:
            return None
        found = json.loads(listed)
        if found.get("schema") != SCHEMA:
            return None
        rows = [(row, attachment(document, str(row["name"]))) for row in found["counterparts"]]
    if gone := [str(row["name"]) for row, data in rows if data is None]:
        raise StudioError(f"The counterpart {gone[0]} is not in this file.", "Ask for the whole executed agreement.")
    return tuple(
        (str(row["party"]), str(row["name"]), str(row["sha256"]), bool(row["ink"]), data or b"") for row, data in rows
    )


def judge_counterparts(pdf: bytes, trust: Sequence[bytes | Authority], at: datetime) -> tuple[CounterpartReport, ...]:
    """Each counterpart judged by itself, by the list's hash, and by the certified bytes that all must share.

    Empty for a file without counterparts. Ink is INDETERMINATE: paper can be compared, never verified here.
    """
    try:
        found = counterparts_in(pdf)
    except Unreadable:
        return ()  # the verdict on the file itself says so already
    if not found:
        return ()
    base = next((data for _, _, _, ink, data in found if not ink), b"")
    common = _certified_part(base)
    return tuple(_judge(row, trust, at, common) for row in found)


def _certified_part(pdf: bytes) -> bytes:
    """The bytes up to the end of the coordinator's certification, which every counterpart begins with."""
    if not pdf:
        return b""
    with parsing("one of its signatures cannot be read"):
        first = open_pdf(pdf).embedded_signatures[0]
        ranges = [int(number) for number in first.byte_range]
    return pdf[: ranges[2] + ranges[3]]


def _judge(
    row: tuple[str, str, str, bool, bytes], trust: Sequence[bytes | Authority], at: datetime, common: bytes
) -> CounterpartReport:
    party, name, listed, ink, data = row
    digest = hashlib.sha256(data).hexdigest()
    if digest != listed:
        said = "This counterpart is not the one that the list of the executed agreement names."
        return CounterpartReport(party, name, digest, Indication.FAILED, said)
    if ink:
        said = "Signed in ink on paper: the scan is kept as it was recorded; it is no electronic signature."
        return CounterpartReport(party, name, digest, Indication.INDETERMINATE, said)
    if not data.startswith(common):
        said = "This counterpart is a copy of another file than the first one."
        return CounterpartReport(party, name, digest, Indication.FAILED, said)
    result = verify(data, trust=trust, at=at, partial=True)
    return CounterpartReport(party, name, digest, *_verdict(party, result))


def _verdict(party: str, result: Verification) -> tuple[Indication, str]:
    signed = [each for each in result.signatures if each.kind == "signature" and each.field == f"sign.{party}"]
    if len(signed) != 1:
        return Indication.FAILED, f"The place of “{party}” is not signed in this counterpart."
    return result.indication, signed[0].sentence if result.indication is Indication.PASSED else result.sentence
