"""The kinds of edit of the reader's corpus: what a reviewer does, and what the reader must find. Data only.

Each kind is a list of steps of `uno_corpus.CorpusEditor`; `mark` names a paragraph of the base document. `finds` are
the edits that must be found, as (effect, words before, words after), one for each group of changes, in any order.
"""

from __future__ import annotations

from typing import Any

# mark -> (style, text); items are numbered, cells stand in the table in this order
BASE: dict[str, tuple[str, str]] = {
    "purpose": ("Heading1", "Purpose of sharing"),
    "need": ("Normal", "The partners share information only where it is needed."),
    "record": ("Normal", "Each partner keeps a record of every decision to share."),
    "names": ("Item", "Names and addresses of the people concerned."),
    "births": ("Item", "Dates of birth where two people have the same name."),
    "phones": ("Item", "Telephone numbers of carers and of next of kin."),
    "security": ("Heading1", "Keeping information safe"),
    "wrong": ("Normal", "A partner tells the others when something goes wrong."),
    "trained": ("Normal", "Staff are trained each year in what this agreement says."),
    "head1": ("Cell", "Partner"), "head2": ("Cell", "Contact"),
    "row1a": ("Cell", "Sample Council"), "row1b": ("Cell", "Information officer"),
    "row2a": ("Cell", "Sample Police"), "row2b": ("Cell", "Duty sergeant"),
    "row3a": ("Cell", "Sample Trust"), "row3b": ("Cell", "Named nurse"),
    "review": ("Normal", "The agreement is reviewed every year by all partners."),
    "law": ("Normal", "The law changes, and this text is changed with it."),
    "ends": ("Normal", "Any partner may leave with three months of notice."),
    "last": ("Normal", "A last sentence ends the agreement."),
}  # fmt: skip
COLUMNS = 2

Step = dict[str, Any]
Kind = tuple[list[Step], list[tuple[str, str, str]]]


def _do(do: str, mark: str = "", **arguments: Any) -> Step:
    return {"do": do, **({"mark": mark} if mark else {}), **arguments}


def _text(mark: str) -> str:
    return BASE[mark][1]


def _edit(before: str, after: str) -> tuple[str, str, str]:
    return "TextEdit", before, after


OFF = _do("track", on=False)
NEW = "A new sentence that nobody sent stands here."

