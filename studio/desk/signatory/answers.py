"""How a signatory answers: the signed file sent back, a refusal with its reason, a copy, the file for another program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from studio.desk import files
from studio.desk.signatory.decline_signing import DeclineSigning
from studio.desk.widgets.bars import announce
from studio.drafting.office import titled

if TYPE_CHECKING:
    from studio.desk.signatory.window import SignatoryWindow


class Answers:
    """Letters and copies of the file that the window shows."""

    def __init__(self, window: SignatoryWindow) -> None:
        self._window = window

    def send_back(self) -> None:
        """A letter to the coordinator with the signed file in it, opened in the mail program."""
        window = self._window
        out = files.ask_save(window, "Save the letter", f"{window.path.stem}.eml", files.LETTERS)
        if out is None:
            return
        plan, lines, signed, at = window.plan, window.opened.lines, window.path, window.clock()

        def work(_report: object) -> Path:
            from studio.steps import sending_back

            return sending_back.send_back(plan, lines, signed, at, out)

        window.jobs.start(
            "Writing the letter", work, owner=window, then=self._written, failed=window.refused, pool="free"
        )

    def _written(self, path: Path) -> None:
        opened = files.open_outside(path)
        said = "It is open in your mail program." if opened else "Open it with your mail program."
        self._tell(f"{path.name} is the letter with the signed file. {said} Send it from there.")

    def _tell(self, said: str) -> None:
        self._window.side.say(said, "signed")
        announce(self._window, said)

    def decline(self) -> None:
        """Ask why, then write the letter; nothing is signed."""
        window = self._window
        reason = DeclineSigning.ask(window, titled(window.plan.legal_name))
        if reason is None:
            return
        out = files.ask_save(window, "Save the letter", f"{window.path.stem}-declined.eml", files.LETTERS)
        if out is None:
            return
        plan, lines, at = window.plan, window.opened.lines, window.clock()

        def work(_report: object) -> Path:
            from studio.steps import sending_back

            return sending_back.decline(plan, lines, reason, at, out)

        window.jobs.start(
            "Writing the letter", work, owner=window, then=self._declined, failed=window.refused, pool="free"
        )

    def _declined(self, path: Path) -> None:
        files.open_outside(path)
        self._window.show_declined(path.name)
        announce(self._window, "You have not signed.")

    def save_copy(self) -> None:
        """The file as it is shown, once more."""
        self._save("Save a copy", "")

    def save_for_another(self) -> None:
        """The file to be signed, for a program that signs PDF files by adding to them."""
        said = (
            f"Sign the place “Signature of {self._window.plan.person}” in the other program, let it only add to the file, "
            "and send that file back to the coordinator."
        )
        self._save("Save the file for the other program", said)

    def _save(self, title: str, more: str) -> None:
        window = self._window
        path = files.ask_save(window, title, window.path.name, files.PDF)
        if path is None:
            return
        data = window.data

        def work(_report: object) -> Path:
            from studio.steps.files import write_new

            return write_new(path, data, force=True)

        window.jobs.start("Saving", work, owner=window, failed=window.refused, pool="free",
                          then=lambda made: self._tell(f"{made.name} is saved. {more}".strip()))  # fmt: skip
