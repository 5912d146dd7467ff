"""York Pathways by widgets only: from an empty workspace to the register. Nothing below calls a step."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from ruamel.yaml import YAML

from studio.desk import files
from studio.desk.app import open_window
from studio.desk.widgets.basics import not_yet
from studio.library.shipped import content

CASE = content() / "templates" / "cases" / "york-pathways"
SECRET = "four plain sample words"
LONG = 180_000  # ms that a step may take on a busy machine


class Desk:
    """A person at the desk: presses, types and reads what is on the screen."""

    def __init__(self, qtbot, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.day_, self.story = (
            datetime(2026, 10, 2, 9, tzinfo=UTC),
            YAML(typ="safe").load((CASE / "story.yaml").read_text("utf-8")),
        )
        self.chosen: Any = None
        for name in ("ask_open", "ask_open_many", "ask_save", "ask_folder"):
            monkeypatch.setattr(files, name, lambda *_args: self.chosen)
        self.window = open_window(None, lambda: self.day_)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()

    def day(self, text: str) -> None:
        self.day_ = datetime.fromisoformat(f"{text}T09:00:00+00:00")

    def idle(self, window: QWidget | None = None) -> None:
        jobs = (window or self.window).jobs
        self.qtbot.waitUntil(lambda: not jobs.busy(), timeout=LONG)
        QApplication.processEvents()  # widgets that were just made are shown a moment later
        assert self.window.message.tone() != "error", self.window.message.text()

    def find(self, name: str, window: QWidget | None = None) -> Any:
        found = [one for one in (window or self.window).findChildren(QWidget, name) if one.isVisible()]
        assert found, f"nothing called {name} is on the screen"
        return found[-1]

    def press(self, name: str, window: QWidget | None = None, file: Any = None) -> None:
        button = self.find(name, window)
        assert isinstance(button, QWidget)
        assert not (isinstance(button, QPushButton) and not_yet(button)), not_yet(button)
        self.chosen = file
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(12, button.height() // 2))

    def answering(self, name: str, fill: Callable[[QWidget], None], verb: str = "dialog_do") -> None:
        """When the dialog of that name opens: fill it in and press its verb."""

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None or dialog.objectName() != name:
                return
            timer.stop()
            fill(dialog)
            self.press(verb, dialog, self.chosen)

        timer = QTimer(self.window)
        timer.setInterval(20)
        timer.timeout.connect(look)
        timer.start()

    def row(self, name: str, key: str) -> None:
        """Click on a row of a list."""
        rows = self.find(name)
        index = rows.model().index(rows.model().row_of(key), 0)
        assert index.isValid(), f"no row {key} in {name}"
        rows.scrollTo(index)
        place = rows.visualRect(index)
        self.qtbot.mouseClick(
            rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.left() + 60, place.center().y())
        )

    def tab(self, key: str) -> Any:
        self.press(f"tab_{key}")
        self.idle()
        return self.find(f"page_{key}")


def fill(**texts: str) -> Callable[[QWidget], None]:
    """Type into the fields of a dialog, by name."""

    def do(dialog: QWidget) -> None:
        for name, text in texts.items():
            entry = dialog.findChild(QWidget, name)
            entry.setPlainText(text) if hasattr(entry, "setPlainText") else entry.setText(text)

    return do


def nothing(_dialog: QWidget) -> None:
    pass


@pytest.fixture
def desk(qtbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    return Desk(qtbot, monkeypatch, tmp_path)


@pytest.mark.slow
def test_york_pathways_is_played_by_widgets_from_an_empty_workspace_to_the_register(desk: Desk, tmp_path: Path) -> None:
    _start(desk)
    _circulate(desk)
    _decide(desk)
    _sign(desk)
    assert _steps(desk.window.session.ws) == _steps_of_the_command_line(tmp_path / "demo")
    desk.window.close()


def _start(desk: Desk) -> None:
    desk.answering("passphrase_dialog", fill(passphrase=SECRET, passphrase_again=SECRET))
    desk.press("welcome_new", file=desk.folder / "york.agreements")
    desk.idle()
    facts = CASE.with_suffix(".yaml")
    desk.answering("start_dialog", nothing, "start_file")
    desk.press("home_new", file=facts)
    desk.idle()
    page = desk.find("page_compose")
    assert page.preview.draft() is not None
    assert "York Pathways" in desk.find("agreement_name").full_text()


def _circulate(desk: Desk) -> None:
    story = desk.story
    desk.tab("circulate")
    due = QDate.fromString(story["days"]["due"], Qt.DateFormat.ISODate)
    desk.answering("issue_dialog", lambda dialog: dialog.due.setDate(due))
    desk.press("circulate_empty_issue")
    desk.idle()
    out = desk.folder / "round-1"
    out.mkdir()
    desk.press("circulate_save", file=out)
    desk.idle()
    assert len(list(out.glob("*.docx"))) == len(list(out.glob("*.eml"))) == 6
    for each in story["returns"]:
        desk.day(each["day"])
        desk.press("circulate_open", file=[CASE / "returns" / each["file"]])
        desk.idle()
    assert desk.find("circulate_back").text() == "5 of 6"
    _chase(desk)


def _chase(desk: Desk) -> None:
    silent = desk.story["silent"]
    desk.day(silent["reminded"])
    page = desk.tab("circulate")
    late = next(one for one in page.view.rows if one.party == silent["party"])
    desk.row("circulate_rows", late.recipient)
    desk.press("partner_remind", file=desk.folder / "reminder.eml")
    desk.idle()
    assert b"X-Unsent" in (desk.folder / "reminder.eml").read_bytes()
    desk.day(silent["recorded"])
    desk.press("partner_no_response")
    desk.idle()
    desk.day(silent["telephoned"])
    _telephone(desk, silent["note"])


def _telephone(desk: Desk, note: str) -> None:
    def said(dialog: QWidget) -> None:
        dialog.text.setPlainText(note)
        dialog.agrees.setChecked(True)

    desk.answering("telephone_dialog", said)
    desk.press("partner_telephone")
    desk.idle()


def _decide(desk: Desk) -> None:
    desk.day(desk.story["days"]["decided"])
    page = desk.tab("merge")
    done: set[str] = set()
    for proposal in page.view.proposals:
        if proposal.id not in done:
            done |= _decide_one(desk, page, proposal)
    for thread in [one for one in page.view.comments if one.comment.parent is None]:
        answer = next(one["reason"] for one in desk.story["answers"] if thread.id.startswith(one["from"]))
        desk.row("merge_list", thread.id)
        _record(desk, page, "accept", answer, "")
    assert desk.find("merge_decided").text().startswith("All ")
    desk.answering("decide_dialog", nothing)
    desk.press("merge_finish")
    desk.idle()
    assert "Draft 2" in desk.find("message_text").text()


def _decide_one(desk: Desk, page: Any, proposal: Any) -> set[str]:
    """One change by the story's rule; the sides of a clash are settled by the one that the story takes."""
    sides = [proposal, *(one for one in page.view.proposals if one.id in proposal.clashes)]
    rules = {one.id: _rule(desk.story, one) for one in sides}
    taken = next((one for one in sides if rules[one.id]["decision"] in {"accept", "amend"}), proposal)
    rule = rules[taken.id]
    desk.row("merge_list", taken.id)
    _record(desk, page, rule["decision"], rule["reason"], rule.get("text", ""))
    return {one.id for one in sides}


