"""Words given another font or size with tracking off. Clauses are those of ECMA-376 part 1."""

from __future__ import annotations

import pytest

from studio.returns.change import Layout, Strong
from studio.returns.docx_read import read_return

STYLES = (
    "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii='Sample Serif'/><w:sz w:val='22'/>"
    "</w:rPr></w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:styleId="Small"><w:name w:val="Small"/><w:rPr><w:sz w:val="14"/></w:rPr></w:style>'
)
SMALL, SANS = '<w:sz w:val="14"/>', '<w:rFonts w:ascii="Sample Sans" w:hAnsi="Sample Sans"/>'


@pytest.fixture
def found(make_docx):
    def read(came: str, sent: str):
        return read_return(make_docx(came, styles=STYLES), make_docx(sent, styles=STYLES)).changes

    return read


@pytest.fixture
def body(xml):
    def make(props: str = "", others: str = "") -> str:
        return xml.p(
            xml.t("Each partner keeps a record of this, ", others),
            xml.t("but not the Trust", props),
            xml.t(".", others),
        )

    return make


@pytest.mark.parametrize(
    ("props", "said"),
    [
        (SMALL, "smaller"),  # 17.3.2.38
        ('<w:sz w:val="40"/>', "larger"),
        (SANS, "in another font"),  # 17.3.2.26
        (SANS + SMALL, "smaller, in another font"),
        ('<w:rStyle w:val="Small"/>', "smaller"),  # 17.7.2
    ],
)
def test_words_that_stand_out_from_their_paragraph_are_found_and_need_no_decision(found, body, props, said):
    (only,) = found(body(props), body())
    assert (only.kind, only.before, only.after) == ("silent", "but not the Trust", f"but not the Trust ({said})")
    assert only.effect == Layout(f"“but not the Trust” {said}")
    assert found(body(props), body(props)) == ()


@pytest.mark.parametrize(
    "others",
    [
        SANS + '<w:sz w:val="24"/>',  # as programs do that rewrite a whole text
        '<w:rFonts w:ascii="Sample Serif"/><w:sz w:val="22"/>',  # what the style says anyway
    ],
)
def test_a_whole_paragraph_written_otherwise_is_no_finding(found, body, others):
    assert found(body(others, others), body()) == ()


def test_what_the_style_says_said_directly_on_some_words_is_no_finding(found, body):
    assert found(body('<w:rFonts w:ascii="sample serif"/><w:sz w:val="22"/>'), body()) == ()
    assert found(body(SMALL), body('<w:rStyle w:val="Small"/>')) == ()


@pytest.mark.parametrize(
    "props",
    [
        '<w:rFonts w:hint="eastAsia"/>',  # says nothing of these letters
        '<w:rFonts w:cs="Sample Sans"/><w:szCs w:val="14"/>',  # of other scripts
        '<w:rFonts w:asciiTheme="minorHAnsi"/>',  # what the theme says is not read
        '<w:sz w:val="small"/>',
    ],
)
def test_what_says_nothing_of_the_letters_is_no_finding(found, body, props):
    assert found(body(props), body()) == ()


def test_a_tracked_change_of_size_is_told_once_and_raised_letters_by_their_own_name(found, body, xml):
    tracked = f"{SMALL}<w:rPrChange {xml.by()}><w:rPr/></w:rPrChange>"
    assert [each.kind for each in found(body(tracked), body())] == ["rPrChange"]
    (only,) = found(body(f'{SMALL}<w:vertAlign w:val="superscript"/>'), body())
    assert not isinstance(only.effect, Layout)
    both = found(body(f"<w:b/>{SMALL}"), body())
    assert {type(each.effect) for each in both} == {Layout, Strong}


def test_words_changed_beside_small_ones_are_a_change_of_words_alone(found, body):
    (only,) = found(body(SMALL).replace("keeps", "kept"), body(SMALL))
    assert not isinstance(only.effect, Layout)
