"""Signing and verifying beside pyHanko as it comes, on our own tagged signing PDFs with 12 and with 51 signatories."""

from __future__ import annotations

import asyncio
import hashlib
import io
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from studio.documents.pdf_write import write_signing_pdf
from studio.drafting.draft import Block, BlockType, Draft, DraftInfo, DraftStatus, Run, SignaturePlace
from studio.signing.certify import certify
from studio.signing.evidence import gather
from studio.signing.identity import describe, load_certificate, new_identity, open_identity, read_identity
from studio.signing.increment import Increment, add_signature
from studio.signing.looks import changed_pages
from studio.signing.plan import Attachment
from studio.signing.summary import summarise, summary_attachment
from studio.signing.validation_data import is_issued_by
from studio.signing.verify import accepted, verify

AT = datetime(2026, 12, 18, 10, 30, tzinfo=UTC)
WORDS = "bench"
FEW, MANY, FIFTIETH = 12, 51, 50
RUNS = 3


@dataclass(frozen=True)
class Line:
    """One line of the table: milliseconds of ours and of what it is held against, and how many times it may take."""

    what: str
    own_ms: float
    against_ms: float | None
    limit: float | None


def signing_lines() -> list[Line]:
    """All lines of signing and verifying. Raises RuntimeError where pyHanko's verdicts and ours differ."""
    few, many = _Case(FEW), _Case(MANY)
    first = _sign_lines(many)
    lines = [*first]
    own = {}
    for case, limit in ((few, 0.4), (many, 0.1)):
        ours, theirs = _verify_both(case)
        own[case.size] = ours
        lines.append(
            Line(f"verifying {case.size} signatures and the certification, against pyHanko", ours, theirs, limit)
        )
    lines.append(Line(f"verifying {MANY} signatures, against our {FEW}", own[MANY], own[FEW], 3.0))
    for case in (few, many):
        facts = gather(case.pdf, (), AT)
        seen = _median(lambda case=case, facts=facts: changed_pages(case.pdf, facts), 1)  # type: ignore[misc]
        lines.append(Line(f"drawing and comparing the pages of {case.size} signatures", seen, None, None))
    return lines


class _Case:
    """A tagged signing PDF with a field for each, certified, and signed by all."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.identities = [
            new_identity(f"Sam Sample {n}", f"SAMPLE Partner {n}", WORDS, at=AT, sample=True) for n in range(size + 1)
        ]
        self.trust = [read_identity(one, WORDS).certificate_pem.encode() for one in self.identities]
        self.certified = certify(_laid_out(size), self.identities[0], WORDS, AT)
        self.states = [self.certified]
        for n, identity in enumerate(self.identities[1:], 1):
            opened = open_identity(identity, WORDS)
            self.states.append(add_signature(self.states[-1], opened, Increment(f"sign.p{n}", AT))[0])

    @property
    def pdf(self) -> bytes:
        return self.states[-1]


def _laid_out(size: int) -> bytes:
    info = DraftInfo(
        template="isa-multi-agency", title="SAMPLE agreement", short_title="SAMPLE agreement", ref="SAMPLE-B", version="1.0",
        family="agreement", status=DraftStatus.FINAL, number=2, on=date(2026, 12, 18), sample=True,
    )  # fmt: skip
    blocks = [Block("t", "c", "1", BlockType.TITLE, runs=(Run("SAMPLE agreement"),))]
    for n in range(1, 181):
        said = (
            f"Promise {n} is kept for six years by every partner of this agreement, whatever else they have agreed. "
            * 3
        )
        blocks.append(Block(f"n{n}", "c", "1", BlockType.NUMBERED, 2, f"1.{n}", (Run(said),)))
    for n in range(1, size + 1):
        legal, person = f"SAMPLE Partner {n}", f"Sam Sample {n}"
        blocks.append(Block(f"d{n}", "s", "1", BlockType.PARAGRAPH, runs=(Run(f"I sign for {legal}."),)))
        place = SignaturePlace(f"p{n}", f"p{n}", legal, person, "Chief Executive", f"sign.p{n}", n, size)
        blocks.append(Block(f"s{n}", "s", "1", BlockType.SIGNATURE, signature=place))
    draft = Draft(info, tuple(blocks))
    text = draft.text().encode()
    digest = hashlib.sha256(text).hexdigest()
    attached = (
        Attachment("agreement.txt", "text/plain", text, "The agreed text", "Source"),
        summary_attachment(summarise(draft, digest, "ab" * 32)),
    )
    return write_signing_pdf(draft, attachments=attached, docx_sha256="ab" * 32, text_sha256=digest, history_head=None)


def _median(work: Callable[[], object], runs: int) -> float:
    taken = []
    for _ in range(runs):
        for known in (describe, is_issued_by):  # as in a process that has seen no certificate yet
            known.cache_clear()
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def _sign_lines(case: _Case) -> list[Line]:
    """Signing alone, our check of the new revision apart; the same key, field and file for both."""
    own = new_identity("Sam Sample 1", "SAMPLE Partner 1", WORDS, at=AT, sample=True, algorithm="rsa3072")
    opened = open_identity(own, WORDS)
    signer = SimpleSigner.load_pkcs12_data(own, other_certs=[], passphrase=WORDS.encode())

    def theirs() -> None:
        meta = PdfSignatureMetadata(field_name="sign.p1", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
        writer = IncrementalPdfFileWriter(io.BytesIO(case.certified))
        asyncio.run(PdfSigner(meta, signer).async_sign_pdf(writer, existing_fields_only=True, output=io.BytesIO()))

    ours = _median(lambda: add_signature(case.certified, opened, Increment("sign.p1", AT)), 7)
    last = f"sign.p{FIFTIETH}"
    fiftieth = _median(lambda: add_signature(case.states[FIFTIETH - 1], opened, Increment(last, AT)), 7)
    signed = add_signature(case.certified, opened, Increment("sign.p1", AT))[0]
    check = _median(lambda: verify(signed, sent=case.certified, at=AT, partial=True), 5)
    return [
        Line("one signature at B-B, against pyHanko as it comes", ours, _median(theirs, 7), 0.4),
        Line(f"the {FIFTIETH}th signature, against the first", fiftieth, ours, 1.5),
        Line("our check of a file before or after the first signature", check, None, None),
    ]


def _verify_both(case: _Case) -> tuple[float, float]:
    verdict = verify(case.pdf, trust=case.trust, at=AT)
    own = _median(lambda: verify(case.pdf, trust=case.trust, at=AT), RUNS)
    began = time.perf_counter()
    theirs = asyncio.run(_by_pyhanko(case))
    taken = (time.perf_counter() - began) * 1000
    if not accepted(verdict) or theirs != [True] * len(verdict.signatures):
        raise RuntimeError(f"The verdicts differ: {verdict.sentence} {theirs}")
    return own, taken


async def _by_pyhanko(case: _Case) -> list[bool]:
    from asn1crypto import x509 as asn1_x509
    from cryptography.hazmat.primitives.serialization import Encoding

    roots = [asn1_x509.Certificate.load(load_certificate(one).public_bytes(Encoding.DER)) for one in case.trust]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=AT)
    found = []
    for one in PdfFileReader(io.BytesIO(case.pdf)).embedded_signatures:
        status = await async_validate_pdf_signature(one, context)
        found.append(bool(status.bottom_line))
    return found
