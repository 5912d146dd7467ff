"""The circulation board: a partner set aside and taken back in, and a return whose proof failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QPushButton

from studio.desk import messages
from studio.desk.coordinator.circulation import CirculationPage, board_line
from studio.steps.views import BoardRow, BoardView

ROW = BoardRow("police", "North Yorkshire Police", "police-ig", "Grace Sample", "grace@police.example", "ig_lead",
               "sent", "2026-10-02T09:00:00Z", 0, 0, 4, None, "Remind")  # fmt: skip
OTHER = replace(
    ROW, party="trust", party_name="The Trust", recipient="trust-ig", state="returned", changes=3, late_days=0
)


def board(*rows: BoardRow) -> BoardView:
    ready = tuple((each.party_name, each.contact) for each in rows)
    return BoardView(
        1, 1, "2026-10-02T09:00:00Z", date(2026, 10, 16), rows, 1, closed=False, correspondence=(), ready=ready
    )


class Recording(QObject):
    """Keeps what was asked for instead of doing it."""

    said = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.ws = SimpleNamespace(read_only=False)
        self.done: list[tuple[str, Any]] = []

    def read(self, *_args: Any, **_more: Any) -> None: ...

    def do(self, _owner: object, title: str, work: Any, *_more: Any) -> None:
        self.done.append((title, work))


@pytest.fixture
def page(qtbot) -> Iterator[CirculationPage]:
    made = CirculationPage(Recording())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.agreement = "york"
    made.resize(1366, 640)
    made.show_view(board(ROW, OTHER), date(2026, 10, 20), draft=2)
    made.rows.select("police-ig")
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def answers(monkeypatch) -> dict[str, Callable[[Any], bool]]:
    """What each dialog is answered with, by its objectName."""
    given: dict[str, Callable[[Any], bool]] = {}
    monkeypatch.setattr(messages.Dialog, "asked", lambda self: given[self.objectName()](self))
    return given


def test_a_partner_is_set_aside_with_a_reason_and_taken_back_in(page: CirculationPage, answers, monkeypatch) -> None:
    seen: list[tuple[Any, ...]] = []
    monkeypatch.setattr("studio.steps.setting_aside.set_aside", lambda *args: seen.append(args[1:]))
    monkeypatch.setattr("studio.steps.setting_aside.take_back_in", lambda *args: seen.append(args[1:]))
    button = page.findChild(QPushButton, "partner_set_aside")

    def why(dialog: Any) -> bool:
        assert "North Yorkshire Police" in dialog.windowTitle()
        assert not dialog.ready()  # not without a reason
        dialog.reason.setPlainText("No answer since May.")
        return bool(dialog.ready())

    answers["remark_dialog"] = why
    button.click()
    page.session.done[-1][1](None, None)
    page.show_view(board(replace(ROW, state="set_aside", aside=True), OTHER), date(2026, 10, 20), draft=2)
    assert button.text() == "Take back in…"
    answers["decide_dialog"] = lambda _dialog: False
    button.click()
    assert len(page.session.done) == 1  # left aside
    answers["decide_dialog"] = lambda _dialog: True
    button.click()
    page.session.done[-1][1](None, None)
    assert seen == [("york", "police", "No answer since May."), ("york", "police")]


def test_one_set_aside_is_asked_for_nothing_and_the_other_still_is(page: CirculationPage) -> None:
    from studio.desk.widgets.basics import not_yet

    remind = page.partner.remind_button
    assert not_yet(remind) == ""
    page.show_view(board(replace(ROW, state="set_aside", aside=True, late_days=0), OTHER), date(2026, 10, 20), draft=2)
    assert not_yet(remind) == "This partner is set aside."
    assert board_line(replace(ROW, state="set_aside", late_days=0), "NP", 0).parts[0].text == "Set aside"


def test_a_return_that_is_not_proved_is_told_on_the_board(page: CirculationPage) -> None:
    told = page.findChild(QLabel, "partner_unproved")
    page.rows.select("trust-ig")
    assert not told.isVisibleTo(page)
    unproved = replace(OTHER, unproved="Clause 4 reads otherwise.", next_step="Ask for the answer once more")
    page.show_view(board(ROW, unproved), date(2026, 10, 20), draft=2)
    assert told.isVisibleTo(page)
    assert "Clause 4 reads otherwise." in told.text()
    assert board_line(unproved, "T", 1).parts[0].text == "Returned, not proved"
    assert board_line(OTHER, "T", 1).parts[0].text == "Returned, 3 changes"
