"""A file that only its words place: the guess is shown with its certainty, and somebody has to say whose copy it is."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton

from studio.desk.coordinator.confirm_origin import ConfirmOrigin
from studio.returns.change import Certainty
from studio.steps.identifying import Origin

COPIES = (("police-legal", "Grace Sample, Police"), ("council-legal", "Uma Sample, Council"))


def made(qtbot, recipient: str, by: str) -> ConfirmOrigin:
    origin = Origin("york", "York Pathways", 1, recipient, Certainty.SIMILAR, 0.973, by, COPIES)
    dialog = ConfirmOrigin(None, "Document1.docx", origin)
    qtbot.addWidget(dialog)
    return dialog


def test_the_guess_is_chosen_and_said_with_its_certainty(qtbot) -> None:
    dialog = made(qtbot, "council-legal", "its file name")
    said = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert (
        "97% of its words are those of draft 1 of York Pathways. By its file name it is the copy of Uma Sample, Council."
        in said
    )
    assert dialog.who.value() == "council-legal"
    assert dialog.findChild(QPushButton, "dialog_do").text() == "File as an answer to draft 1"
    dialog.findChild(QPushButton, "dialog_do").click()
    assert dialog.result() == 1


def test_without_a_sign_nothing_is_chosen_and_nothing_is_filed(qtbot) -> None:
    dialog = made(qtbot, "", "")
    dialog.findChild(QPushButton, "dialog_do").click()
    assert dialog.result() == 0
    assert dialog._who.problem() == "Choose whose copy it is, or leave the file out."
    dialog.who.choose("police-legal")
    dialog.findChild(QPushButton, "dialog_do").click()
    assert dialog.result() == 1
