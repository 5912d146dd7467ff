"""Before the first signature and after the last, a file keeps the rules of archives and of access (ISO 19005-3, 14289-1)."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import twelve
from certificates import SIGNED, identity_for, pem
from pyhanko.pdf_utils.reader import PdfFileReader

sys.path.append(str(Path(__file__).parent.parent / "documents"))

from pdf_rules import findings
from pdf_tree import read_tree

from studio.documents.pdf_tag import problems
from studio.signing.verify import verify

STATES = {
    "unsigned": twelve.unsigned,
    "signed by six": lambda: twelve.signed(6),
    "signed by twelve": lambda: twelve.signed(12),
    "signed by twelve, one with the time": twelve.timed,
    "signed by twelve, with the time over all": lambda: twelve.stamped(twelve.signed(12)),
}


@pytest.mark.parametrize("state", STATES)
def test_no_rule_is_broken(state: str) -> None:
    data = STATES[state]()
    assert findings(data) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert problems(pdf) == []


@pytest.mark.parametrize("state", list(STATES)[1:])
def test_signatures_change_nothing_of_what_is_heard(state: str) -> None:
    assert read_tree(STATES[state]()) == read_tree(twelve.unsigned())


def test_qpdf_finds_no_fault_after_the_last_signature_and_the_time(tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(twelve.stamped(twelve.signed(12)))
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_all_signatures_hold_under_the_time_stamp() -> None:
    data = twelve.stamped(twelve.signed(12))
    reader = PdfFileReader(io.BytesIO(data))
    assert len(reader.embedded_regular_signatures) == 13
    assert [one.field_name for one in reader.embedded_timestamp_signatures] == ["DocTime"]
    trust = [pem(identity_for("Chris Reed")),
             *(pem(identity_for(person, legal, "rsa3072" if n == 0 else "p256"))
               for n, (_, legal, person) in enumerate(twelve.PARTNERS))]  # fmt: skip
    before = verify(twelve.signed(12), trust=trust, at=SIGNED)
    assert before.problems == ()
    for one in (reader.embedded_regular_signatures[0], reader.embedded_regular_signatures[-1]):
        one.compute_integrity_info()
        assert one.summarise_integrity_info()["docmdp_ok"], one.field_name


def test_a_signature_that_spoils_the_description_is_found() -> None:
    """The measure itself: what the stock writer does to a description is told."""
    spoilt = twelve.unsigned().replace(b"<pdf:Producer>Agreement Studio<", b"<pdf:Producer>Something else   <")
    assert [line.split(":")[0] for line in findings(spoilt)] == ["ISO 19005-2, 6.6 metadata"]
