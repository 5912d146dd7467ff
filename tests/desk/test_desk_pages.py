"""The coordinator's pages over a real workspace: named for a screen reader, fitting a small screen, honest when empty."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QScrollBar, QWidget

from studio.desk import files
from studio.desk.coordinator.compare import CompareDrafts
from studio.desk.coordinator.main_window import MainWindow
from studio.desk.widgets.basics import not_yet
from studio.desk.widgets.rail import RailButton
from studio.library.shipped import content
from studio.steps import circulation, drafting, look
from studio.steps.workspace import create_workspace, open_workspace
from studio.store.records import AgreementRecord, DraftRecord

CASE = content() / "templates" / "cases" / "york-pathways.yaml"
SECRET = "four plain sample words"
TABS = ("compose", "circulate", "merge", "sign", "in_force", "documents", "history")


def now() -> datetime:
    return datetime(2026, 10, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("york") / "york.agreements"
    ws = create_workspace(path, SECRET, now)
    drafting.start(ws, CASE.read_text(encoding="utf-8"))
    ws.close()
    return path.read_bytes()


@pytest.fixture
def window(qtbot, made: bytes, tmp_path: Path) -> Iterator[MainWindow]:
    path = tmp_path / "york.agreements"
    path.write_bytes(made)
    window = MainWindow(now)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.use(open_workspace(path, SECRET, now))
    idle(qtbot, window)
    yield window
    window.close()


def idle(qtbot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=60_000)


def go(qtbot, window: MainWindow, tab: str) -> QWidget:
    window.open_agreement("sample-york-1", tab)
    idle(qtbot, window)
    page = window.findChild(QWidget, f"page_{tab}")
    assert page is not None
    return page


def nameless(window: QWidget) -> list[str]:
    """Everything that takes the keyboard and says nothing to a screen reader."""
    found = []
    for one in window.findChildren(QWidget):
        takes = one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(one, QScrollBar)
        inner = isinstance(one, QLineEdit) and isinstance(one.parentWidget(), QComboBox)
        if takes and not inner and not (one.accessibleName() or getattr(one, "text", lambda: "")()):
            found.append(f"{type(one).__name__} {one.objectName()}")
    return found


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_has_a_name_on_everything_that_takes_the_keyboard_and_fits_a_small_screen(
    qtbot, window, tab: str
) -> None:
    go(qtbot, window, tab)
    assert nameless(window) == []
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 768
    assert window.message.tone() != "error", window.message.text()


@pytest.mark.parametrize("place", ["home", "agreements", "library"])
def test_each_place_has_names_too(qtbot, window, place: str) -> None:
    window.go(place)
    idle(qtbot, window)
    assert nameless(window) == []
    assert window.minimumSizeHint().width() <= 1366
    assert [one.text() for one in window.findChildren(RailButton) if one.isChecked()] == [place.capitalize()]


def test_home_says_what_waits_and_plans_back_from_go_live(qtbot, window) -> None:
    home = window.findChild(QWidget, "page_home")
    assert home.waiting.key()
    line = next(one for one in home.agreements.lines() if not one.head)
    assert line.third.startswith("Go-live 1 March: round out by")
    home.waiting.setFocus()
    qtbot.keyClick(home.waiting, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert window.findChild(QWidget, "agreement_name").full_text().startswith("Information sharing agreement")


def test_typing_a_fact_changes_the_text_at_once_and_is_saved_a_moment_later(qtbot, window) -> None:
    page = go(qtbot, window, "compose")
    page.show_fact("/flows/3/frequency")
    idle(qtbot, window)
    entry = page.fields.entry("/flows/3/frequency")
    entry.selectAll()
    qtbot.keyClicks(entry, "every two weeks")
    idle(qtbot, window)
    page.preview.forget_changes()
    assert "every two weeks" in page.preview.toPlainText()
    page.save()
    idle(qtbot, window)
    assert look.agreement(window.session.ws, "sample-york-1").facts.flows[3].frequency == "every two weeks"
    assert entry.text() == "every two weeks"


def test_what_does_not_hold_is_said_under_the_field_and_not_saved(qtbot, window) -> None:
    page = go(qtbot, window, "compose")
    page.show_fact("/agreement/start_date")
    before = page.preview.toPlainText()
    entry = page.fields.entry("/agreement/start_date")
    entry.selectAll()
    qtbot.keyClicks(entry, "soon")
    idle(qtbot, window)
    field = entry.parentWidget()
    assert "2027-03-01" in field.problem()
    page.save()
    idle(qtbot, window)
    assert page.preview.toPlainText() == before
    assert str(look.agreement(window.session.ws, "sample-york-1").facts.agreement.start_date) == "2027-03-01"


def test_a_click_on_the_text_leads_to_its_fact(qtbot, window) -> None:
    page = go(qtbot, window, "compose")
    page.preview.fact.emit("/parties/2/legal_name")
    assert page.steps.key() == "parties"
    assert page.rows.key() == "2"
    assert page.focusWidget() is page.fields.entry("/parties/2/legal_name")


def test_a_stage_that_is_not_reached_opens_and_says_what_is_missing(qtbot, window) -> None:
    page = go(qtbot, window, "sign")
    assert "not frozen" in page._empty.title.text()
    assert any("not been circulated" in line.title for line in page._why.lines())
    assert not_yet(window.findChild(QPushButton, "sign_freeze"))
    assert "not gone out" in go(qtbot, window, "circulate")._empty.title.text()
    assert "No returns yet" in go(qtbot, window, "merge")._empty.title.text()


def test_history_names_what_was_done_and_its_chain_can_be_checked(qtbot, window) -> None:
    page = go(qtbot, window, "history")
    assert [line.title for line in page.rows.lines()] == ["Started"]
    page.check()
    idle(qtbot, window)
    assert "history is whole" in window.message.text()


def test_a_second_window_on_the_same_workspace_reads_and_says_who_has_it(qtbot, window, monkeypatch) -> None:
    second = MainWindow(now)
    qtbot.addWidget(second)
    second.show()
    second.use(open_workspace(window.session.ws.path, SECRET, now))
    idle(qtbot, second)
    assert "has had this workspace open on" in second.message.text()
    assert second.message.text().endswith("You can read it; nothing can be changed here.")
    go(qtbot, second, "sign")
    assert not_yet(second.findChild(QPushButton, "sign_freeze"))
    second.close()


def test_an_agreement_in_force_is_read_in_compose_and_not_written(qtbot, window) -> None:
    page = go(qtbot, window, "compose")
    assert page.circulate.text().strip() == "Circulate draft"
    with window.session.ws.store.begin() as tx:
        record = tx.all(AgreementRecord)[0]
        tx.save(replace(record, status="in_force"))
        tx.append("enter", record.id, "", {}, now())
    page.reload()
    idle(qtbot, window)
    assert page.findChild(QLabel, "compose_lock").text().startswith("The agreement is in force.")
    assert page.circulate.text().strip() == "See the board"
    assert "in force" in not_yet(page.remove_button)


def test_drafts_are_compared_only_where_there_are_two(qtbot, window, tmp_path: Path, monkeypatch) -> None:
    go(qtbot, window, "compose")
    compare = window.findChild(QPushButton, "agreement_compare")
    assert not compare.isVisible()
    circulation.issue_draft(window.session.ws, "sample-york-1", date(2026, 10, 16))
    with window.session.ws.store.begin() as tx:
        first = tx.load(DraftRecord, "sample-york-1", 1)
        tx.save(replace(first, number=2, facts=first.facts.replace("York Pathways partners", "York partners")))
        tx.append("finish", "sample-york-1", "", {"draft": 2, "docx": "", "redline": "", "responses": ""}, now())
    go(qtbot, window, "compose")
    assert compare.isVisible()
    saved = tmp_path / "both.docx"
    monkeypatch.setattr(CompareDrafts, "asked", lambda box: box.ready())
    monkeypatch.setattr(files, "ask_save", lambda *_asked: saved)
    compare.click()
    idle(qtbot, window)
    with zipfile.ZipFile(saved) as parts:
        assert b"<w:del " in parts.read("word/document.xml")
    assert "both.docx is saved" in window.message.text()


def test_f6_walks_the_panes_and_f8_goes_to_the_first_finding(qtbot, window) -> None:
    page = go(qtbot, window, "compose")
    before = window.focusWidget()
    window._pane(1)
    assert window.focusWidget() is not before
    window._problem(0)
    assert page.fields.isAncestorOf(window.focusWidget())


def test_cancelled_work_leaves_the_store_as_it_was_and_says_so(qtbot, window) -> None:
    go(qtbot, window, "compose")
    idle(qtbot, window)
    qtbot.waitUntil(window.progress.isHidden, timeout=5_000)
    session, gate = window.session, threading.Event()
    before = session.ws.store.head()

    def work(ws, _report):
        gate.wait(10)
        return drafting.change_fact(ws, "sample-york-1", "/flows/3/frequency", "never")

    session.do(window, "Saving slowly", work)
    qtbot.waitUntil(lambda: not window.progress.isHidden(), timeout=5_000)
    qtbot.mouseClick(window.findChild(QPushButton, "progress_cancel"), Qt.MouseButton.LeftButton)
    gate.set()
    idle(qtbot, window)
    assert session.ws.store.head() == before
    assert "Stopped" in window.message.text()
    session.do(
        window, "Saving", lambda ws, _report: drafting.change_fact(ws, "sample-york-1", "/flows/3/frequency", "daily")
    )
    idle(qtbot, window)
    assert session.ws.store.head() != before


def test_cancel_stops_the_step_that_runs_though_a_page_has_asked_to_be_read_since(qtbot, window) -> None:
    page = go(qtbot, window, "compose")
    qtbot.waitUntil(window.progress.isHidden, timeout=5_000)
    session, gate = window.session, threading.Event()
    before = session.ws.store.head()

    def work(ws, _report):
        gate.wait(10)
        return drafting.change_fact(ws, "sample-york-1", "/flows/3/frequency", "never")

    session.do(window, "Saving slowly", work)
    page.reload()
    qtbot.waitUntil(lambda: not window.progress.isHidden(), timeout=5_000)
    qtbot.mouseClick(window.findChild(QPushButton, "progress_cancel"), Qt.MouseButton.LeftButton)
    gate.set()
    idle(qtbot, window)
    assert window.message.text() == "Stopped. What was not finished was not saved."
    assert session.ws.store.head() == before


def test_a_cancel_that_comes_after_the_end_does_not_say_that_nothing_was_saved(qtbot, window) -> None:
    go(qtbot, window, "compose")
    session, written, gate = window.session, threading.Event(), threading.Event()

    def work(ws, _report):
        made = drafting.change_fact(ws, "sample-york-1", "/flows/3/frequency", "each Friday")
        written.set()
        gate.wait(10)
        return made

    session.do(window, "Saving", work)
    assert written.wait(10)
    session._doing[0].cancel()
    gate.set()
    idle(qtbot, window)
    assert "Stopped" not in window.message.text()
    assert look.agreement(session.ws, "sample-york-1").facts.flows[3].frequency == "each Friday"


def test_files_that_cannot_be_read_are_named_and_the_store_stays_as_it_was(qtbot, window, tmp_path: Path) -> None:
    page = go(qtbot, window, "circulate")
    path = tmp_path / "holiday.docx"
    path.write_bytes(b"no word file")
    page.take_files([path])
    idle(qtbot, window)
    qtbot.waitUntil(lambda: "holiday.docx" in window.message.text())
    assert window.message.tone() == "error"


def test_a_house_style_is_taken_from_a_file_and_taken_out_again(qtbot, window, monkeypatch, tmp_path) -> None:
    path = tmp_path / "style.yaml"
    path.write_text('name: Together SAMPLE\naccent: "#5C0F3A"\n', "utf-8")
    monkeypatch.setattr(files, "ask_open", lambda *_asked: path)
    page = go(qtbot, window, "documents")
    assert page.plain_button.toolTip() == "Documents are written in the plain design."
    page.style_button.click()
    idle(qtbot, window)
    assert page.style_button.toolTip().startswith("Style in use: Together SAMPLE.")
    assert page.plain_button.toolTip() == ""
    page.plain_button.click()
    idle(qtbot, window)
    assert page.style_button.toolTip().startswith("Documents are written in the plain design.")
