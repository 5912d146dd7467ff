# ruff: noqa: ISC004 - hand-made XML is easier to read in whole lines
"""Each kind of change, alone and nested, in hand-made Word XML: both readings by paragraph, and the list of changes.

Clause numbers are those of ECMA-376 part 1.
"""

from __future__ import annotations

import pytest

from studio.returns.change import (
    JoinedParagraphs,
    MovedParagraph,
    NewParagraph,
    RemovedParagraph,
    Restyled,
    Strong,
    TextEdit,
    Unmapped,
)
from studio.returns.docx_read import read_return, reading


@pytest.fixture
def both(make_docx):
    """The accepted and the rejected reading of a body."""

    def read(body: str, story: str = "main", **parts: str) -> tuple[list[str], list[str]]:
        data = make_docx(body, **parts)
        return reading(data, "accepted", story), reading(data, "rejected", story)

    return read


@pytest.fixture
def changes(make_docx):
    def read(body: str, sent: str | None = None, **parts: str):
        return read_return(make_docx(body, **parts), make_docx(sent) if sent is not None else None)

    return read


# -- words (17.13.5.14, 17.13.5.18)


def test_inserted_and_deleted_words_are_in_one_reading_each(both, xml, changes):
    body = xml.p(xml.t("The "), xml.gone(xml.gone_run("old ")), xml.ins(xml.t("new ")), xml.t("text."))
    assert both(body) == (["The new text."], ["The old text."])
    first, second = changes(body).changes
    assert (first.kind, first.before, first.after) == ("del", "old ", "")
    assert (second.kind, second.before, second.after) == ("ins", "", "new ")
    assert first.group == second.group
    assert (first.effect, second.effect) == (TextEdit("#0", 4, 8, ""), TextEdit("#0", 8, 8, "new "))


def test_a_deletion_inside_an_insertion_is_in_neither_reading(both, xml, changes):
    inner = xml.t("both ") + xml.gone(xml.gone_run("gone "), "Bob") + xml.t("kept ")
    body = xml.p(xml.t("A "), xml.ins(inner), xml.t("B"))
    assert both(body) == (["A both kept B"], ["A B"])
    found = changes(body).changes
    assert [(c.kind, c.author) for c in found] == [("ins", "Ann"), ("del", "Bob")]
    assert found[0].effect == TextEdit("#0", 2, 2, "both kept ")


def test_a_deletion_in_two_formats_is_one_change(xml, changes):
    run = '<w:r><w:rPr><w:b/></w:rPr><w:delText xml:space="preserve">bold</w:delText></w:r>'
    body = xml.p(xml.gone(xml.gone_run("plain ")), xml.gone(run), xml.t(" rest"))
    (only,) = changes(body).changes
    assert only.before == "plain bold"


def test_two_authors_beside_each_other_are_two_changes(xml, changes):
    body = xml.p(xml.ins(xml.t("one"), "Ann"), xml.ins(xml.t("two"), "Bob"))
    assert [(c.author, c.after) for c in changes(body).changes] == [("Ann", "one"), ("Bob", "two")]


def test_a_date_that_cannot_be_one_is_unknown(xml, changes):
    body = xml.p('<w:ins w:id="1" w:author="A" w:date="0-00-00T00:00:00Z">' + xml.t("x") + "</w:ins>", xml.t("y"))
    assert changes(body).changes[0].date is None
    assert changes(xml.p(xml.ins(xml.t("x")))).changes[0].date == "2026-11-24T09:00:00Z"


def test_special_letters_are_read(both, xml):
    odd = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:br/><w:t>d</w:t></w:r>"
    assert both(xml.p(odd))[0] == ["a\tb\u2011c d"]
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="00A7"/></w:r>'
    assert both(xml.p(symbol))[0] == ["\u00a7"]


# -- paragraph marks (17.13.5.15, 17.13.5.20)


