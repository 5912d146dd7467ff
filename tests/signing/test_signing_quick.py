"""What is read and checked more quickly than by pyHanko comes out as pyHanko has it."""

from __future__ import annotations

import io

import honest_twins
import manipulations
import paper
import pikepdf
import pytest
from certificates import SIGNED
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from studio.signing import signature_status
from studio.signing.digests import note_digests
from studio.signing.field_lookup import empty_field
from studio.signing.raw_values import same
from studio.signing.reader import open_pdf
from studio.signing.verify import verify


def _state(reader: PdfFileReader, revision: int, number: int):
    try:
        value = reader.get_historical_resolver(revision)(generic.Reference(number, 0, reader))
        return value, reader.xrefs.get_last_change(generic.Reference(number, 0, reader))
    except (PdfError, KeyError) as error:
        return type(error)


@pytest.mark.parametrize("made", [honest_twins.renewed_by_another_program, honest_twins.foreign_with_object_streams])
def test_every_object_of_every_revision_is_pyhankos(made):
    pdf, _ = made()
    ours, theirs = open_pdf(pdf), PdfFileReader(io.BytesIO(pdf))
    assert ours.total_revisions == theirs.total_revisions > 1
    for revision in range(0, theirs.total_revisions, 2):
        for number in range(1, int(theirs.trailer["/Size"])):
            own, other = _state(ours, revision, number), _state(theirs, revision, number)
            if isinstance(other, tuple):
                assert same(own[0], other[0]), (revision, number)
                assert own[1] == other[1]
            else:
                assert own == other, (revision, number)


def test_the_digests_of_one_pass_are_pyhankos():
    pdf = manipulations.lasting()
    ours, theirs = open_pdf(pdf).embedded_signatures, PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    note_digests(pdf, ours)
    assert all(one.external_digests for one in ours)
    for own, other in zip(ours, theirs, strict=True):
        assert own.external_digests[own.external_md_algorithm] == other.compute_digest()


def test_a_byte_range_past_the_end_is_left_to_pyhanko():
    pdf = paper.signed()
    last = open_pdf(pdf).embedded_signatures[-1]
    note_digests(pdf[:-40], [last])
    assert not last.external_digests


@pytest.fixture(scope="module")
def altered() -> list[bytes]:
    """Every sixth manipulation of each kind."""
    return [one.change(one.base()) for one in manipulations.ALL[::6]]


def test_an_ordinary_signature_is_judged_as_by_pyhankos_whole_check(altered, monkeypatch):
    files = [paper.signed(), honest_twins.signed_by_pyhanko()[0], honest_twins.foreign()[0], *altered]
    kinds = []
    ordinary = signature_status._ordinary
    monkeypatch.setattr(signature_status, "_ordinary", lambda *each: kinds.append(1) or ordinary(*each))
    quick = [verify(pdf, trust=manipulations.trust(), at=SIGNED) for pdf in files]
    assert len(kinds) > len(files)
    monkeypatch.setattr(signature_status, "_is_ordinary", lambda *_: False)
    assert quick == [verify(pdf, trust=manipulations.trust(), at=SIGNED) for pdf in files]


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(pdf))


def test_a_field_is_found_by_its_name_and_only_while_it_is_empty():
    found = empty_field(_writer(paper.signed(1)), "sign.police")
    assert str(found.get_object()["/T"]) == "police"
    assert empty_field(_writer(paper.signed(1)), "sign.together") is None
    assert empty_field(_writer(paper.signed(1)), "sign.nobody") is None


def test_a_name_that_stands_in_two_fields_is_left_to_pyhanko():
    with pikepdf.open(io.BytesIO(paper.unsigned())) as pdf:
        kids = next(one.Kids for one in pdf.Root.AcroForm.Fields if "/Kids" in one)
        next(one for one in kids if str(one.T) == "police").T = pikepdf.String("together")
        out = io.BytesIO()
        pdf.save(out)
    assert empty_field(_writer(out.getvalue()), "sign.together") is None
    assert empty_field(_writer(out.getvalue()), "sign.council") is not None
