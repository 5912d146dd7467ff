"""Undo and redo of facts, and command search: by keys and buttons, as a coordinator uses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from studio.desk.coordinator.main_window import MainWindow
from studio.desk.coordinator.search import CommandSearch
from studio.desk.models.search import Entry, found
from studio.desk.widgets.basics import not_yet
from studio.library.shipped import content
from studio.steps import circulation, drafting, look
from studio.steps.workspace import create_workspace, open_workspace

CASE = content() / "templates" / "cases" / "york-pathways.yaml"
SECRET = "four plain sample words"
FREQUENCY = "/flows/3/frequency"


def now() -> datetime:
    return datetime(2026, 10, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("york") / "york.agreements"
    ws = create_workspace(path, SECRET, now)
    drafting.start(ws, "# kept by hand\n" + CASE.read_text(encoding="utf-8"))
    ws.close()
    return path.read_bytes()


@pytest.fixture
def window(qtbot, made: bytes, tmp_path: Path) -> Iterator[MainWindow]:
    path = tmp_path / "york.agreements"
    path.write_bytes(made)
    window = MainWindow(now)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: bool(window.actions_))
    window.use(open_workspace(path, SECRET, now))
    idle(qtbot, window)
    window.open_agreement("sample-york-1", "compose")
    idle(qtbot, window)
    yield window
    window.close()


def idle(qtbot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=60_000)


def compose(window: MainWindow):
    return window.findChild(QWidget, "page_compose")


def press(window: MainWindow, name: str) -> QPushButton:
    return window.findChild(QPushButton, name)


def kept(window: MainWindow) -> str:
    return look.agreement(window.session.ws, "sample-york-1").yaml


def type_frequency(qtbot, window: MainWindow, text: str):
    page = compose(window)
    page.show_fact(FREQUENCY)
    entry = page.fields.entry(FREQUENCY)
    entry.selectAll()
    qtbot.keyClicks(entry, text)
    return page.fields.entry(FREQUENCY)


def test_one_press_takes_back_all_that_was_typed_and_the_saved_text_is_exactly_what_it_was(qtbot, window) -> None:
    page, before = compose(window), kept(window)
    entry = type_frequency(qtbot, window, "every two weeks")
    assert page.undo_stack.count() == 1
    assert press(window, "head_undo").toolTip().startswith("Undo change How often")
    page.save()
    idle(qtbot, window)
    assert kept(window) != before
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(entry, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    page.save()
    idle(qtbot, window)
    assert kept(window) == before
    assert kept(window).startswith("# kept by hand")
    assert page.fields.entry(FREQUENCY).text() != "every two weeks"
    assert page.focusWidget() is page.fields.entry(FREQUENCY)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.fields.entry(FREQUENCY), Qt.Key.Key_Z, both)
    page.save()
    idle(qtbot, window)
    assert page.fields.entry(FREQUENCY).text() == "every two weeks"
    assert look.agreement(window.session.ws, "sample-york-1").facts.flows[3].frequency == "every two weeks"


def test_a_row_that_was_removed_comes_back_with_its_comments_and_its_place(qtbot, window) -> None:
    page, before = compose(window), kept(window)
    page.show_fact("/flows/3")
    many = len(page.rows.lines())
    qtbot.mouseClick(press(window, "compose_remove"), Qt.MouseButton.LeftButton)
    assert len(page.rows.lines()) == many - 1
    page.save()
    idle(qtbot, window)
    window.open_agreement("sample-york-1", "compose")
    page.show_fact("/agreement/title")
    qtbot.mouseClick(press(window, "head_undo"), Qt.MouseButton.LeftButton)
    page.save()
    idle(qtbot, window)
    assert (page.steps.key(), page.rows.key(), len(page.rows.lines())) == ("flows", "3", many)
    assert kept(window) == before
    assert press(window, "head_redo").toolTip().startswith("Redo remove flow 4")


def test_what_does_not_hold_is_undone_like_any_other_edit(qtbot, window) -> None:
    page = compose(window)
    page.show_fact("/agreement/start_date")
    entry = page.fields.entry("/agreement/start_date")
    entry.selectAll()
    qtbot.keyClicks(entry, "soon")
    assert "Not saved" in window.findChild(QWidget, "agreement_saved").text()
    qtbot.mouseClick(press(window, "head_undo"), Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert page.fields.entry("/agreement/start_date").text() == "2027-03-01"
    assert window.findChild(QWidget, "agreement_saved").text().startswith("Saved ")


def test_what_was_entered_beside_a_field_that_did_not_hold_is_kept_when_that_field_is_put_right(qtbot, window) -> None:
    page = compose(window)
    page.show_fact("/agreement/start_date")
    entry, ref = page.fields.entry("/agreement/start_date"), page.fields.entry("/agreement/review_date")
    entry.selectAll()
    qtbot.keyClicks(entry, "2027-03-0")
    ref.selectAll()
    qtbot.keyClicks(ref, "2027-10-01")
    entry.setFocus()
    qtbot.keyClick(entry, Qt.Key.Key_End)
    qtbot.keyClicks(entry, "2")
    page.save()
    idle(qtbot, window)
    facts = look.agreement(window.session.ws, "sample-york-1").facts
    assert (str(facts.agreement.start_date), str(facts.agreement.review_date)) == ("2027-03-02", "2027-10-01")


def test_nothing_that_has_gone_out_is_undone(qtbot, window) -> None:
    page = compose(window)
    type_frequency(qtbot, window, "every two weeks")
    page.save()
    idle(qtbot, window)
    assert not not_yet(press(window, "head_undo"))
    issue = lambda ws, _report: circulation.issue_draft(ws, "sample-york-1", date(2026, 10, 16))  # noqa: E731
    window.session.do(window, "Issuing", issue)
    idle(qtbot, window)
    sent = kept(window)
    assert not_yet(press(window, "head_undo")) == "Draft 1 is out for review. It is changed by draft 2."
    window.actions_["undo"].trigger()
    idle(qtbot, window)
    assert kept(window) == sent
    assert window.message.text() == "Draft 1 is out for review. It is changed by draft 2."


def test_search_finds_by_all_words_and_puts_titles_that_begin_so_first() -> None:
    entries = [
        Entry("clause:a", "Who may sign", "a-sign"),
        Entry("action:b", "Sign", "Alt+4"),
        Entry("action:c", "Home"),
    ]
    assert [one.key for one in found(entries, "sign")] == ["action:b", "clause:a"]
    assert [one.key for one in found(entries, "sign may")] == ["clause:a"]
    assert found(entries, "nobody") == []


@pytest.mark.parametrize(
    ("typed", "place"), [("merge", "page_merge"), ("home", "page_home"), ("SAMPLE-YORK", "page_agreement")]
)
def test_ctrl_k_leads_by_words_to_pages_and_agreements(qtbot, window, monkeypatch, typed: str, place: str) -> None:
    def asked(dialog: CommandSearch) -> bool:
        idle(qtbot, window)
        qtbot.keyClicks(dialog.words, typed)
        return dialog.ready()

    if place == "page_agreement":
        window.go("library")
        idle(qtbot, window)
    monkeypatch.setattr(CommandSearch, "asked", asked)
    window.actions_["search"].trigger()
    idle(qtbot, window)
    assert window.findChild(QWidget, place).isVisible()


def test_ctrl_k_leads_to_a_clause_and_the_arrows_move_while_words_are_typed(qtbot, window, monkeypatch) -> None:
    wanted = next(iter(window.session.ws.library.clauses.values()))

    def asked(dialog: CommandSearch) -> bool:
        idle(qtbot, window)
        first = dialog.found.key()
        qtbot.keyClick(dialog.words, Qt.Key.Key_Down)
        assert dialog.found.key() != first
        qtbot.keyClicks(dialog.words, wanted.id)
        return dialog.ready()

    monkeypatch.setattr(CommandSearch, "asked", asked)
    window.actions_["search"].trigger()
    idle(qtbot, window)
    assert window.findChild(QWidget, "library_title").text() == wanted.title