def test_a_page_break_put_in_or_taken_out_is_a_change(changes, xml):
    page = '<w:r><w:br w:type="page"/></w:r>'
    found = changes(xml.p(xml.t("one"), xml.ins(page)) + xml.p(xml.gone(page), xml.t("two")))
    assert [change.kind for change in found.changes] == ["ins", "del"]
    assert found.unread == ()
    assert changes(xml.p(xml.t("one"), page)).changes == ()


def test_a_new_paragraph_as_word_writes_it(both, xml, changes):
    body = xml.p(xml.t("One.")) + xml.p(xml.ins(xml.t("New.")), mark=xml.mark("ins")) + xml.p(xml.t("Two."))
    assert both(body) == (["One.", "New.", "Two."], ["One.", "Two."])
    assert {c.effect for c in changes(body).changes} == {NewParagraph("#0", "New.", "paragraph", 0)}
    assert len({c.group for c in changes(body).changes}) == 1


def test_a_new_paragraph_as_libreoffice_writes_it(both, xml, changes):
    body = xml.p(xml.t("One."), mark=xml.mark("ins")) + xml.p(xml.ins(xml.t("New."))) + xml.p(xml.t("Two."))
    assert both(body) == (["One.", "New.", "Two."], ["One.", "Two."])
    assert {c.effect for c in changes(body).changes} == {NewParagraph("#0", "New.", "paragraph", 0)}


def test_a_deleted_paragraph(both, xml, changes):
    body = xml.p(xml.t("One.")) + xml.p(xml.gone(xml.gone_run("Gone.")), mark=xml.mark("del")) + xml.p(xml.t("Two."))
    assert both(body) == (["One.", "Two."], ["One.", "Gone.", "Two."])
    assert {c.effect for c in changes(body).changes} == {RemovedParagraph("#1")}


def test_a_split_paragraph(both, xml, changes):
    body = xml.p(xml.t("First half."), mark=xml.mark("ins")) + xml.p(xml.gone(xml.gone_run(" ")), xml.t("Second half."))
    assert both(body) == (["First half.", "Second half."], ["First half. Second half."])
    assert {c.effect for c in changes(body).changes} == {
        NewParagraph("#0", "Second half.", "paragraph", 0, after_start=11)
    }


def test_joined_paragraphs_with_a_space(both, xml, changes):
    body = xml.p(xml.t("One."), xml.ins(xml.t(" ")), mark=xml.mark("del")) + xml.p(xml.t("Two."))
    assert both(body) == (["One. Two."], ["One.", "Two."])
    assert {c.effect for c in changes(body).changes} == {JoinedParagraphs("#0", "#1", " ")}


def test_a_paragraph_mark_that_came_and_went_is_no_paragraph_end(both, xml):
    both_marks = xml.mark("ins") + xml.mark("del", "Bob")
    body = xml.p(xml.t("One "), mark=both_marks) + xml.p(xml.t("line."))
    assert both(body) == (["One line."], ["One line."])


def test_a_reworded_paragraph_is_reworded_and_not_removed(both, xml, changes):
    body = (
        xml.p(xml.gone(xml.gone_run("All the old words.")), mark=xml.mark("del"))
        + xml.p(xml.ins(xml.t("Quite other ones.")), mark=xml.mark("ins"))
        + xml.p(xml.t("Next."))
    )
    assert both(body) == (["Quite other ones.", "Next."], ["All the old words.", "Next."])
    effects = {c.effect for c in changes(body).changes if isinstance(c.effect, TextEdit)}
    assert effects == {TextEdit("#0", 0, 18, ""), TextEdit("#0", 18, 18, "Quite other ones.")}


# -- moves (17.13.5.21 to 17.13.5.28)


