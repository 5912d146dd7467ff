"""What Word writes and LibreOffice does not, in hand-made XML: both readings by paragraph, and the changes.

Clause numbers are those of ECMA-376 part 1.
"""

from __future__ import annotations

import pytest

from studio.errors import HostileFile
from studio.returns.change import Restyled, Strong, TextEdit, Unmapped
from studio.returns.docx_read import read_return, reading


@pytest.fixture
def both(make_docx):
    def read(body: str, story: str = "main", **parts: str) -> tuple[list[str], list[str]]:
        data = make_docx(body, **parts)
        return reading(data, "accepted", story), reading(data, "rejected", story)

    return read


@pytest.fixture
def changes(make_docx):
    def read(body: str, sent: str | None = None, sent_parts: dict[str, str] | None = None, **parts: str):
        issued = make_docx(sent, **(sent_parts or {})) if sent is not None else None
        return read_return(make_docx(body, **parts), issued)

    return read


# -- several revisions of the same words (17.13.5.14, .18, .22, .25)


def test_text_moved_inside_an_insertion_is_two_revisions_of_two_authors(both, xml, changes):
    moved = f"<w:moveTo {xml.by('Bob')}>{xml.t('words ')}</w:moveTo>"
    body = xml.p(xml.t("A "), xml.ins(moved, "Ann"), xml.t("B"))
    assert both(body) == (["A words B"], ["A B"])
    found = changes(body).changes
    assert [(c.kind, c.author, c.after) for c in found] == [("ins", "Ann", "words "), ("moveTo", "Bob", "words ")]
    assert [type(c.effect) for c in found] == [Unmapped, TextEdit]  # made once, told twice


def test_an_insertion_inside_a_deletion_is_in_neither_reading(both, xml, changes):
    body = xml.p(xml.t("A "), xml.gone(xml.gone_run("old ") + xml.ins(xml.t("new "), "Bob"), "Ann"), xml.t("B"))
    assert both(body) == (["A B"], ["A old B"])
    assert {(c.kind, c.author) for c in changes(body).changes} == {("del", "Ann"), ("ins", "Bob")}


def test_words_moved_from_inside_an_insertion_are_in_neither_reading_there(both, xml):
    moved = f"<w:moveFrom {xml.by('Bob')}>{xml.t('words ')}</w:moveFrom>"
    assert both(xml.p(xml.t("A "), xml.ins(moved), xml.t("B"))) == (["A B"], ["A B"])


def test_the_name_of_a_move_ends_with_its_range(changes, xml):
    """17.13.5.24 and .28: a later move is not the one before it."""
    start, end = '<w:moveFromRangeStart w:id="5" w:name="m1"/>', '<w:moveFromRangeEnd w:id="5"/>'
    gone = f"<w:moveFrom {xml.by()}>{xml.t('word ')}</w:moveFrom>"
    found = changes(xml.p(start, gone, end, xml.t("kept "), gone)).changes
    assert [c.before for c in found] == ["word ", "word "]
    assert found[0].group != found[1].group


# -- paragraph marks and tables (17.13.5.15, .20; 17.4)


def test_a_deleted_mark_before_a_table_joins_nothing(both, xml):
    table = xml.table(xml.row(xml.cell(xml.p(xml.t("cell")))))
    body = xml.p(xml.gone(xml.gone_run("Gone.")), mark=xml.mark("del")) + table + xml.p(xml.t("After."))
    assert both(body) == (["cell", "After."], ["Gone.", "cell", "After."])
    body = xml.p(xml.t("Kept."), mark=xml.mark("del")) + table + xml.p(xml.t("After."))
    assert both(body) == (["Kept.", "cell", "After."], ["Kept.", "cell", "After."])


def test_a_deleted_mark_at_the_end_of_a_cell_does_not_run_into_the_next_cell(both, xml):
    cells = xml.cell(xml.p(xml.t("one"), mark=xml.mark("del"))) + xml.cell(xml.p(xml.t("two")))
    assert both(xml.table(xml.row(cells)))[0] == ["one", "two"]


def test_a_deleted_mark_at_the_end_of_a_note_does_not_run_into_the_next_note(both, xml):
    notes = "".join(
        f'<w:footnote w:id="{n}">{xml.p(xml.t(text), mark=xml.mark("del"))}</w:footnote>'
        for n, text in ((2, "one"), (3, "two"))
    )
    assert both(xml.p(), "footnotes", footnotes=notes)[0] == ["one", "two"]


def test_three_paragraphs_run_together(both, xml):
    body = xml.p(xml.t("a"), mark=xml.mark("del")) + xml.p(xml.t("b"), mark=xml.mark("del")) + xml.p(xml.t("c"))
    assert both(body) == (["abc"], ["a", "b", "c"])


