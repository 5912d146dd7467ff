"""What a signatory does here, and the keys: for somebody who opens the program once a year."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.desk.messages import Dialog
from studio.desk.widgets.basics import label, row

STEPS = (
    "Read what you are asked to sign. Each promise opens its clause; all pages can be read.",
    "Tick the declaration, if you can make it.",
    "Choose what to sign with. If you have no signing identity, make one: it takes two minutes.",
    "Press the button. Your passphrase or PIN is asked for, used once and not kept.",
    "Send the signed copy back. The coordinator telephones you to compare the words of your identity.",
)
KEYS = (
    ("Tab, Shift+Tab", "to the next or previous thing, in the order of reading"),
    ("Space", "tick, choose, or press the button"), ("Up, Down", "walk through the choices"),
    ("Ctrl++, Ctrl+-, Ctrl+0", "larger, smaller, usual text"), ("Esc", "from the pages back to signing"), ("F1", "this help"),
)  # fmt: skip


class HelpSigning(Dialog):
    """Five sentences and six keys."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "help_signing_dialog", "How to sign", "", 560)
        for number, said in enumerate(STEPS, 1):
            self.body.addWidget(label(f"{number}.  {said}", wrap=True))
        self.body.addWidget(label("Keys", "section"))
        for key, said in KEYS:
            line = row(label(key, "field"), label(said), gap=12)
            line.addStretch(1)
            self.body.addLayout(line)
        said = "If you are in doubt about the text, decline with a reason or ask your coordinator before you sign."
        self.body.addWidget(label(said, "second", wrap=True))
        self.finish_with("Back to signing", "Close").setFocus()

    @classmethod
    def ask(cls, parent: QWidget | None) -> None:
        cls(parent).asked()
