"""A pack from elsewhere: what is in it, what would come, what collides; then it is taken in, or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from studio.desk import style, words
from studio.desk.messages import Dialog
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.basics import label, set_not_yet
from studio.desk.widgets.rows import RowList

if TYPE_CHECKING:
    from studio.desk.coordinator.session import Session
    from studio.steps.packs import Coming, PackLook

_STATES = {"new": "Comes in", "same": "Is here already", "collision": "Is here in other words and stays"}
_ICONS = {"new": ("add", "added"), "same": ("done", "text3"), "collision": ("clash", "clash")}


def look_at(parent: QWidget, session: Session, path: Path, then: Callable[[], None]) -> None:
    """Read the pack in the background, show it, and take in what is new if the coordinator says so."""

    def read(ws: Any, _report: object) -> tuple[PackLook, tuple[Coming, ...]]:
        from studio.steps import library_pack
        from studio.steps.files import read_file

        look = library_pack.look_at(ws, read_file(path))
        return look, library_pack.wanted(ws, look)

    def show(found: tuple[PackLook, tuple[Coming, ...]]) -> None:
        if LookAtPack.ask(parent, path.name, *found):
            session.do(parent, "Taking the pack in", lambda ws, _report: _take(ws, found[0]), lambda _done: then())

    session.jobs.start(
        "Reading the pack", lambda report: read(session.ws, report), owner=parent, then=show, failed=session.fail
    )


def _take(ws: Any, look: PackLook) -> object:
    from studio.steps import library_pack

    return library_pack.take(ws, look)


class LookAtPack(Dialog):
    """Problems first; then each part with what becomes of it."""

    def __init__(self, parent: QWidget | None, name: str, look: PackLook, wanted: tuple[Coming, ...]) -> None:
        made = " ".join(part for part in (look.pack.made_by, look.pack.made_on) if part)
        said = f"Made by {made}. {look.pack.reason}".strip() if made else look.pack.reason
        super().__init__(parent, "pack_dialog", f"What {name} would bring", said, 720)
        coming = {each.file for each in wanted}
        lines = [
            Line(f"problem:{n}", one.message, f"{one.file}, line {one.line}", "error", "error")
            for n, one in enumerate(look.problems)
        ]
        if lines:
            lines.insert(0, Line("head:problems", "Faults", str(len(lines)), head=True))
        for state, title in _STATES.items():
            inside = [each for each in look.coming if each.state == state]
            if inside:
                lines.append(Line(f"head:{state}", title, str(len(inside)), head=True))
                lines += [_line(each, taken=each.file in coming) for each in inside]
        self.list = RowList("pack_list", "What is in the pack", tall=46)
        self.list.inset = 0
        self.list.setFixedHeight(style.px(380))
        self.list.set_lines(lines)
        self.body.addWidget(self.list)
        why = "It has faults: nothing of it is taken in." if look.problems else ""
        why = why or ("" if wanted else "There is nothing new in it for this workspace.")
        self.body.addWidget(label(why or "What is here already stays as it is.", "second", wrap=True))
        self._do = self.finish_with(
            f"Take in {words.count(len(wanted), 'part')}" if wanted and not why else "Take it in", "Leave it"
        )
        set_not_yet(self._do, why)
        self._why = why

    def ready(self) -> bool:
        return not self._why

    @classmethod
    def ask(cls, parent: QWidget, name: str, look: PackLook, wanted: tuple[Coming, ...]) -> bool:
        return cls(parent, name, look, wanted).asked()


def _line(one: Coming, *, taken: bool) -> Line:
    icon, tone = _ICONS[one.state]
    told = one.sentence or (f"Version {one.version}" if one.version else one.file)
    if one.state == "new" and not taken:
        told = "A document's outline, or wording that is here already: not taken into a workspace."
    return Line(one.file, one.id, told, icon, tone, parts=(Part(one.kind, width=90, right=True, tone="text3"),))