def test_a_whole_table_that_came_or_went(both, xml):
    row = xml.row(xml.cell(xml.p(xml.t("x"))), xml.cell(xml.p(xml.t("y"))), props=xml.mark("ins"))
    body = xml.p(xml.t("Before.")) + xml.table(row, row) + xml.p(xml.t("After."))
    assert both(body) == (["Before.", "x", "y", "x", "y", "After."], ["Before.", "After."])
    assert both(body.replace("w:ins ", "w:del "))[0] == ["Before.", "After."]


def test_a_cell_joined_to_the_one_above_says_so(changes, xml):
    """17.13.5.1"""
    body = xml.table(xml.row(xml.cell(xml.p(xml.t("a")))), xml.row(
        xml.cell(xml.p(), props=f'<w:cellMerge {xml.by()} w:vMerge="cont" w:vMergeOrig="rest"/>')))  # fmt: skip
    (only,) = changes(body).changes
    assert (only.kind, only.effect) == ("cellMerge", Unmapped("a cell was joined to the one above"))


def test_rows_put_into_a_nested_table_are_rows_of_that_table(both, xml, changes):
    inner = xml.table(
        xml.row(xml.cell(xml.p(xml.t("old")))), xml.row(xml.cell(xml.p(xml.t("new"))), props=xml.mark("ins"))
    )
    body = xml.table(xml.row(xml.cell(inner + xml.p(xml.t("outer")))))
    assert both(body) == (["old", "new", "outer"], ["old", "outer"])
    (row,) = changes(body).changes
    assert (row.target, row.after) == ("row", "new")


# -- letters (17.3.3)


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ("<w:sym w:font='Wingdings' w:char='F0FE'/>", "\u2611"),
        ("<w:sym w:font='Symbol' w:char='F061'/>", "\uf061"),
        ("<w:sym w:char='zz'/>", ""),
        ("<w:t>a</w:t><w:ptab w:relativeTo='margin'/><w:t>b</w:t>", "a\tb"),
        ("<w:t>a</w:t><w:softHyphen/><w:t>b</w:t>", "a\u00adb"),
        ("<w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t>", "a\u2011b"),
        ("<w:t>a</w:t><w:cr/><w:t>b</w:t>", "a b"),
        (
            "<w:ruby><w:rt><w:r><w:t>kan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>\u6f22</w:t></w:r></w:rubyBase></w:ruby>",
            "kan\u6f22",
        ),
    ],
)
def test_letters_of_every_kind_are_read(both, xml, run, text):
    assert both(xml.p(f"<w:r>{run}</w:r>"))[0] == [text]


def test_right_to_left_text_is_read_in_the_order_it_is_said(both, xml, changes):
    """17.3.2.3 and 17.3.2.8: directions change the look and not the order of the letters."""
    hebrew = "<w:r><w:rPr><w:rtl/></w:rPr><w:t>\u05d0\u05d1</w:t></w:r>"
    body = xml.p(f"<w:bdo w:val='rtl'>{hebrew}</w:bdo><w:dir w:val='rtl'>{xml.ins(hebrew)}</w:dir>", props="<w:bidi/>")
    assert both(body) == (["\u05d0\u05d1\u05d0\u05d1"], ["\u05d0\u05d1"])
    assert [c.after for c in changes(body).changes] == ["\u05d0\u05d1"]


def test_a_sum_in_math_with_a_tracked_letter(both, xml, changes):
    """22.1.2.87: the run properties of a math run hold the revision."""
    run = "<m:r>{}<m:t>{}</m:t></m:r>"
    marked = run.format(f"<m:rPr/><w:rPr>{xml.mark('ins')}</w:rPr>", "y")
    body = xml.p(f"<m:oMath><m:f><m:num>{run.format('', 'x')}</m:num><m:den>{marked}</m:den></m:f></m:oMath>")
    assert both(body) == (["xy"], ["x"])
    assert [(c.kind, c.after) for c in changes(body).changes] == [("ins", "y")]


# -- fields and controls (17.16, 17.5.2)


def _field(instruction: str, result: str, begin: str = "") -> str:
    edge = '<w:r><w:fldChar w:fldCharType="{}">{}</w:fldChar></w:r>'
    return (edge.format("begin", begin) + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>" + edge.format("separate", "")
            + result + edge.format("end", ""))  # fmt: skip


def test_what_somebody_typed_into_a_form_is_words_and_what_the_program_fills_in_is_not(changes, xml):
    sent = xml.p(xml.t("Name: "), _field("FORMTEXT", xml.t("none"))) + xml.p(
        xml.t("See "), _field("REF a", xml.t("2.1"))
    )
    came = sent.replace("none", "Sample").replace("2.1", "2.2")
    found = changes(came, sent).changes
    assert [(c.before, c.after) for c in found] == [("none", "Sample")]


