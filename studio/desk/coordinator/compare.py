"""Compare drafts: two drafts are chosen, and their differences saved as a Word file with tracked changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.desk import files, words
from studio.desk.messages import Dialog
from studio.desk.widgets.fields import Choice, Field

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.desk.coordinator.session import Session
    from studio.steps.comparing import DraftLine


class CompareDrafts(Dialog):
    """The older draft, the newer draft; the last two are chosen to begin with."""

    def __init__(self, parent: QWidget | None, drafts: tuple[DraftLine, ...]) -> None:
        said = "You get a Word file of the newer draft, with every difference from the older one as a tracked change."
        super().__init__(parent, "compare_dialog", "Which two drafts do you want to compare?", said)
        named = [(str(one.number), _called(one)) for one in drafts]
        self.old = Choice("compare_old", named, named[-2][0])
        self.new = Choice("compare_new", named, named[-1][0])
        self._field = Field("With", self.new)
        self.body.addWidget(Field("Compare", self.old))
        self.body.addWidget(self._field)
        self.finish_with("Save the comparison…")

    def ready(self) -> bool:
        same = self.old.value() == self.new.value()
        self._field.complain("This is the same draft. Choose another one." if same else "")
        return not same

    @classmethod
    def ask(cls, parent: QWidget, drafts: tuple[DraftLine, ...]) -> tuple[int, int] | None:
        """The numbers of the older and the newer draft, or None."""
        made = cls(parent, drafts)
        if not made.asked():
            return None
        old, new = sorted((int(made.old.value()), int(made.new.value())))
        return old, new


def _called(one: DraftLine) -> str:
    return f"{one.name}, {words.day(one.made_at, weekday=False, year=0)}" if one.made_at else one.name


def compare(session: Session, parent: QWidget, agreement: str, drafts: tuple[DraftLine, ...]) -> None:
    """Ask which drafts and where to save, then write the file."""
    chosen = CompareDrafts.ask(parent, drafts)
    if chosen is None:
        return
    old, new = chosen
    path = files.ask_save(parent, "Save the comparison", f"draft-{old}-to-{new}.docx", files.WORD)
    if path is None:
        return

    def work(ws: Any, _report: object) -> None:
        from studio.steps import comparing

        path.write_bytes(comparing.compare_drafts(ws, agreement, old, new))

    def told(_nothing: object) -> None:
        session.said.emit(f"{path.name} is saved. Open it in Word to see what changed.", "signed")

    session.do(parent, "Comparing the drafts", work, told)
