"""What follows the last signature at the desk: time stamp, its service, the file taken back, a partner that joins later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from studio.desk import files, settings
from studio.desk.coordinator import after_signing, sign
from studio.desk.coordinator.accessions import Accessions, accession_line
from studio.desk.coordinator.joiner_dialog import JoinerDialog
from studio.desk.coordinator.sign import SignPage
from studio.desk.coordinator.signatory_dialogs import TakeBack
from studio.desk.coordinator.time_stamp import ConfirmService, TimeStamp
from studio.desk.models.form import plain_words
from studio.desk.widgets.basics import not_yet
from studio.steps import augmenting, signatories
from studio.steps.views import AccessionLine, SignatoryLine, SigningView, StampLine

SIGNED = SignatoryLine(
    "council", "The Council", "Uma Sample", "Chief executive", "sign.council", "signed", "2027-01-18T10:00:00+00:00",
    "confirmed", "ab" * 32, (),
)  # fmt: skip
VIEW = SigningView(
    frozen=True, certified=True, text_sha256="ab" * 32, docx_sha256="cd" * 32, lines=(SIGNED,), verification=None,
    enrolments=(), missing=(), complete=True,
)  # fmt: skip
STAMP = StampLine("SAMPLE Time Service", "2027-01-19T10:00:00+00:00", known=True, ends_on="2031-02-01")
JOINER = AccessionLine("fire", "the Fire Authority", "Fay Sample", "Chief fire officer", "prepared",
                       "2027-03-20T09:00:00+00:00", "ef" * 32, "fay@fire.example", "-", "", ())  # fmt: skip


class Recording(QObject):
    """Does each step at once on a workspace that is none, and keeps what was said."""

    said = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.ws = SimpleNamespace(read_only=False, clock=None, library=None, today=lambda: date(2027, 1, 20))
        self.done: list[str] = []
        self.told: list[str] = []
        self.said.connect(lambda text, _tone: self.told.append(text))

    def read(self, *_args: Any, **_more: Any) -> None: ...

    def do(self, _owner: object, title: str, work: Any, *_more: Any) -> None:
        self.done.append(title)
        work(self.ws, lambda *_words: None)


@pytest.fixture
def page(qtbot: Any) -> SignPage:
    made = SignPage(Recording())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.agreement = "york"
    made.show()
    return made


def filled(page: SignPage) -> list[str]:
    after = page.after
    every = (after.bind, after.stamp, after.service, after.certificate, after.enter)
    return [one.objectName() for one in every if one.property("kind") == "primary" and one.isVisible()]


@pytest.mark.parametrize(
    ("view", "entered", "service", "due"),
    [
        (VIEW, False, "", ["sign_certificate"]),
        (VIEW, False, "https://time.example/tsa", ["sign_stamp"]),
        (replace(VIEW, stamps=(replace(STAMP, known=False),)), False, "", ["sign_confirm_service"]),
        (replace(VIEW, stamps=(STAMP,), certificate=True), False, "", ["sign_enter"]),
        (replace(VIEW, stamps=(STAMP,), certificate=True), True, "", []),
        (replace(VIEW, mode="counterparts"), False, "", ["sign_bind"]),
        (replace(VIEW, lines=(replace(SIGNED, trust="unknown"),)), False, "", []),
    ],
)
def test_one_button_is_due_after_the_last_signature(
    page: SignPage, view: SigningView, entered: bool, service: str, due: list[str]
) -> None:
    settings.save(replace(settings.load(), time_service=service))
    page.show_view(view, entered=entered)
    assert filled(page) == due


def test_nothing_of_it_is_shown_before_the_last_signature(page: SignPage) -> None:
    page.show_view(replace(VIEW, complete=False, lines=(replace(SIGNED, state="waiting", trust="-"),)))
    assert not page.after.isVisible()
    page.show_view(VIEW)
    assert page.after.isVisible()


def test_the_stamp_says_whose_it_is_and_until_when(page: SignPage) -> None:
    page.show_view(replace(VIEW, stamps=(STAMP,), level="LTA"), entered=True)
    said = page.after._stamp.said.full_text()
    assert said == "SAMPLE Time Service, 19 January 2027 (level LTA). Renew it before 1 February 2031."
    assert page.after.stamp.accessibleName() == "Renew the time stamp"
    page.show_view(replace(VIEW, stamps=(replace(STAMP, known=False),)))
    assert "nobody has confirmed SAMPLE Time Service" in page.after._stamp.said.full_text()
    assert not_yet(page.after.enter) == "Confirm the time stamp service first."


def test_the_service_is_asked_at_the_address_that_was_written_and_it_is_kept(
    page: SignPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(augmenting, "add_time_stamp", lambda _ws, agreement, tsa: asked.append(f"{agreement} {tsa}"))

    def write(self: TimeStamp) -> bool:
        self._address.setText("time.example")
        assert not self.ready()
        assert self._field.problem() == "Write the whole address, such as https://time.example/tsa."
        self._address.setText(" https://time.example/tsa ")
        return self.ready()

    monkeypatch.setattr(TimeStamp, "asked", write)
    page.show_view(VIEW)
    page.after.add_time_stamp()
    assert asked == ["york https://time.example/tsa"]
    assert settings.load().time_service == "https://time.example/tsa"
    page.show_view(replace(VIEW, mode="counterparts"))
    page.after.add_time_stamp()
    assert len(asked) == 1, "counterparts are bound before they are stamped"
    assert page.session.told == ["Bind the counterparts first."]  # type: ignore[attr-defined]


def test_a_service_is_known_only_by_a_certificate_and_a_name(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ConfirmService(None, "SAMPLE Time Service")
    qtbot.addWidget(made)
    assert not made.ready()
    made.findChild(QLineEdit, "service_by").setText("Mo Sample")
    assert not made.ready()
    (tmp_path / "service.pem").write_bytes(b"")
    monkeypatch.setattr(files, "ask_open", lambda *_words: tmp_path / "service.pem")
    made._choose("Choose", files.CERTIFICATE)
    assert made.ready()


def test_the_file_is_taken_back_only_with_a_reason(page: SignPage, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    monkeypatch.setattr(signatories, "withdraw_signing", lambda _ws, _agreement, reason: given.append(reason))
    monkeypatch.setattr(sign.TakeBack, "asked", lambda _self: False)
    page.show_view(VIEW)
    page.back_button.click()
    assert given == []

    def write(self: TakeBack) -> bool:
        assert not self.ready()
        self._reason.entry.setText(" The police ask for another clause. ")  # type: ignore[attr-defined]
        return self.ready()

    monkeypatch.setattr(sign.TakeBack, "asked", write)
    page.back_button.click()
    assert given == ["The police ask for another clause."]
    page.show_view(VIEW, entered=True)
    assert not page.back_button.isVisible(), "what is in force is not taken back"


# --- who joins later --------------------------------------------------------------------------------------------------


def test_a_joiner_is_asked_for_all_that_the_accession_prints(qtbot: Any) -> None:
    made = JoinerDialog(None, plain_words)
    qtbot.addWidget(made)
    assert not made.ready()
    for name, text in (("joiner_legal", "SAMPLE Fire Authority"), ("joiner_short", "the Fire Service"),
                       ("joiner_person", "Fay Sample"), ("joiner_office", "Chief"), ("joiner_email", "fay")):  # fmt: skip
        made.findChild(QLineEdit, name).setText(text)
    made._kind.choose("fire")
    assert not made.ready()
    assert made._email.problem() == "Write an address, such as name@fire.example."
    made.findChild(QLineEdit, "joiner_email").setText("fay@fire.example")
    assert made.ready()
    assert (made.joiner().legal_name, made.joiner().kind, made.joiner().public_authority) == (
        "SAMPLE Fire Authority", "fire", False,
    )  # fmt: skip


def test_an_accession_shows_what_is_to_be_done_about_it(qtbot: Any) -> None:
    session = Recording()
    made = Accessions(session, session, lambda: "york")  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    made.show_lines((), refusal="", locked="")
    assert made._nobody.text().startswith("Nobody has joined later.")
    made.choose()
    assert session.told == ["No accession has been made yet."]
    made.show_lines((JOINER,), refusal="", locked="")
    assert made.letter.isVisible()
    assert accession_line(JOINER).said.startswith(
        "The Fire Authority, Fay Sample, Chief fire officer, To be signed by both"
    )
    joined = replace(JOINER, state="joined", trust="unknown", certificate_sha256="ab" * 32)
    made.show_lines((joined,), refusal="", locked="")
    assert not made.letter.isVisible()
    assert made.pane._title.text() == "Is this Fay Sample’s certificate?"
    made.show_lines((), refusal="This agreement does not let others join later.", locked="")
    made.make()
    assert session.told[-1] == "This agreement does not let others join later."


def test_the_evidence_can_be_exported_whatever_else_is_open(page: SignPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(after_signing.files, "ask_save", lambda *_words: None)
    page.show_view(replace(VIEW, lines=(replace(SIGNED, trust="unknown"),)))
    assert not not_yet(page.after.evidence)
    assert not_yet(page.after.certificate) == "Confirm the certificate of Uma Sample first."