def test_a_ticked_box_is_found(changes, xml):
    def box(setting: str) -> str:
        return xml.p(
            _field("FORMCHECKBOX", "", f"<w:ffData><w:checkBox>{setting}</w:checkBox></w:ffData>"), xml.t(" We agree.")
        )

    empty, ticked = box("<w:default w:val='0'/>"), box("<w:default w:val='0'/><w:checked/>")
    assert [(c.before.strip(), c.after.strip()) for c in changes(ticked, empty).changes] == [("\u2610", "\u2612")]
    assert changes(empty, empty).changes == ()


def test_fields_in_fields_are_read_as_deep_as_word_goes_and_refused_far_beyond(both, xml):
    def nested(depth: int) -> str:
        words = xml.t("in")
        for _ in range(depth):
            words = _field("QUOTE x", words)
        return xml.p(words)

    assert both(nested(20))[0] == ["in"]
    with pytest.raises(HostileFile, match="inside one another"):
        both(nested(101))


def test_a_wordless_field_that_was_put_in_is_listed(changes, xml):
    (only,) = changes(xml.p(xml.t("word"), xml.ins(_field("XE word", "")))).changes
    assert only.effect == Unmapped("field added")


def test_controls_at_every_level_are_looked_through(both, xml):
    wrap = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    cell = wrap.format(xml.cell(xml.p(wrap.format(xml.ins(xml.t("in a cell"))))))
    row = wrap.format(xml.row(cell))
    assert both(wrap.format(xml.p(xml.t("block"))) + xml.table(row)) == (["block", "in a cell"], ["block", ""])


# -- properties (17.13.5.29 to .38)


def test_a_tracked_change_of_level_and_its_words(changes, xml):
    item = '<w:pStyle w:val="Item"/><w:numPr><w:ilvl w:val="{}"/></w:numPr>'
    change = f"<w:pPrChange {xml.by()}><w:pPr>{item.format('1')}</w:pPr></w:pPrChange>"
    (only,) = changes(xml.p(xml.t("words"), props=item.format("2") + change)).changes
    assert (only.kind, type(only.effect)) == ("pPrChange", Restyled)
    spaced = f'<w:spacing w:after="0"/><w:pPrChange {xml.by()}><w:pPr/></w:pPrChange>'
    (only,) = changes(xml.p(xml.t("words"), props=spaced)).changes
    assert only.effect == Unmapped("spacing")


def test_changes_in_headers_notes_and_boxes_are_listed_where_they_are(changes, xml):
    box = f"<v:textbox><w:txbxContent>{xml.p(xml.ins(xml.t('boxed')))}</w:txbxContent></v:textbox>"
    note = f'<w:endnote w:id="2">{xml.p(xml.ins(xml.t("end")))}</w:endnote>'
    parts = {"header": xml.p(xml.ins(xml.t("head"))), "footer": xml.p(xml.ins(xml.t("foot"))), "endnotes": note}
    found = changes(xml.p(f"<w:r><w:pict><v:shape>{box}</v:shape></w:pict></w:r>"), **parts)
    assert [(c.story, c.after) for c in found.changes] == [
        ("main-box1", "boxed"), ("header1", "head"), ("footer1", "foot"), ("endnotes", "end"),
    ]  # fmt: skip


# -- with tracking off


@pytest.mark.parametrize(
    ("props", "effect"),
    [
        ("<w:b/>", Strong),
        ("<w:i/>", "italic"),
        ("<w:u w:val='single'/>", "underlined"),
        ("<w:strike/>", "struck through"),
        ("<w:dstrike/>", "struck through"),
        ("<w:vanish/>", "hidden"),
        ("<w:highlight w:val='yellow'/>", "highlighted"),
        ("<w:color w:val='FF0000'/>", "coloured"),
        ("<w:vertAlign w:val='superscript'/>", "raised or lowered"),
    ],
)
def test_words_that_look_otherwise_are_found_and_back_again(changes, xml, props, effect):
    plain, marked = xml.p(xml.t("some "), xml.t("words")), xml.p(xml.t("some "), xml.t("words", props))
    (only,) = changes(marked, plain).changes
    assert (only.kind, only.before) == ("silent", "words")
    assert isinstance(only.effect, Strong) if effect is Strong else only.effect == Unmapped(str(effect))
    (back,) = changes(plain, marked).changes
    assert isinstance(back.effect, Strong) if effect is Strong else back.effect == Unmapped(f"no longer {effect}")