def test_a_moved_paragraph(both, xml, changes):
    long = "This sentence is long enough to be known again."
    start = '<w:move{0}RangeStart w:id="5" w:author="A" w:name="m1"/>'
    end = '<w:move{0}RangeEnd w:id="5"/>'
    body = (
        start.format("From")
        + xml.p(f"<w:moveFrom {xml.by()}>{xml.t(long)}</w:moveFrom>", mark=xml.mark("moveFrom"))
        + end.format("From")
        + xml.p(xml.t("Stays."))
        + start.format("To")
        + xml.p(f"<w:moveTo {xml.by()}>{xml.t(long)}</w:moveTo>", mark=xml.mark("moveTo"))
        + end.format("To")
        + xml.p(xml.t("Last."))
    )
    assert both(body) == (["Stays.", long, "Last."], [long, "Stays.", "Last."])
    found = changes(body).changes
    assert {c.effect for c in found} == {MovedParagraph("#0", "#1")}
    assert {c.kind for c in found} == {"moveFrom", "moveTo"}
    assert len({c.group for c in found}) == 1


# -- tables (17.13.5.13, 17.13.5.17 and others)


def _table(xml, middle: str = "", props: str = "") -> str:
    def row(text: str, mark: str = "") -> str:
        return xml.row(xml.cell(xml.p(xml.t(text))), xml.cell(xml.p(xml.t(text * 2))), props=mark)

    return xml.p(xml.t("Before.")) + xml.table(row("a"), row(middle, props) if middle else "", row("c"))


def test_rows_that_came_and_went(both, xml, changes):
    assert both(_table(xml, "b", xml.mark("ins"))) == (
        ["Before.", "a", "aa", "b", "bb", "c", "cc"], ["Before.", "a", "aa", "c", "cc"],
    )  # fmt: skip
    assert both(_table(xml, "b", xml.mark("del")))[0] == ["Before.", "a", "aa", "c", "cc"]
    (row,) = changes(_table(xml, "b", xml.mark("del"))).changes
    assert (row.kind, row.target, row.before) == ("del", "row", "b\tbb")


def test_cells_that_came_and_went(both, xml, changes):
    cells = xml.cell(xml.p(xml.t("new")), props=xml.mark("cellIns")) + xml.cell(
        xml.p(xml.t("old")), props=xml.mark("cellDel")
    )
    body = xml.table(xml.row(xml.cell(xml.p(xml.t("a"))), cells))
    assert both(body) == (["a", "new"], ["a", "old"])
    assert [(c.kind, c.target) for c in changes(body).changes] == [("cellIns", "cell"), ("cellDel", "cell")]


@pytest.mark.parametrize(
    ("body", "kind", "target"),
    [
        ('<w:sectPr><w:pgSz w:w="1"/><w:sectPrChange {by}><w:sectPr/></w:sectPrChange></w:sectPr>', "sectPrChange", "section"),
        ("<w:tbl><w:tblPr><w:tblPrChange {by}><w:tblPr/></w:tblPrChange></w:tblPr><w:tblGrid/></w:tbl>",
         "tblPrChange", "table"),
        ("<w:tbl><w:tblPr/><w:tblGrid><w:tblGridChange {by}><w:tblGrid/></w:tblGridChange></w:tblGrid></w:tbl>",
         "tblGridChange", "table"),
        ("<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:trPr><w:trPrChange {by}><w:trPr/></w:trPrChange></w:trPr><w:tc><w:p/></w:tc>"
         "</w:tr></w:tbl>", "trPrChange", "row"),
        ("<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr><w:tcPrChange {by}><w:tcPr/></w:tcPrChange></w:tcPr><w:p/></w:tc>"
         "</w:tr></w:tbl>", "tcPrChange", "cell"),
        ("<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr><w:cellMerge {by}/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
         "cellMerge", "cell"),
        ('<w:p><w:pPr><w:numPr><w:numberingChange {by} w:original="1."/></w:numPr></w:pPr></w:p>',
         "numberingChange", "paragraph"),
    ],
)  # fmt: skip
def test_changes_that_touch_no_words_are_listed_and_never_applied(changes, xml, body, kind, target):
    found = changes(xml.p(xml.t("x")) + body.replace("{by}", xml.by())).changes
    assert [(c.kind, c.target) for c in found] == [(kind, target)]
    assert isinstance(found[0].effect, Unmapped)


