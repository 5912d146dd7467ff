"""The draft on screen: what is written, what is marked, what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from studio.desk.widgets.draft_view import DraftView, Markup
from studio.desk.widgets.tracked import Kind, Piece
from studio.drafting.draft import Block, BlockType, Cell, Draft, DraftInfo, DraftStatus, Row, Run, Table

INFO = DraftInfo("t", "Title", "Title", "R", "0.1", "agreement", DraftStatus.DRAFT, 1, date(2026, 11, 23))


def paragraph(key: str, *texts: str, number: str = "", fact: str | None = None) -> Block:
    runs = tuple(Run(text, fact=fact if at == 0 else None) for at, text in enumerate(texts))
    return Block(key, "c", "1", BlockType.NUMBERED if number else BlockType.PARAGRAPH, 2 if number else 0, number, runs)


def table(columns: int, words: str) -> Block:
    head = tuple(Cell((paragraph(f"t.h{n}", f"Head {n}"),)) for n in range(columns))
    cells = tuple(Cell((paragraph(f"t.1.{n}", words, f" ({n})", fact="/flows/0/frequency"),)) for n in range(columns))
    return Block("t", "c", "1", BlockType.TABLE, table=Table(head, (Row("t.1", cells),)))


def draft(words: str = "every month", columns: int = 3) -> Draft:
    return Draft(
        INFO, (paragraph("a", "First.", number="1.1"), table(columns, words), paragraph("z", words, number="1.2"))
    )


@pytest.fixture
def view(qtbot) -> DraftView:
    made = DraftView("view", "Preview")
    qtbot.addWidget(made)
    made.resize(480, 600)
    made.show()
    return made


@pytest.mark.parametrize("columns", [2, 3, 7])
def test_every_word_and_number_is_on_the_screen(view: DraftView, columns: int) -> None:
    view.show_draft(draft(columns=columns))
    text = view.toPlainText()
    assert "1.1\tFirst." in text
    for column in range(columns):
        assert f"Head {column}" in text
        assert f"every month ({column})" in text


@pytest.mark.parametrize("columns", [3, 7])
def test_a_changed_fact_shows_what_went_and_came_then_only_the_new_words(view: DraftView, columns: int) -> None:
    view.show_draft(draft(columns=columns))
    assert set(view.update_draft(draft("every week", columns))) == {"z", *(f"t.1.{n}" for n in range(columns))}
    assert "every weekmonth" in view.toPlainText()
    view.forget_changes()
    assert f"every week ({columns - 1})" in view.toPlainText()
    assert "month" not in view.toPlainText()
    assert "1.2\tevery week" in view.toPlainText()


def test_the_same_draft_again_keeps_the_marks(view: DraftView) -> None:
    view.show_draft(draft())
    view.update_draft(draft("every week"))
    before = view.toPlainText()
    assert view.update_draft(replace(draft("every week"))) == ()
    assert view.toPlainText() == before


def test_marked_words_replace_the_paragraph_and_new_ones_follow_it(view: DraftView) -> None:
    pieces = (Piece("Once", Kind.INSERTED, ("cy",)), Piece("First", Kind.DELETED, ("cy",)), Piece("."))
    view.show_draft(
        draft(), Markup({"a": pieces}, {"a": [("CY", 0)]}, {"a": [("new", (Piece("And more.", Kind.INSERTED),))]})
    )
    assert "1.1\tOnceFirst." in view.toPlainText()
    assert (
        view.toPlainText().index("OnceFirst")
        < view.toPlainText().index("And more.")
        < view.toPlainText().index("Head 0")
    )
    view.refresh_markup(Markup())
    assert "1.1\tFirst." in view.toPlainText()
    assert "And more." not in view.toPlainText()


def test_a_fact_in_angle_brackets_is_shown_as_typed(view: DraftView) -> None:
    view.show_draft(Draft(INFO, (paragraph("a", "Tell <b>everyone</b> & {{ all }}", fact="/x"),)))
    assert "Tell <b>everyone</b> & {{ all }}" in view.toPlainText()


def test_a_screen_reader_finds_the_text_under_the_name_of_the_pane(view: DraftView) -> None:
    from PySide6.QtGui import QAccessible

    view.show_draft(draft())
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.text(QAccessible.Text.Name) == "Preview"
    assert "First." in interface.textInterface().text(0, 20)
