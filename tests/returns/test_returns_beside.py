"""What is changed beside the words with tracking off: where links lead, what pictures say.

Clauses are those of ECMA-376 part 1.
"""

from __future__ import annotations

import io
import zipfile

import pytest

from studio.returns.change import TextEdit, Unmapped
from studio.returns.docx_read import read_return

LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
LAW, OTHER = "https://law.example/act", "https://other.example/act"


@pytest.fixture
def found(make_docx):
    """The changes from one body to another; `leads` is where the relationship `r1` of each leads."""

    def read(came: str, sent: str, *, leads: tuple[str, str] = (LAW, LAW)):
        return read_return(_linked(make_docx(came), leads[1]), _linked(make_docx(sent), leads[0])).changes

    return read


def _linked(data: bytes, target: str) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{LINK}" TargetMode="External" Target="{target}"/></Relationships>',
        )
    return out.getvalue()


def _link(inner: str, how: str = 'r:id="r1"') -> str:
    return f"<w:hyperlink {how}>{inner}</w:hyperlink>"


def _field(xml, instruction: str, words: str) -> str:
    edge = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (edge.format("begin") + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>" + edge.format("separate")
            + xml.t(words) + edge.format("end"))  # fmt: skip


# -- links (17.16.22; 17.16.5.25)


def test_a_link_that_leads_elsewhere_is_found_with_both_addresses(found, xml):
    body = xml.p(xml.t("See "), _link(xml.t("the Act")), xml.t(" for more."))
    (only,) = found(body, body, leads=(LAW, OTHER))
    assert (only.kind, only.author, only.target) == ("silent", "", "run")
    assert (only.before, only.after) == (f"the Act (link to {LAW})", f"the Act (link to {OTHER})")
    assert only.effect == Unmapped(f"the link of “the Act” (link to {OTHER})")
    assert found(body, body) == ()


@pytest.mark.parametrize(
    ("sent", "came"),
    [
        ("HTTPS://Law.example", "https://law.example/"),
        ("https://law.example/a b", "https://law.example/a%20b"),
    ],
)
def test_the_same_address_in_another_spelling_is_no_change(found, xml, sent, came):
    body = xml.p(_link(xml.t("the Act")))
    assert found(body, body, leads=(sent, came)) == ()


def test_a_link_put_on_words_and_one_taken_off_are_found(found, xml):
    plain, linked = xml.p(xml.t("See the Act.")), xml.p(xml.t("See "), _link(xml.t("the Act")), xml.t("."))
    (only,) = found(linked, plain)
    assert (only.before, only.after) == ("the Act (no link)", f"the Act (link to {LAW})")
    (only,) = found(plain, linked)
    assert (only.before, only.after) == (f"the Act (link to {LAW})", "the Act (no link)")


def test_a_link_said_by_a_field_is_the_same_link(found, xml):
    element = xml.p(xml.t("See "), _link(xml.t("the Act")))
    assert found(xml.p(xml.t("See "), _field(xml, f'HYPERLINK "{LAW}" \\o "tip"', "the Act")), element) == ()
    (only,) = found(xml.p(xml.t("See "), _field(xml, f'HYPERLINK "{OTHER}"', "the Act")), element)
    assert only.after == f"the Act (link to {OTHER})"


def test_an_address_that_became_a_link_by_itself_is_no_change(found, xml):
    linked = xml.p(xml.t("Write to "), _link(xml.t("help@trust.example")))
    plain = xml.p(xml.t("Write to help@trust.example"))
    assert found(linked, plain, leads=(LAW, "mailto:help@trust.example")) == ()
    (only,) = found(linked, plain, leads=(LAW, "mailto:other@trust.example"))
    assert only.after == "help@trust.example (link to mailto:other@trust.example)"


def test_a_link_inside_the_text_tells_only_where_it_leads_to_another_paragraph_or_out(found, xml):
    def body(name: str) -> str:
        return xml.p(xml.t("See "), _link(xml.t("clause 3"), f'w:anchor="{name}"'))

    sent = body("_cp_review_0000000a")
    assert found(body("_cp_review_0000000a_Copy_1"), sent) == ()
    assert found(xml.p(xml.t("See clause 3")), sent) == ()  # programs lose them, and the next draft sets them anew
    (only,) = found(body("_cp_leaving_0000000b"), sent)
    assert (only.before, only.after) == ("clause 3 (link to clause review)", "clause 3 (link to clause leaving)")
    (only,) = found(xml.p(xml.t("See "), _link(xml.t("clause 3"))), sent)
    assert only.after == f"clause 3 (link to {LAW})"


def test_words_changed_inside_a_link_are_a_change_of_words_alone(found, xml):
    sent = xml.p(xml.t("See "), _link(xml.t("the old Act")))
    (only,) = found(sent.replace("old", "new"), sent)
    assert isinstance(only.effect, TextEdit)


# -- pictures (20.4.2.5)


def _picture(words: str) -> str:
    described = f'<wp:docPr id="1" name="Picture 1" descr="{words}"/>'
    return f"<w:r><w:drawing><wp:inline>{described}</wp:inline></w:drawing></w:r>"


def test_another_alternative_text_is_found_beside_words_and_alone(found, xml):
    for words in (xml.t("Flows: "), ""):
        sent = xml.p(xml.t("Before.")) + xml.p(words, _picture("Police to Trust: F1")) + xml.p(xml.t("After."))
        assert found(sent.replace("Trust: F1", "Trust:   F1"), sent) == ()
        (only,) = found(sent.replace("F1", "F1, F2"), sent)
        assert (only.before, only.after) == ("Picture: Police to Trust: F1", "Picture: Police to Trust: F1, F2")
        assert only.effect == Unmapped("the alternative text of a picture, “Police to Trust: F1, F2”")
        (only,) = found(sent.replace("Police to Trust: F1", ""), sent)
        assert (only.after, only.effect.what[-9:]) == ("Picture: ", ", removed")


def test_the_alternative_text_of_an_old_picture_is_read_from_its_shape(found, xml):
    """Part 4, 19.1.2.19"""
    shape = '<w:r><w:pict><v:shape alt="Police to Trust"/></w:pict></w:r>'
    sent = xml.p(xml.t("Flows: "), _picture("Police to Trust"))
    assert found(xml.p(xml.t("Flows: "), shape), sent) == ()
    (only,) = found(xml.p(xml.t("Flows: "), shape.replace("Trust", "Council")), sent)
    assert only.after == "Picture: Police to Council"


def test_a_picture_alone_in_its_paragraph_that_came_or_went_is_found(found, xml):
    before, after = xml.p(xml.t("Before.")), xml.p(xml.t("After."))
    one, other = xml.p(_picture("Police to Trust")), xml.p(_picture("Trust to Council"))
    both = before + one + other + after
    assert found(both, both) == ()
    (only,) = found(before + other + after, both)
    assert (only.before, only.after, only.effect) == ("Picture: Police to Trust", "", Unmapped("picture removed"))
    (only,) = found(both, before + other + after)
    assert (only.before, only.after, only.effect) == ("", "Picture: Police to Trust", Unmapped("picture added"))
