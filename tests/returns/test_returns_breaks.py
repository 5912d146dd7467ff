"""Page and section breaks put in or taken out with tracking off. Clauses are those of ECMA-376 part 1."""

from __future__ import annotations

import pytest

from studio.returns.change import Layout
from studio.returns.docx_read import read_return

BREAK = '<w:r><w:br w:type="page"/></w:r>'
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Base"/><w:pPr><w:pageBreakBefore/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Schedule"><w:name w:val="Schedule"/><w:basedOn w:val="Base"/></w:style>'
)


def _section(kind: str = "") -> str:
    return f"<w:sectPr>{f'<w:type w:val={kind!r}/>' if kind else ''}</w:sectPr>"


@pytest.fixture
def found(make_docx):
    def read(came: str, sent: str):
        return read_return(make_docx(came, styles=STYLES), make_docx(sent, styles=STYLES)).changes

    return read


@pytest.fixture
def ways(xml) -> dict[str, str]:
    """The same page break in the ways that programs write it, and none."""
    one, two = xml.p(xml.t("One.")), xml.t("Two.")
    return {
        "none": one + xml.p(two) + _section(),
        "break at the end": xml.p(xml.t("One."), BREAK) + xml.p(two),  # 17.3.3.1
        "break at the beginning": one + xml.p(BREAK, two),
        "break between": one + xml.p(BREAK) + xml.p(two),
        "property": one + xml.p(two, props="<w:pageBreakBefore/>"),  # 17.3.1.23
        "style": one + xml.p(two, props='<w:pStyle w:val="Schedule"/>'),
        "section": xml.p(xml.t("One."), props=_section("continuous")) + xml.p(two) + _section(),  # 17.6.22
        "section of its own": one + xml.p(props=_section()) + xml.p(two) + _section("oddPage"),
    }


def layout(changes) -> list[tuple[str, str, str]]:
    return [(each.target, each.before, each.after) for each in changes if isinstance(each.effect, Layout)]


def test_a_page_break_is_found_however_it_is_written_and_is_the_same_in_every_way(found, ways):
    plain = ways.pop("none")
    assert found(plain, plain) == ()
    for way, came in ways.items():
        assert layout(found(came, plain)) == [("paragraph", "", "Page break before “Two.”")], way
        assert layout(found(plain, came)) == [
            ("paragraph", "Page break before “Two.”", "No page break before “Two.”")
        ], way
        for other in ways.values():
            assert layout(found(came, other)) == [], way


def test_a_property_that_is_switched_off_breaks_nothing(found, ways, xml):
    """17.17.4, against what the style says."""
    off = '<w:pStyle w:val="Schedule"/><w:pageBreakBefore w:val="false"/>'
    came = xml.p(xml.t("One.")) + xml.p(xml.t("Two."), props=off)
    assert layout(found(came, ways["none"])) == []
    assert len(layout(found(came, ways["style"]))) == 1


def test_a_break_in_the_midst_of_words_is_found(found, xml):
    whole, cut = xml.p(xml.t("One and two.")), xml.p(xml.t("One "), BREAK, xml.t("and two."))
    assert layout(found(cut, whole)) == [("paragraph", "", "Page break before “and two.”")]
    assert layout(found(cut, cut)) == []


def test_a_section_on_the_same_page_is_found_where_it_is_put_in_and_not_missed_where_a_program_leaves_it_out(
    found, xml
):
    plain = xml.p(xml.t("One.")) + xml.p(xml.t("Two."))
    cut = xml.p(xml.t("One."), props=_section()) + xml.p(xml.t("Two.")) + _section("continuous")
    assert layout(found(cut, plain)) == [("section", "", "Section break before “Two.”")]
    assert layout(found(plain, cut)) == layout(found(cut, cut)) == []


def test_a_tracked_break_is_told_once(found, xml, ways):
    """17.13.5.18: a break inside an insertion; 17.13.5.29: a property with what it was before."""
    came = xml.p(xml.t("One.")) + xml.p(xml.ins(BREAK), xml.t("Two."))
    assert [each.kind for each in found(came, ways["none"])] == ["ins"]
    props = f"<w:pageBreakBefore/><w:pPrChange {xml.by()}><w:pPr/></w:pPrChange>"
    came = xml.p(xml.t("One.")) + xml.p(xml.t("Two."), props=props)
    assert [each.kind for each in found(came, ways["none"])] == ["pPrChange"]
    tracked = xml.p(xml.t("One."), props=_section(), mark=xml.mark("ins")) + xml.p(xml.t("Two."))
    assert layout(found(tracked, xml.p(xml.t("One.Two.")))) == []


def test_a_break_goes_with_the_words_behind_it_and_stays_where_they_were_taken_out(found, xml):
    one, two, three = (xml.p(xml.t(f"{word} of the agreement.")) for word in ("One", "Two", "Three"))
    sent = one + xml.p(BREAK) + two + three
    assert layout(found(one + xml.p(BREAK) + three, sent)) == []
    assert layout(found(one + xml.p(BREAK) + xml.p(xml.t("New words.")) + two + three, sent)) == []
    assert layout(found(one + three + xml.p(BREAK) + two, sent)) == []
