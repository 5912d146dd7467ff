"""Undo of facts, command search, help and the clause inspector: by keys and buttons, as a coordinator uses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from studio.desk import style
from studio.desk.actions import PAGE_HELP, PAGE_KEYS
from studio.desk.coordinator.aside import Help
from studio.desk.coordinator.main_window import MainWindow
from studio.desk.coordinator.search import CommandSearch
from studio.desk.models.search import Entry, found
from studio.desk.widgets.basics import not_yet
from studio.desk.widgets.rows import RowList
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
    qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=240_000)


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
    wanted = list(window.session.ws.library.clauses.values())[-1]

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


def test_a_clause_says_why_it_is_here_and_leads_to_its_facts_and_to_the_library(qtbot, window) -> None:
    page = compose(window)
    block = next(
        one
        for one in page.preview.draft().walk()
        if one.facts and one.table is None and one.facts[0].startswith("/flows/")
    )
    page.preview.pointed.emit(block.key)
    clause = window.session.ws.library.clauses[block.clause]
    inspector = page.side.inspector
    assert clause.title in window.findChild(QWidget, "inspector_title").full_text()
    shown = " ".join(one.text() for one in inspector.findChildren(QLabel) if one.isVisible())
    assert clause.gloss in shown
    assert all(str(cite) in shown for cite in clause.law)
    inspector.toggle()
    assert press(window, "inspector_fold").text() == "Why it is here"
    inspector.toggle()
    page.show_fact("/agreement/title")
    qtbot.mouseClick(press(window, "inspector_facts"), Qt.MouseButton.LeftButton)
    assert page.steps.key() == "flows"
    qtbot.mouseClick(press(window, "inspector_library"), Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert window.findChild(QWidget, "library_title").text() == clause.title


def test_ctrl_g_goes_from_a_field_to_the_paragraph_that_prints_it_and_back(window) -> None:
    page = compose(window)
    page.show_fact(FREQUENCY)
    page.other_side()
    block = page.preview.draft().find(page.preview.boxed())
    assert FREQUENCY in block.facts
    page.other_side()
    assert page.fields.isAncestorOf(page.focusWidget())


@pytest.mark.parametrize(("tab", "page"), [("compose", "Compose"), ("merge", "Merge"), ("in_force", "In force")])
def test_f1_says_what_the_page_is_for_with_its_keys_first(qtbot, window, monkeypatch, tab: str, page: str) -> None:
    said: list[str] = []

    def asked(dialog: Help) -> bool:
        said.extend(one.text() for one in dialog.findChildren(QLabel))
        said.append(dialog.findChild(RowList, "help_keys").lines()[0].title)
        return False

    monkeypatch.setattr(Help, "asked", asked)
    window.open_agreement("sample-york-1", tab)
    idle(qtbot, window)
    window.actions_["keys"].trigger()
    assert page in said
    assert PAGE_HELP[page] in said
    assert said[-1] == (page if page in PAGE_KEYS else "File")


@pytest.mark.parametrize("tab", ["compose", "circulate", "merge", "sign"])
def test_large_text_fits_a_small_screen_and_no_field_is_cut(qtbot, qapp, made: bytes, tmp_path: Path, tab: str) -> None:
    style.apply(qapp, "light", 1.5)
    path = tmp_path / "large.agreements"
    path.write_bytes(made)
    window = MainWindow(now)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.use(open_workspace(path, SECRET, now))
    window.open_agreement("sample-york-1", tab)
    idle(qtbot, window)
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 768
    if tab == "compose":
        fields = compose(window).fields
        qtbot.waitUntil(lambda: all(_inside(one, fields) for one in fields.findChildren(QLineEdit) if one.isVisible()))
    window.close()


def _inside(entry: QWidget, pane: QWidget) -> bool:
    return entry.mapTo(pane, entry.rect().topRight()).x() < pane.width()