# -- formats (17.13.5.29, 17.13.5.31)


def test_words_made_bold_and_words_made_italic(changes, xml):
    bold = f"<w:b/><w:rPrChange {xml.by()}><w:rPr/></w:rPrChange>"
    italic = f"<w:i/><w:rPrChange {xml.by()}><w:rPr/></w:rPrChange>"
    found = changes(xml.p(xml.t("now "), xml.t("bold", bold), xml.t(" and "), xml.t("slanted", italic))).changes
    assert found[0].effect == Strong("#0", 4, 8, on=True)
    assert found[1].effect == Unmapped("italic")


def test_a_tracked_change_of_level(changes, xml):
    props = (
        '<w:pStyle w:val="Item"/><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>'
        f'<w:pPrChange {xml.by()}><w:pPr><w:pStyle w:val="Item"/></w:pPr></w:pPrChange>'
    )
    (found,) = changes(f"<w:p><w:pPr>{props}</w:pPr>{xml.t('x')}</w:p>").changes
    assert (found.kind, found.target) == ("pPrChange", "paragraph")
    assert isinstance(found.effect, Restyled)


# -- containers


def test_words_in_controls_links_fields_and_smart_tags_are_read(both, xml):
    body = (
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{xml.p(xml.t('block'))}</w:sdtContent></w:sdt>"
        + xml.p(f"<w:sdt><w:sdtContent>{xml.t('inline ')}</w:sdtContent></w:sdt><w:hyperlink>{xml.t('link ')}</w:hyperlink>",
                f"<w:smartTag>{xml.t('tag ')}</w:smartTag><w:fldSimple w:instr='PAGE'>{xml.t('7')}</w:fldSimple>")
        + xml.p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', xml.t("2.1"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        + xml.p("<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>")
    )  # fmt: skip
    assert both(body)[0] == ["block", "inline link tag 7", "2.1", "x+y"]