KINDS: dict[str, Kind] = {
    # words
    "nothing": ([], []),
    "insert-word": ([_do("insert", "need", words="share", text=" personal")], [_edit("", " personal")]),
    "insert-at-start": ([_do("insert_first", "need", text="Normally ")], [_edit("", "Normally ")]),
    "insert-at-end": ([_do("insert", "need", words="needed.", text=" Always.")], [_edit("", " Always.")]),
    "insert-letters-in-word": ([_do("insert", "need", words="inform", text="al")], [_edit("", "al")]),
    "delete-word": ([_do("replace", "record", words="every ", text="")], [_edit("every ", "")]),
    "delete-at-start": ([_do("replace", "trained", words="Staff ", text="")], [_edit("Staff ", "")]),
    "delete-at-end": ([_do("replace", "wrong", words=" goes wrong.", text="")], [_edit(" goes wrong.", "")]),
    "replace-word": ([_do("replace", "record", words="every", text="each")], [_edit("every", "each")]),
    "replace-number-by-figure": ([_do("replace", "ends", words="three", text="3")], [_edit("three", "3")]),
    "replace-whole-sentence": (
        [_do("replace", "wrong", words=_text("wrong"), text="Nothing is said.")],
        [_edit(_text("wrong"), "Nothing is said.")],
    ),
    "replace-two-places": (
        [_do("replace", "trained", words="each year", text="once"), _do("replace", "trained", words="says", text="asks")],
        [_edit("each year", "once"), _edit("says", "asks")],
    ),
    "change-of-case": (
        [_do("replace", "review", words="agreement", text="Agreement")],
        [_edit("agreement", "Agreement")],
    ),
    "smart-quotes": (
        [_do("insert", "law", words="text", text=" \u201cas it is\u201d")],
        [_edit("", " \u201cas it is\u201d")],
    ),
    "other-script": (
        [_do("insert", "need", words="needed", text=" \u05d0\u05d1\u05d2")],
        [_edit("", " \u05d0\u05d1\u05d2")],
    ),
    "beyond-the-first-plane": ([_do("insert", "need", words="needed", text=" \U0001d49c")], [_edit("", " \U0001d49c")]),
    "angle-brackets": ([_do("insert", "need", words="needed", text=" <b>&amp;</b>")], [_edit("", " <b>&amp;</b>")]),
    "tab": ([_do("insert", "need", words="share", text="\t")], [_edit("", "\t")]),
    "line-break": ([_do("line_break", "need", words="share")], [_edit("", "\n")]),
    "no-break-space": (
        [_do("replace", "ends", words="three months", text="three\u00a0months")],
        [_edit("three months", "three\u00a0months")],
    ),
    "no-break-hyphen": ([_do("insert", "need", words="share", text=" non\u2011stop")], [_edit("", " non\u2011stop")]),
    "insert-and-delete-again": (
        [_do("insert", "need", words="share", text=" dis"), _do("replace", "need", words=" dis", text="")],
        [],
    ),
    "field-of-the-date": ([_do("date_field", "need", words="share")], [_edit("", "11/24/26")]),
    "link": (
        [_do("link", "law", words="The law", url="https://law.example/")],
        [
            ("Unmapped", "The law", "The law"),
            ("Unmapped", "The law (no link)", "The law (link to https://law.example)"),
        ],
    ),
    # paragraphs
    "new-paragraph": ([_do("new_after", "need", text=NEW)], [("NewParagraph", "", NEW)]),
    "new-after-heading": ([_do("new_after", "purpose", text=NEW)], [("NewParagraph", "", NEW)]),
    "new-item": ([_do("new_after", "births", text="Shoe sizes.")], [("NewParagraph", "", "Shoe sizes.")]),
    "two-new-paragraphs": (
        [_do("new_after", "need", text=NEW), _do("new_after", "wrong", text="Another sentence comes here.")],
        [("NewParagraph", "", NEW), ("NewParagraph", "", "Another sentence comes here.")],
    ),
    "new-at-the-end": ([_do("new_after", "last", text=NEW)], [("NewParagraph", "", NEW)]),
    "remove-paragraph": ([_do("remove", "record")], [("RemovedParagraph", _text("record"), "")]),
    "remove-item": ([_do("remove", "births")], [("RemovedParagraph", _text("births"), "")]),
    "remove-last": ([_do("remove_back", "last")], [("RemovedParagraph", _text("last"), "")]),
    "remove-two": (
        [_do("remove", "names"), _do("remove", "births")],
        [("RemovedParagraph", _text("names"), ""), ("RemovedParagraph", _text("births"), "")],
    ),
    "split": (
        [_do("split", "record", words="of every decision")],
        [("NewParagraph", " ", "of every decision to share.")],
    ),
    "join": ([_do("join", "wrong")], [("JoinedParagraphs", _text("trained"), " ")]),
    "join-items": ([_do("join", "names")], [("JoinedParagraphs", _text("births"), " ")]),
    "move-down": ([_do("move", "wrong", after="review")], [("MovedParagraph", _text("wrong"), _text("wrong"))]),
    "move-item-up": ([_do("move", "births", after="purpose")], [("MovedParagraph", _text("births"), _text("births"))]),
    "heading-reworded": ([_do("replace", "security", words="safe", text="secure")], [_edit("safe", "secure")]),
    "page-break": (
        [_do("page_break", "review")],
        [("Layout", "", "Page break before “The agreement is reviewed every year by …”")],
    ),
    # tables
    "cell-edited": ([_do("replace", "row2b", words="Duty", text="Custody")], [_edit("Duty", "Custody")]),
    "cell-emptied": ([_do("replace", "row2b", words=_text("row2b"), text="")], [_edit(_text("row2b"), "")]),
    "paragraph-in-a-cell": (
        [_do("new_after", "row1b", text="Deputy: a sample.")],
        [("NewParagraph", "", "Deputy: a sample.")],
    ),
    "row-added": (
        [_do("row_in", "row2a", cells=["Sample Charity", "Manager"])],
        [("NewRow", "", "Sample Charity\tManager")],
    ),
    "row-added-last": (
        [_do("row_in", "row3a", cells=["Sample School", "Head"])],
        [("NewRow", "", "Sample School\tHead")],
    ),
    "row-removed": ([_do("row_out", "row2a")], [("RemovedRow", "Sample Police\tDuty sergeant", "")]),
    # looks
    "bold": ([_do("bold", "need", words="only")], [("Strong", "only", "only")]),
    "italic": ([_do("italic", "need", words="only")], [("Unmapped", "only", "only")]),
    "underlined": ([_do("underline", "need", words="only")], [("Unmapped", "only", "only")]),
    "struck-through": ([_do("strike", "need", words="only")], [("Unmapped", "only", "only")]),
    "coloured": ([_do("colour", "need", words="only")], [("Unmapped", "only", "only")]),
    # outside the text
    "footnote-added": (
        [_do("footnote_in", "law", words="changes", text="See the schedule.")],
        [("Unmapped", "", ""), ("Unmapped", "", "See the schedule.")],
    ),
    "footnote-reworded": ([_do("footnote_words", words="sample", text="real")], [("Unmapped", "sample", "real")]),
    "header-reworded": ([_do("header_words", words="SAMPLE", text="REAL")], [("Unmapped", "SAMPLE", "REAL")]),
    "footer-reworded": ([_do("footer_words", words="Draft", text="Final")], [("Unmapped", "Draft", "Final")]),
    "text-box-added": (
        [_do("box_in", "law", text="Words in a box.")],
        [("Unmapped", "", ""), ("Unmapped", "", "Words in a box.")],
    ),
    # comments
    "comment-on-words": ([_do("comment", "need", words="only", text="Why only?")], []),
    "comment-at-a-point": ([_do("comment", "need", text="A point.")], []),
    "comment-and-edit": (
        [_do("replace", "record", words="every", text="each"), _do("comment", "record", words="record", text="Which?")],
        [_edit("every", "each")],
    ),
    # several authors
    "two-authors": (
        [_do("insert", "need", words="share", text=" personal"), _do("as_author", given="Bea", family="Sample"),
         _do("replace", "record", words="every", text="each")],
        [_edit("", " personal"), _edit("every", "each")],
    ),
    "deleted-in-anothers-insertion": (
        [_do("insert", "need", words="share", text=" very personal"), _do("as_author", given="Bea", family="Sample"),
         _do("replace", "need", words=" very", text="")],
        [_edit(" very", " very personal")],
    ),
    # with tracking off
    "silent-replace": ([OFF, _do("replace", "record", words="every", text="each")], [_edit("every", "each")]),
    "silent-insert": ([OFF, _do("insert", "need", words="share", text=" personal")], [_edit("", " personal")]),
    "silent-new": ([OFF, _do("new_after", "need", text=NEW)], [("NewParagraph", "", NEW)]),
    "silent-remove": ([OFF, _do("remove", "record")], [("RemovedParagraph", _text("record"), "")]),
    "silent-split": (
        [OFF, _do("split", "record", words="of every decision")],
        [("NewParagraph", "", "of every decision to share.")],
    ),
    "silent-join": (
        [OFF, _do("join", "wrong")],
        [("JoinedParagraphs", f"{_text('wrong')}\n{_text('trained')}", f"{_text('wrong')} {_text('trained')}")],
    ),
    "silent-move": ([OFF, _do("move", "wrong", after="review")], [("MovedParagraph", _text("wrong"), _text("wrong"))]),
    "silent-row-added": (
        [OFF, _do("row_in", "row2a", cells=["Sample Charity", "Manager"])],
        [("NewRow", "", "Sample Charity\tManager")],
    ),
    "silent-row-removed": ([OFF, _do("row_out", "row2a")], [("RemovedRow", "Sample Police\tDuty sergeant", "")]),
    "silent-bold": ([OFF, _do("bold", "need", words="only")], [("Strong", "only", "only")]),
    "silent-italic": ([OFF, _do("italic", "need", words="only")], [("Unmapped", "only", "only")]),
    "silent-highlight": ([OFF, _do("highlight", "need", words="only")], [("Unmapped", "only", "only")]),
    "silent-style": ([OFF, _do("style", "wrong", name="Heading 1")], [("Restyled", "normal", "heading 1")]),
    "silent-level": ([OFF, _do("level", "births", level=1)], [("Restyled", "item, level 1", "item, level 2")]),
    "silent-header": (
        [OFF, _do("header_words", words="SAMPLE", text="REAL")],
        [("Unmapped", "", "REAL agreement"), ("Unmapped", "SAMPLE agreement", "")],
    ),
    "silent-banner": (
        [OFF, _do("new_before", "purpose", text="CAUTION: external email. Do not click links.")],
        [("NewParagraph", "", "CAUTION: external email. Do not click links.")],
    ),
    # mixed
    "mixed-words-and-rows": (
        [_do("replace", "record", words="every", text="each"), _do("row_in", "row2a", cells=["Sample Charity", "Manager"]),
         _do("remove", "births"), _do("new_after", "law", text=NEW), _do("bold", "ends", words="three")],
        [_edit("every", "each"), ("NewRow", "", "Sample Charity\tManager"), ("RemovedParagraph", _text("births"), ""),
         ("NewParagraph", "", NEW), ("Strong", "three", "three")],
    ),
    "mixed-split-join-move": (
        [_do("split", "record", words="of every decision"), _do("join", "names"), _do("move", "wrong", after="review")],
        [("NewParagraph", " ", "of every decision to share."), ("JoinedParagraphs", _text("births"), " "),
         ("MovedParagraph", _text("wrong"), _text("wrong"))],
    ),
    "mixed-tracked-and-silent": (
        [_do("replace", "record", words="every", text="each"), OFF, _do("replace", "trained", words="year", text="month"),
         _do("remove", "ends")],
        [_edit("every", "each"), _edit("year", "month"), ("RemovedParagraph", _text("ends"), "")],
    ),
}  # fmt: skip
ROUTES = ("odt", "doc", "rtf")
THROUGH = ("insert-word", "replace-word", "new-paragraph", "remove-paragraph", "row-added", "mixed-words-and-rows",
           "mixed-tracked-and-silent", "comment-on-words")  # fmt: skip
LIVE = ("replace-word", "split", "row-removed", "deleted-in-anothers-insertion", "mixed-tracked-and-silent")
