"""Signing identities: choose one or a card and open it for one signature, or make a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from studio.desk import files, settings
from studio.desk.jobs import Jobs
from studio.desk.messages import Dialog
from studio.desk.widgets.basics import Elided, button, column, label, row
from studio.desk.widgets.fields import Field, line
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.signing.credential import Credential
    from studio.signing.token import TokenState


class UseIdentity(Dialog):
    """An identity's file and passphrase, or a card and its PIN, for one piece of work; neither secret is kept."""

    def __init__(
        self, parent: QWidget | None, title: str, text: str, verb: str, path: Path | None = None, *, card: bool = False
    ) -> None:
        super().__init__(parent, "use_identity_dialog", title, text)
        self._path, self._data = path, b""
        self._token: TokenState | None = None
        self._name = Elided(path.name if path else "Nothing chosen yet", "second")
        choose = button("Choose the identity file…", "identity", "", "use_identity_file", self._choose)
        self._card = button("Use a card…", "identity", "", "use_identity_card", self.use_card)
        self._secret = line("use_identity_passphrase", secret=True)
        self._field = Field("Passphrase", self._secret, "Used for this signature only. It is not kept.")
        self.body.addLayout(row(choose, self._card, "stretch"))
        self.body.addWidget(self._name)
        self._file_problem = label("", "second", tone="error", wrap=True)
        self._file_problem.setObjectName("use_identity_problem")
        self.body.addWidget(self._file_problem)
        self._file_problem.hide()
        self._tries = label("", "second", tone="warning", wrap=True)
        self._tries.setObjectName("use_identity_tries")
        self._tries.hide()
        self.body.addWidget(self._tries)
        self.body.addWidget(self._field)
        self.finish_with(verb, "Cancel", icon="sign")
        if card:
            self.use_card()
        if path is not None:
            self._secret.setFocus()

    def _choose(self) -> None:
        found = files.ask_open(self, "Choose your signing identity", files.IDENTITY)
        if found is not None:
            self._path, self._token = found, None
            self._name.setText(found.name)
            self._field.rename("Passphrase")
            self._complain("")
            self._tries.hide()
            self._secret.setFocus()

    def use_card(self) -> None:
        """Sign with the card that is in its reader; how near it is to locking is said before the PIN is typed."""
        from studio.steps import identities

        module = settings.load().pkcs11_module
        if not module:
            chosen = files.ask_open(self, "Choose the module that came with the card", files.MODULE)
            if chosen is None:
                return
            module = str(chosen)
        try:
            found = identities.tokens(Path(module))
        except StudioError as error:
            self._complain(f"{error} It is chosen under Settings.")
            return
        settings.save(replace(settings.load(), pkcs11_module=module))
        if len(found) != 1:
            said = "No card is in the reader. Put it in, then press the button again."
            self._complain(f"{len(found)} cards are plugged in. Take out all but yours." if found else said)
            return
        self._show_card(found[0])

    def _show_card(self, token: TokenState) -> None:
        from studio.signing.token import LOCKED, tries_sentence

        said = tries_sentence(token.tries)
        if token.tries == LOCKED:
            self._complain(f"{said} Whoever issued it can unlock it.")
            return
        self._path, self._token = None, token
        self._name.setText(token.label)
        self._field.rename("PIN", "Type it on the reader." if token.pin_pad else "")
        self._complain("")
        self._tries.setText(said)
        self._tries.setVisible(bool(said))
        self._secret.setFocus()

    def _complain(self, problem: str) -> None:
        self._file_problem.setText(problem)
        self._file_problem.setVisible(bool(problem))

    def ready(self) -> bool:
        chosen = self._path is not None or self._token is not None
        self._complain("" if chosen else self._file_problem.text() or "Choose the file of your identity, or a card.")
        if self._path is not None and not self._read(self._path):
            return False
        needed = self._token is None or not self._token.pin_pad
        self._field.complain("" if self._secret.text() or not needed else "Write the passphrase or the PIN.")
        return chosen and (bool(self._secret.text()) or not needed) and self._opens()

    def _opens(self) -> bool:
        """A passphrase that does not open the file is told here, where it can be written again; a card counts its tries."""
        from studio.steps import identities

        if self._path is None:
            return True
        try:
            identities.require_fit(self._data, self._secret.text())
        except StudioError as error:
            self._field.complain(str(error))
            self._secret.setFocus()
            self._secret.selectAll()
            return False
        return True

    def _read(self, path: Path) -> bool:
        """Read the file now, while another can still be chosen; says why where it cannot be read."""
        from studio.steps.files import read_file

        try:
            self._data = read_file(path, most_bytes=5_000_000)
        except StudioError as error:
            self._complain(str(error))
            return False
        return True

    def credential(self) -> Credential | None:
        """What was chosen, with its secret. On a card's last try whoever presses the button has read that it is one."""
        from studio.signing.credential import FileCredential, TokenCredential

        if self._token is not None:
            module = Path(settings.load().pkcs11_module)
            return TokenCredential(module, self._secret.text(), self._token.label, last_try=True)
        if self._path is None:
            return None
        return FileCredential(self._data, self._secret.text())

    @classmethod
    def ask(
        cls, parent: QWidget | None, title: str, text: str, verb: str, path: Path | None = None, *, card: bool = False
    ) -> Credential | None:
        """What to sign with, or None. A wrong passphrase is told in the question, a wrong PIN when it is used."""
        made = cls(parent, title, text, verb, path, card=card)
        return made.credential() if made.asked() else None


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
        from studio.steps import identities

        holder = identities.Holder(made.name.text().strip(), made.organisation.text().strip(), sample=sample)
        secret = made.first.text()

        def work(_report: object) -> Any:
            return identities.new_identity(holder, secret, path, at=clock(), force=True)

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