def test_a_text_box_is_a_story_and_is_not_read_twice(both, xml):
    box = "<w:txbxContent>" + xml.p(xml.t("boxed "), xml.ins(xml.t("more"))) + "</w:txbxContent>"
    body = xml.p(
        xml.t("Main."),
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp>"
        f"<wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:rect><v:textbox>{box}</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    )
    assert both(body, "all") == (["Main.", "boxed more"], ["Main.", "boxed "])
    assert both(body)[0] == ["Main."]


def test_nested_tables_and_notes_and_headers_are_read(both, xml, changes):
    inner = xml.table(xml.row(xml.cell(xml.p(xml.t("inner")))))
    body = xml.table(xml.row(xml.cell(xml.p(xml.t("outer")) + inner + xml.p(xml.t("end")))))
    parts = {
        "header": xml.p(xml.ins(xml.t("head"))),
        "footnotes": f'<w:footnote w:id="2">{xml.p(xml.gone(xml.gone_run("note")))}</w:footnote>',
    }
    assert both(body, "all", **parts) == (["outer", "inner", "end", "head", ""], ["outer", "inner", "end", "", "note"])
    found = changes(body, **parts).changes
    assert [(c.story, c.kind) for c in found] == [("header1", "ins"), ("footnotes", "del")]
    assert all(isinstance(c.effect, Unmapped) for c in found)


# -- comments


def test_comments_with_words_points_replies_and_resolved(changes, xml):
    def note(number: str, para: str, text: str) -> str:
        return (f'<w:comment w:id="{number}" w:author="Ann" w:date="2026-11-24T09:00:00Z">'
                f'<w:p w14:paraId="{para}">{xml.t(text)}</w:p></w:comment>')  # fmt: skip

    body = xml.p(
        xml.t("See "), '<w:commentRangeStart w:id="0"/><w:commentRangeStart w:id="1"/>', xml.t("these words"),
        '<w:commentRangeEnd w:id="0"/><w:commentRangeEnd w:id="1"/>',
        '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:commentReference w:id="1"/></w:r>', xml.t("."),
        '<w:r><w:commentReference w:id="2"/></w:r>',
    )  # fmt: skip
    found = changes(
        body,
        comments=note("0", "0A", "Why?") + note("1", "0B", "Because.") + note("2", "0C", "A point."),
        commentsExtended='<w15:commentEx w15:paraId="0A" w15:done="1"/><w15:commentEx w15:paraId="0B" w15:paraIdParent="0A" '
        'w15:done="0"/><w15:commentEx w15:paraId="0C" w15:done="0"/>',
    ).comments
    assert [(c.id, c.parent, c.quoted, c.text, c.resolved) for c in found] == [
        ("0", None, "these words", "Why?", True),
        ("1", "0", "these words", "Because.", False),
        ("2", None, "", "A point.", False),
    ]


def test_loose_replies_on_the_same_words_are_one_thread(changes, xml):
    ranges = "".join(f'<w:commentRangeStart w:id="{n}"/>' for n in (3, 4))
    ends = "".join(f'<w:commentRangeEnd w:id="{n}"/><w:r><w:commentReference w:id="{n}"/></w:r>' for n in (3, 4))
    notes = "".join(
        f'<w:comment w:id="{n}" w:author="{w}">{xml.p(xml.t(w))}</w:comment>' for n, w in ((3, "Q"), (4, "A"))
    )
    found = changes(xml.p(ranges, xml.t("words"), ends), comments=notes).comments
    assert [(c.id, c.parent) for c in found] == [("3", None), ("4", "3")]


def test_a_comment_over_two_paragraphs_quotes_both(changes, xml):
    body = xml.p('<w:commentRangeStart w:id="0"/>', xml.t("one ")) + xml.p(
        xml.t("two"), '<w:commentRangeEnd w:id="0"/>'
    )
    notes = f'<w:comment w:id="0" w:author="A">{xml.p(xml.t("x"))}</w:comment>'
    assert changes(body, comments=notes).comments[0].quoted == "one two"


# -- what is not understood


@pytest.mark.parametrize(
    "body",
    [
        "<x:odd/>",
        "<w:p><x:odd>words</x:odd></w:p>",
        "<w:p><w:pPr><x:odd/></w:pPr></w:p>",
        "<w:p><w:r><x:odd/></w:r></w:p>",
        "<w:p><w:r><w:rPr><x:odd/></w:rPr></w:r></w:p>",
        "<w:p><w:ins w:id='1'><x:odd/></w:ins></w:p>",
        "<w:p><w:hyperlink><x:odd/></w:hyperlink></w:p>",
        "<w:tbl><x:odd/></w:tbl>",
        "<w:tbl><w:tblPr><x:odd/></w:tblPr></w:tbl>",
        "<w:tbl><w:tr><x:odd/></w:tr></w:tbl>",
        "<w:tbl><w:tr><w:tc><x:odd/><w:p/></w:tc></w:tr></w:tbl>",
        "<w:tbl><w:tr><w:tc><w:tcPr><x:odd/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
        "<w:sectPr><x:odd/></w:sectPr>",
        "<w:sdt><w:sdtPr><x:odd/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
        "<w:p><m:oMath><x:odd/></m:oMath></w:p>",
        "<w:p><w:r><w:drawing><x:odd/></w:drawing></w:r></w:p>",
        "<w:p><w:r><w:t>a<x:odd/></w:t></w:r></w:p>",
    ],
)
def test_an_unknown_element_is_listed_wherever_it_stands(changes, xml, body):
    found = changes(xml.p(xml.t("fine")) + body).unread
    assert [item.element for item in found] == ["{urn:example:unknown}odd"]
    assert changes(xml.p(xml.t("fine"))).unread == ()


def test_unknown_elements_of_a_known_kind_of_name_and_in_other_parts_are_listed(changes, xml):
    assert [u.element for u in changes("<w:p><w:frobnicate/></w:p>").unread] == ["w:frobnicate"]
    notes = f'<w:comment w:id="0" w:author="A">{xml.p("<x:odd/>")}</w:comment>'
    assert len(changes(xml.p(), comments=notes).unread) == 1
    assert len(changes(xml.p(), header=xml.p("<x:odd/>")).unread) == 1
    assert len(changes(xml.p(), footnotes=f'<w:footnote w:id="2">{xml.p("<x:odd/>")}</w:footnote>').unread) == 1
    assert len(changes(xml.p(), settings="<x:odd/>").unread) == 1
    assert changes(xml.p(), settings="<w:trackRevisions/>").unread == ()


def test_words_in_another_format_and_objects_are_listed(changes):
    assert changes('<w:altChunk r:id="r1"/>').unread[0].element == "w:altChunk"
    open_field = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>lost</w:t></w:r></w:p>'
    assert changes(open_field).unread[0].element == "w:fldChar"


# -- changes made with tracking off


def _sent(xml) -> list[str]:
    return [
        "The partners share information only where it is needed.",
        "Each partner keeps a record of every decision to share.",
        "A partner tells the others when something goes wrong.",
        "Staff are trained each year in what this agreement says.",
    ]


def test_silent_words_are_found_in_place(changes, xml):
    sent = _sent(xml)
    came = [sent[0], sent[1].replace("every", "each"), *sent[2:]]
    found = changes("".join(xml.p(xml.t(s)) for s in came), "".join(xml.p(xml.t(s)) for s in sent))
    (only,) = found.changes
    assert (only.kind, only.before, only.after) == ("silent", "every", "each")
    assert found.rejected_equals_sent is True


@pytest.mark.parametrize(
    ("came", "kinds"),
    [
        (lambda s: s[:2] + s[3:], ["RemovedParagraph"]),
        (lambda s: [*s[:2], "Quite another sentence stands here now.", *s[2:]], ["NewParagraph"]),
        (lambda s: [s[2], s[0], s[1], s[3]], ["MovedParagraph"]),
        (lambda s: [s[0], s[1] + " " + s[2], s[3]], ["JoinedParagraphs"]),
        (lambda s: [s[0], "Each partner keeps a record", "of every decision to share.", *s[2:]], ["NewParagraph"]),
        (lambda s: s, []),
    ],
)
def test_silent_changes_of_paragraphs_are_found_without_any_anchor(changes, xml, came, kinds):
    sent = _sent(xml)
    found = changes("".join(xml.p(xml.t(s)) for s in came(sent)), "".join(xml.p(xml.t(s)) for s in sent))
    assert [type(c.effect).__name__ for c in found.changes] == kinds
    assert all(c.block is None for c in found.changes)
    assert found.rejected_equals_sent is True, found.differences


def test_noise_of_a_mail_gateway_is_marked_as_noise(changes, xml):
    sent = "".join(xml.p(xml.t(s)) for s in _sent(xml))
    banner = xml.p(xml.t("CAUTION: This email originated from outside the organisation. Do not click links."))
    (only,) = changes(banner + sent, sent).changes
    assert only.noise


def test_spaces_and_invisible_letters_are_no_change(changes, xml):
    sent = xml.p(xml.t("A\u00a0b c\u2011d"))
    assert changes(xml.p(xml.t("A b  c-d\u200b")), sent).changes == ()


def test_a_row_put_in_silently(changes, xml):
    found = changes(_table(xml, "b"), _table(xml))
    assert [c.after for c in found.changes] == ["b", "bb"]