def test_the_same_look_said_by_a_style_is_no_change(changes, xml):
    """17.7.2: what counts is what the properties come to."""
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style '
        'w:type="character" w:styleId="Loud"><w:name w:val="Loud"/><w:rPr><w:i/><w:color w:val="C00000"/></w:rPr></w:style>'
    )
    by_style = xml.p(xml.t("words", '<w:rStyle w:val="Loud"/>'))
    direct = xml.p(xml.t("words", '<w:i/><w:color w:val="c00000"/>'))
    assert changes(direct, by_style, {"styles": styles}, styles=styles).changes == ()


def test_pictures_and_notes_that_came_or_went_are_found(changes, xml):
    picture = "<w:r><w:drawing/></w:r>"
    (only,) = changes(xml.p(xml.t("words"), picture), xml.p(xml.t("words"))).changes
    assert only.effect == Unmapped("picture added")
    (only,) = changes(xml.p(xml.t("words")), xml.p(xml.t("words"), picture)).changes
    assert only.effect == Unmapped("picture removed")


def test_words_taken_out_of_a_header_are_found(changes, xml):
    found = changes(
        xml.p(xml.t("same")), xml.p(xml.t("same")), {"header": xml.p(xml.t("Keep this"))}, header=xml.p()
    ).changes
    assert [(c.before, c.after, c.story) for c in found] == [("Keep this", "", "side")]


@pytest.mark.parametrize(
    "words",
    [
        "[EXTERNAL]",
        "CAUTION: This email originated from outside of the organisation.",
        "External sender - do not open links",
    ],
)
def test_what_a_mail_gateway_writes_is_noise_in_the_text_and_in_a_header_and_is_shown(changes, xml, words):
    sent = xml.p(xml.t("The partners share information only where it is needed."))
    (only,) = changes(xml.p(xml.t(words)) + sent, sent).changes
    assert (only.noise, only.after) == (True, words)
    (only,) = changes(sent, sent, header=xml.p(xml.t(words))).changes
    assert (only.noise, only.after) == (True, words)
    (honest,) = changes(xml.p(xml.t("Partners outside England come too.")) + sent, sent).changes
    assert not honest.noise


# -- comments (17.13.4; [MS-DOCX] 2.5.4)


def _note(xml, number: int, para: str, text: str, who: str = "Ann") -> str:
    return f'<w:comment w:id="{number}" w:author="{who}"><w:p w14:paraId="{para}">{xml.t(text)}</w:p></w:comment>'


def _anchored(xml, *numbers: int) -> str:
    begin = "".join(f'<w:commentRangeStart w:id="{n}"/>' for n in numbers)
    end = "".join(f'<w:commentRangeEnd w:id="{n}"/><w:r><w:commentReference w:id="{n}"/></w:r>' for n in numbers)
    return xml.p(begin, xml.t("words"), end)


def test_comments_that_answer_each_other_in_a_circle_are_listed_one_by_one_and_told(changes, xml):
    extended = (
        '<w15:commentEx w15:paraId="0A" w15:paraIdParent="0B"/><w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>'
    )
    found = changes(
        _anchored(xml, 0, 1), comments=_note(xml, 0, "0A", "a") + _note(xml, 1, "0B", "b"), commentsExtended=extended
    )
    assert None in [c.parent for c in found.comments]
    assert [u.element for u in found.unread] == ["w15:commentEx"]


def test_word_does_not_thread_by_place_and_google_does(changes, xml):
    """Word says who answers whom; two comments of Word on the same words that say nothing of it are two threads."""
    notes = _note(xml, 0, "0A", "first") + _note(xml, 1, "0B", "second", "Bob")
    apart = '<w15:commentEx w15:paraId="0A"/><w15:commentEx w15:paraId="0B"/>'
    word = changes(_anchored(xml, 0, 1), comments=notes, commentsExtended=apart).comments
    assert [c.parent for c in word] == [None, None]
    google = changes(_anchored(xml, 0, 1), comments=notes).comments
    assert [c.parent for c in google] == [None, "0"]


def test_comments_in_a_header_on_deleted_words_and_on_nothing(changes, xml):
    body = xml.p('<w:commentRangeStart w:id="0"/>', xml.gone(xml.gone_run("gone")), '<w:commentRangeEnd w:id="0"/>')
    notes = _note(xml, 0, "0A", "on gone") + _note(xml, 1, "0B", "in head") + _note(xml, 2, "0C", "nowhere")
    found = changes(body + xml.p(xml.t("x")), comments=notes, header=_anchored(xml, 1)).comments
    assert [(c.story, c.quoted, c.text) for c in found] == [
        ("main", "gone", "on gone"), ("header1", "words", "in head"), ("main", "", "nowhere"),
    ]  # fmt: skip
