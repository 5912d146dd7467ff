"""An agreement of twelve partners as the file to be signed, and what stands in it after each signature."""

from __future__ import annotations

import asyncio
import hashlib
import io
from datetime import date, timedelta
from functools import lru_cache

from certificates import PASSPHRASE, SIGNED, identity_for
from issuer_service import issuing
from pyhanko.sign.signers import PdfTimeStamper
from time_service import serving, time_stamper

from studio.documents.pdf_write import write_signing_pdf
from studio.drafting.draft import Block, BlockType, Cell, Draft, DraftInfo, DraftStatus, Row, Run, SignaturePlace, Table
from studio.signing.augment import augment
from studio.signing.certify import certify
from studio.signing.increment import QuietWriter
from studio.signing.plan import Attachment
from studio.signing.sign import sign_field
from studio.signing.summary import summarise, summary_attachment

PEOPLE = tuple((f"p{n}", f"SAMPLE Partner {n}", f"Sam Sample {n}") for n in range(1, 13))
NAMED = {"p1": ("Αθηνά Δήμος SAMPLE", "Ελένη Žižková"), "p2": ("মানব সেবা SAMPLE", "রহিম উদ্দিন")}
PARTNERS = tuple((party, *NAMED.get(party, (legal, person))) for party, legal, person in PEOPLE)


def draft() -> Draft:
    """Headings, lists, a table over pages, and a place for each of twelve to sign."""
    info = DraftInfo(
        template="isa-multi-agency", title="SAMPLE agreement of twelve", short_title="SAMPLE agreement of twelve",
        ref="SAMPLE-12", version="1.0", family="agreement", status=DraftStatus.FINAL, number=2,
        on=date(2026, 12, 18), sample=True,
    )  # fmt: skip
    blocks = [_block("t", BlockType.TITLE, "SAMPLE agreement of twelve"), _block("part", BlockType.PART, "Promises", "Part 1"),
              _block("h", BlockType.HEADING, "What we promise", "1")]  # fmt: skip
    blocks += [Block(f"n{n}", "c", "1", BlockType.NUMBERED, 2, f"1.{n}", (Run(f"Promise {n} is kept; see "),
                     Run("clause 1", ref="h"), Run("."))) for n in range(1, 30)]  # fmt: skip
    rows = tuple(
        Row(f"r{n}", (_cell(f"r{n}a", str(n)), _cell(f"r{n}b", "Crisis plan: first signs"))) for n in range(40)
    )
    head = (_cell("ha", "No."), _cell("hb", "Item"))
    blocks.append(Block("tab", "c", "1", BlockType.TABLE, table=Table(head, rows, (Run("What may be shared"),))))
    blocks.append(_block("sched", BlockType.SCHEDULE, "Signatures", "Schedule 1"))
    for position, (party, legal, person) in enumerate(PARTNERS, 1):
        blocks.append(_block(f"d{party}", BlockType.PARAGRAPH, f"I declare for {legal} that this is the agreed text."))
        place = SignaturePlace(party, party, legal, person, "Chief Executive", f"sign.{party}", position, 12)
        blocks.append(Block(f"s{party}", "declare", "1", BlockType.SIGNATURE, signature=place))
    return Draft(info, tuple(blocks))


def _block(key: str, kind: BlockType, text: str, number: str = "") -> Block:
    return Block(key, "c", "1", kind, number=number, runs=(Run(text),))


def _cell(key: str, text: str) -> Cell:
    return Cell((_block(key, BlockType.PARAGRAPH, text),))


@lru_cache(maxsize=1)
def unsigned() -> bytes:
    text = draft().text().encode()
    text_sha256, docx_sha256 = hashlib.sha256(text).hexdigest(), "ab" * 32
    attached = (
        Attachment("agreement.txt", "text/plain", text, "The agreed text", "Source"),
        summary_attachment(summarise(draft(), text_sha256, docx_sha256)),
    )
    return write_signing_pdf(
        draft(), attachments=attached, docx_sha256=docx_sha256, text_sha256=text_sha256, history_head=None
    )


@lru_cache(maxsize=13)
def signed(count: int) -> bytes:
    """Certified, and signed by the first `count` partners; the first with an RSA key."""
    if count == 0:
        return certify(unsigned(), identity_for("Chris Reed"), PASSPHRASE, SIGNED)
    party, legal, person = PARTNERS[count - 1]
    identity = identity_for(person, legal, "rsa3072" if count == 1 else "p256")
    return sign_field(signed(count - 1), f"sign.{party}", identity, PASSPHRASE, at=SIGNED).pdf


@lru_cache(maxsize=1)
def timed() -> bytes:
    """Signed by all, the last of them with a time stamp in the signature (PAdES-B-T, ETSI EN 319 142-1, 5.4)."""
    party, legal, person = PARTNERS[-1]
    with serving(SIGNED) as address:
        done = sign_field(signed(11), f"sign.{party}", identity_for(person, legal), PASSPHRASE, at=SIGNED, tsa=address)
    if done.level != "PAdES-BASELINE-T":
        raise RuntimeError(done.note)
    return done.pdf


@lru_cache(maxsize=1)
def lasting() -> tuple[bytes, bytes]:
    """Signed by all with certificates of one issuer: with validation data and a stamp over all (PAdES-B-LTA), and the same
    with its stamp renewed a day later."""
    with issuing() as issuer:
        pdf = certify(unsigned(), identity_for("Chris Reed"), PASSPHRASE, SIGNED)
        for party, legal, person in PARTNERS:
            pdf = sign_field(pdf, f"sign.{party}", issuer.identity(person, legal), PASSPHRASE, at=SIGNED).pdf
        once = augment(pdf, tsa=f"{issuer.address}/time", at=SIGNED + timedelta(hours=2)).pdf
        return once, augment(once, tsa=f"{issuer.address}/time", at=SIGNED + timedelta(days=1)).pdf


def stamped(pdf: bytes) -> bytes:
    """The file with a time stamp over all signatures, in the field that was laid down for it (PAdES, ETSI EN 319 142-1)."""
    out = io.BytesIO()
    stamper = PdfTimeStamper(time_stamper(SIGNED), field_name="DocTime")
    asyncio.run(stamper.async_timestamp_pdf(QuietWriter(io.BytesIO(pdf)), "sha256", output=out))
    return out.getvalue()