def _rule(story: dict[str, Any], change: Any) -> dict[str, Any]:
    text = f"{change.before} {change.after}"
    fits = (
        rule for rule in story["decisions"]
        if rule.get("from", change.reviewers[0]) in change.reviewers and rule.get("kind", change.kind) == change.kind
    )  # fmt: skip
    return next(rule for rule in fits if rule["words"] in text)


def _record(desk: Desk, page: Any, decision: str, reason: str, text: str) -> None:
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    key = {"accept": Qt.Key.Key_A, "reject": Qt.Key.Key_R, "amend": Qt.Key.Key_M, "defer": Qt.Key.Key_D}[decision]
    item = page.item()
    sides = [one.id for one in page.view.proposals if item.proposal and one.id in {item.key, *item.proposal.clashes}]
    if decision == "accept" and len(sides) > 1:
        key = Qt.Key(Qt.Key.Key_1.value + [one.key for one in page._items if one.key in sides].index(item.key))
    desk.qtbot.keyClick(page.list, key)
    assert page.panel.decision() == decision
    if text:
        desk.find("decide_text").setPlainText(text)
    desk.find("decide_reason").setEditText(reason)
    desk.press("decide_record")
    desk.idle()


def _sign(desk: Desk) -> None:
    story = desk.story
    desk.day(story["days"]["agreed"])
    page = desk.tab("circulate")
    for each in story["agreements"]:
        line = next(one for one in page.view.rows if one.party == each["party"])
        desk.row("circulate_rows", line.recipient)
        _telephone(desk, each["note"])
    desk.day(story["days"]["frozen"])
    desk.tab("sign")
    desk.answering("decide_dialog", nothing)
    desk.press("sign_freeze")
    desk.idle()
    own = desk.folder / "coordinator.p12"
    who = story["coordinator"]
    desk.answering("new_identity_dialog", fill(identity_name=who["name"], identity_organisation=who["organisation"],
                                               identity_passphrase=SECRET, identity_again=SECRET))  # fmt: skip
    desk.press("sign_new_identity", file=own)
    desk.idle()
    _prepare(desk, own)
    words = _signatures(desk)
    desk.day(story["days"]["entered"])
    desk.tab("sign")
    for each in story["signatories"]:
        _enrol(desk, each["party"], words[each["party"]])
    desk.press("sign_enter")
    desk.idle()
    desk.answering("decide_dialog", nothing)
    desk.press("in_force_enter")
    desk.idle()
    assert desk.find("gate_sentence").text() == "In the register"


