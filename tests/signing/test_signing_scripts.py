"""Signatories whose names are not in Latin letters: their stamps carry the names, and nothing is less valid for it."""

from __future__ import annotations

import hashlib
import re
import subprocess
import unicodedata
from pathlib import Path

from certificates import PASSPHRASE, SIGNED, identity_for, pem
from test_signing_real_file import draft

from studio.documents.pdf_write import write_signing_pdf
from studio.drafting.draft import Block, BlockType, Draft, Run, SignaturePlace
from studio.signing.certify import certify
from studio.signing.plan import Attachment
from studio.signing.sign import sign_field
from studio.signing.summary import summarise, summary_attachment
from studio.signing.verify import accepted, verify

PEOPLE = (("arabic", "جمعية السلام", "محمد علي"), ("bengali", "শান্তি সংঘ", "শ্রীমতী রহমান"))


def _draft() -> Draft:
    blocks = [block for block in draft().blocks if block.type in (BlockType.TITLE, BlockType.NUMBERED)]
    for position, (party, legal, person) in enumerate(PEOPLE, 1):
        said = (Run("I declare for "), Run(legal, fact=f"/parties/{position}/legal_name"), Run(" that this is agreed."))
        blocks.append(Block(f"d{party}", "declare", "1", BlockType.PARAGRAPH, runs=said))
        place = SignaturePlace(party, party, legal, person, "Chief Executive", f"sign.{party}", position, 2)
        blocks.append(Block(f"s{party}", "declare", "1", BlockType.SIGNATURE, signature=place))
    return Draft(draft().info, tuple(blocks))


def _bare(text: str) -> str:
    return re.sub("[\\s\u200e\u200f\u202a-\u202c]", "", unicodedata.normalize("NFC", text))


def test_stamps_in_arabic_and_bengali_are_read_as_typed_and_every_signature_is_good(tmp_path: Path) -> None:
    made = _draft()
    text = made.text().encode()
    digests = hashlib.sha256(text).hexdigest(), "ab" * 32
    attached = (Attachment("agreement.txt", "text/plain", text, "The agreed text", "Source"),
                summary_attachment(summarise(made, *digests)))  # fmt: skip
    pdf = write_signing_pdf(
        made, attachments=attached, text_sha256=digests[0], docx_sha256=digests[1], history_head=None
    )
    sent = certify(pdf, identity_for("Chris Reed"), PASSPHRASE, SIGNED)
    pdf = sent
    for party, legal, person in PEOPLE:
        pdf = sign_field(pdf, f"sign.{party}", identity_for(person, legal), PASSPHRASE, at=SIGNED).pdf
    trust = [pem(identity_for("Chris Reed")), *(pem(identity_for(person, legal)) for _, legal, person in PEOPLE)]
    result = verify(pdf, trust=trust, at=SIGNED, sent=sent)
    assert accepted(result)
    assert result.problems == ()
    path = tmp_path / "signed.pdf"
    path.write_bytes(pdf)
    said = [_bare(subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout)]
    path.write_bytes(sent)
    said.append(_bare(subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout))
    for _, legal, person in PEOPLE:
        assert said[0].count(_bare(person)) > said[1].count(_bare(person)) > 0
        assert _bare(f"{legal} SAMPLE") in said[0] or _bare(f"SAMPLE {legal}") in said[0]  # as seen where it turns
    path.write_bytes(pdf)
    rows = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert all(row.split()[-5] == "yes" for row in rows)
