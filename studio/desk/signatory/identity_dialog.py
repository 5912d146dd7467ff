"""Signing identities: choose one and open it for one signature, or make a new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from studio.desk import files
from studio.desk.jobs import Jobs
from studio.desk.messages import Dialog
from studio.desk.widgets.basics import Elided, button, column, label, row
from studio.desk.widgets.fields import Field, line
from studio.errors import StudioError


class UseIdentity(Dialog):
    """The identity's file and its passphrase, for one piece of work; neither is kept."""

    def __init__(self, parent: QWidget | None, title: str, text: str, verb: str, path: Path | None = None) -> None:
        super().__init__(parent, "use_identity_dialog", title, text)
        self._path = path
        self._name = Elided(path.name if path else "No file chosen yet", "second")
        choose = button("Choose the identity file…", "identity", "", "use_identity_file", self._choose)
        self._secret = line("use_identity_passphrase", secret=True)
        self._field = Field("Passphrase", self._secret, "Used for this signature only. It is not kept.")
        self.body.addLayout(row(choose, self._name))
        self._file_problem = label("", "second", tone="error")
        self.body.addWidget(self._file_problem)
        self._file_problem.hide()
        self.body.addWidget(self._field)
        self.finish_with(verb, "Cancel", icon="sign")
        if path is not None:
            self._secret.setFocus()

    def _choose(self) -> None:
        found = files.ask_open(self, "Choose your signing identity", files.IDENTITY)
        if found is not None:
            self._path = found
            self._name.setText(found.name)
            self._secret.setFocus()

    def ready(self) -> bool:
        self._file_problem.setText("" if self._path else "Choose the file of your identity first.")
        self._file_problem.setVisible(self._path is None)
        self._field.complain("" if self._secret.text() else "Write the passphrase.")
        return self._path is not None and bool(self._secret.text())

    @classmethod
    def ask(
        cls, parent: QWidget | None, title: str, text: str, verb: str, path: Path | None = None
    ) -> tuple[bytes, str] | None:
        """(bytes of the PKCS#12 file, passphrase), or None. Raises nothing: a wrong passphrase shows when it is used."""
        made = cls(parent, title, text, verb, path)
        if not made.asked() or made._path is None:
            return None
        return made._path.read_bytes(), made._secret.text()


class NewIdentity(Dialog):
    """Name, organisation, passphrase twice, and where to keep the file."""

    def __init__(self, parent: QWidget | None, name: str = "", organisation: str = "") -> None:
        text = (
            "A key that only you hold. The coordinator confirms it with you by telephone before your signature counts."
        )
        super().__init__(parent, "new_identity_dialog", "Make a signing identity", text, 500)
        self.name, self.organisation = line("identity_name", name), line("identity_organisation", organisation)
        self.first, self.again = line("identity_passphrase", secret=True), line("identity_again", secret=True)
        hint = "At least 12 characters; four words are good."
        self._fields = [
            Field("Your name", self.name), Field("Organisation", self.organisation),
            Field("Passphrase", self.first, hint), Field("The same again", self.again),
        ]  # fmt: skip
        self.body.addLayout(column(*self._fields, gap=12))
        self.finish_with("Make and save…", icon="identity")

    def ready(self) -> bool:
        wrong = [
            _too_long(self.name.text())
            if self.name.text().strip()
            else "Write your name as it stands in the agreement.",
            _too_long(self.organisation.text())
            if self.organisation.text().strip()
            else "Write the name of your organisation.",
            "" if len(self.first.text()) >= 12 else "Write at least 12 characters.",
            "" if self.first.text() == self.again.text() else "The two are not the same. Write it again.",
        ]
        for field, problem in zip(self._fields, wrong, strict=True):
            field.complain(problem)
        if first := next((field for field, problem in zip(self._fields, wrong, strict=True) if problem), None):
            first.entry.setFocus()
        return first is None

    @classmethod
    def ask(  # noqa: PLR0913 - who it is for, and how it is made
        cls, parent: QWidget, clock: Callable[[], datetime], jobs: Jobs, failed: Callable[[Exception], None],
        name: str = "", organisation: str = "", *, sample: bool = False, then: Callable[[Any, Path], None] = lambda _i, _p: None,
    ) -> Path | None:  # fmt: skip
        """Ask, then make the identity in a job; gives where it is being saved, or None."""
        made = cls(parent, name, organisation)
        if not made.asked():
            return None
        path = files.ask_save(
            parent,
            "Where to keep your identity",
            f"{made.name.text().strip().replace(' ', '-').lower()}.p12",
            files.IDENTITY,
        )
        if path is None:
            return None
        words = made.name.text().strip(), made.organisation.text().strip(), made.first.text()

        def work(_report: object) -> Any:
            from studio.steps import signatures

            return signatures.new_identity(*words, path, at=clock(), sample=sample, force=True)

        jobs.start(
            "Making your identity", work, owner=parent, then=lambda found: then(found, path), failed=failed, pool="free"
        )
        return path


def _too_long(text: str) -> str:
    return "A certificate has room for 64 characters: shorten it." if len(text.strip()) > 64 else ""


def fail_text(error: Exception) -> str:
    """What the person reads under the button; a fault of ours is raised on."""
    if isinstance(error, StudioError):
        return str(error)
    raise error
