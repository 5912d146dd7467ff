"""The signing page's rows, and the dialogs in which the coordinator records what became of a signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject

from studio.desk import files
from studio.desk.coordinator.in_force import gate_needs
from studio.desk.coordinator.signatory_actions import SignatoryActions, state_words
from studio.desk.coordinator.signatory_dialogs import ConfirmAuthority, Delegate, HowTheySign, OnPaper
from studio.desk.messages import Decide
from studio.desk.models.executive import reviewed_by
from studio.steps.views import SignatoryLine, SigningView

TODAY = date(2027, 1, 18)
VIEW = SigningView(
    frozen=True, certified=True, text_sha256="", docx_sha256="", lines=(), verification=None, enrolments=(), missing=(),
    complete=False,
)  # fmt: skip


def line(**more: Any) -> SignatoryLine:
    told = {"state": "waiting", "signed_at": "", "trust": "-", "certificate_sha256": "", "words": (), **more}
    return SignatoryLine("council", "The Council", "Uma Sample", "Chief executive", "sign.council", **told)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, ("Not yet signed", "does not have the file")),
        (
            {"state": "sent", "since": "2027-01-11T09:00:00+00:00", "days": 7},
            ("Has the file", "since Mon 11 January, 7 days"),
        ),
        (
            {"state": "sent", "since": "2027-01-17T09:00:00+00:00", "days": 1},
            ("Has the file", "since Sun 17 January, 1 day"),
        ),
        ({"state": "declined", "reason": "The board has not met."}, ("Has declined", "The board has not met.")),
        ({"state": "ink", "signed_at": "2027-01-15"}, ("Signed on paper", "Fri 15 January; not electronic")),
        ({"state": "again", "since": "2027-01-11T09:00:00+00:00"}, ("Must sign again", "since Mon 11 January")),
    ],
)
def test_a_row_says_who_has_the_file_and_since_when(more: dict[str, Any], said: tuple[str, str]) -> None:
    assert state_words(line(**more))[:2] == said


def test_a_delegate_is_recorded_only_with_the_paper(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Delegate(None, line(), TODAY)
    qtbot.addWidget(made)
    assert not made.ready()
    for field, words in ((made._person, "Dee Sample"), (made._office, "Deputy"), (made._reference, "CYC/2027/14")):
        assert field.problem()
        field.entry.setText(words)  # type: ignore[attr-defined]
    assert not made.ready()
    assert made._paper_problem.text() == "Choose the file; it is kept with the agreement."
    monkeypatch.setattr(files, "ask_open", lambda *_words: tmp_path / "gone.pdf")
    made._choose("Choose the delegation…", files.ANY)
    assert not made.ready(), "taken from its folder since it was chosen"
    assert made._paper_problem.text() == f"There is no file {tmp_path / 'gone.pdf'}. Check the name."
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.4")
    monkeypatch.setattr(files, "ask_open", lambda *_words: tmp_path / "paper.pdf")
    made._choose("Choose the delegation…", files.ANY)
    assert made.ready()


@pytest.mark.parametrize("mode", ["any", "counterparts"])
def test_the_file_leaves_whoever_has_it_only_when_that_is_wanted(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Decide, "ask", lambda _at, title, *_words: asked.append(title))
    monkeypatch.setattr(files, "ask_save", lambda *_words: asked.append("where to"))
    made = SignatoryActions(SimpleNamespace(), QObject(), lambda: "york")  # type: ignore[arg-type]
    qtbot.addWidget(made)
    holder = replace(line(state="sent"), party="police", person="Jude Sample")
    view = replace(VIEW, lines=(holder, line()), mode=mode)
    made.show_line(line(), view, locked="")
    made.hand_on()
    assert asked == (["Jude Sample has the file. Hand it on all the same?"] if mode == "any" else ["where to"])


@pytest.mark.parametrize("last", ["ink", "sent"])
def test_a_partner_that_signed_on_paper_does_not_keep_the_register_closed(last: str) -> None:
    signed = line(state="signed", trust="confirmed")
    view = replace(VIEW, lines=(signed, line(state=last)), complete=last == "ink")
    needs = {one.key: one for one in gate_needs(view, entered=False)}
    if last == "ink":
        assert needs["signed"].title == "Signed by all 2, 1 of them on paper"
        assert needs["trusted"].title == "Every certificate confirmed"
    assert [needs[key].icon == "done" for key in ("signed", "trusted")] == [last == "ink"] * 2


def test_paper_needs_whoever_compared_it(qtbot: Any) -> None:
    made = OnPaper(None, line(), TODAY)
    qtbot.addWidget(made)
    assert not made.ready()
    assert made._by.problem() == "Write the name of who compared it."


def test_an_authority_is_confirmed_with_its_certificate_the_words_and_a_name(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ConfirmAuthority(None, line())
    qtbot.addWidget(made)
    for field in (made._first, made._last, made._by):
        assert not made.ready()
        field.entry.setText("one two three four")  # type: ignore[attr-defined]
    assert not made.ready(), "the certificate is still missing"
    (tmp_path / "ca.pem").write_bytes(b"")
    monkeypatch.setattr(files, "ask_open", lambda *_words: tmp_path / "ca.pem")
    made._choose("Choose its certificate…", files.CERTIFICATE)
    assert made.ready()


def test_an_order_is_that_of_the_list(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HowTheySign, "asked", lambda self: (self._mode.choose("order"), True)[1])
    assert HowTheySign.ask(None, "any", (line(),)) == ("order", ("council",))


def test_the_executive_sees_who_checked_it_at_home() -> None:
    text = [
        "Signatory\tJude Sample, Chief Constable",
        "Reviewed by\tFarah Sample (data protection officer), Grace Sample (legal)",
        "Signatory\tUma Sample, Chief executive",
        "Reviewed by\tIda Sample (legal)",
    ]
    assert reviewed_by(text, "Uma Sample") == ("Ida Sample (legal)",)
    assert reviewed_by(text, "Jude Sample") == ("Farah Sample (data protection officer)", "Grace Sample (legal)")
    assert reviewed_by(text, "Nobody") == ()