def _prepare(desk: Desk, own: Path) -> None:
    def open_identity(dialog: QWidget) -> None:
        desk.press("use_identity_file", dialog, own)
        dialog.findChild(QWidget, "use_identity_passphrase").setText(SECRET)

    desk.answering("use_identity_dialog", open_identity)
    desk.press("sign_prepare", file=own)
    desk.idle()


def _signatures(desk: Desk) -> dict[str, list[str]]:
    """Each chief executive signs in a window that knows the PDF alone; gives the words each would read out."""
    words: dict[str, list[str]] = {}
    for number, each in enumerate(desk.story["signatories"]):
        desk.day(each["day"])
        sent = desk.folder / f"{number}-to-sign.pdf"
        desk.press("sign_save", file=sent)
        desk.idle()
        signed = desk.folder / f"{number}-signed.pdf"
        words[each["party"]] = _executive(desk, each["party"], sent, signed)
        desk.press("sign_drop_choose", file=signed)
        desk.idle()
        assert "has signed" in desk.find("message_text").text()
    return words


def _executive(desk: Desk, party: str, sent: Path, signed: Path) -> list[str]:
    window = open_window(sent, lambda: desk.day_)
    desk.qtbot.addWidget(window)
    window.show()
    desk.idle(window)
    if [one for one in window.findChildren(QWidget, "signatory_who") if one.isVisible()]:
        desk.find("signatory_who", window).choose(f"sign.{party}")
        desk.idle(window)
    desk.find("signatory_tick", window).setChecked(True)
    identity = desk.folder / f"{party}.p12"
    desk.answering("new_identity_dialog", fill(identity_passphrase=SECRET, identity_again=SECRET))
    desk.press("signatory_new", window, identity)
    desk.idle(window)
    said = desk.find("signatory_identity", window).text().splitlines()[1:]
    desk.answering("use_identity_dialog", fill(use_identity_passphrase=SECRET))
    desk.press("signatory_sign", window, signed)
    desk.idle(window)
    assert desk.find("signatory_done", window).text() == "You have signed"
    window.close()
    return " ".join(said).split()


def _enrol(desk: Desk, party: str, words: list[str]) -> None:
    desk.row("sign_rows", party)
    desk.find("enrol_first").setText(" ".join(words[:4]))
    desk.find("enrol_last").setText(" ".join(words[-4:]))
    desk.find("enrol_by").setText("Mo Sample")
    desk.press("enrol_confirm")
    desk.idle()


def _steps(ws: Any) -> list[str]:
    from studio.steps import look

    return [entry.step for entry in look.history(ws)]


def _steps_of_the_command_line(folder: Path) -> list[str]:
    from studio.cli.main import run
    from studio.steps.workspace import open_workspace

    with contextlib.redirect_stdout(io.StringIO()):
        assert run(["demo", str(folder), "--json"]) == 0
    secret = (folder / "identities" / "passphrases" / "workspace.txt").read_text("utf-8").strip()
    ws = open_workspace(folder / "york.agreements", secret, read_only=True)
    try:
        return _steps(ws)
    finally:
        ws.close()
