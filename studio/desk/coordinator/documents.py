"""Documents: everything kept of an agreement, each to be saved as a file."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPushButton, QStackedWidget

from studio.desk import files, words
from studio.desk.coordinator.page import AgreementPage
from studio.desk.coordinator.session import Session
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.bars import EmptyPane
from studio.desk.widgets.basics import boxed, button, column, not_yet, set_not_yet
from studio.desk.widgets.rows import ColumnHeads, RowList

_KINDS = {
    "application/pdf": ("documents", "PDF"), "message/rfc822": ("letter", "Letter"), "text/plain": ("documents", "Text"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("compose", "Word"),
}  # fmt: skip


Kept = tuple[str, str, str, str]  # name, media type, SHA-256, when


class DocumentsPage(AgreementPage):
    """Name, kind, when, fingerprint; Enter saves a copy."""

    KEY = "documents"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._kept: dict[str, tuple[str, str]] = {}
        self.save_button = button("Save a copy…", "save", "", "documents_save", lambda: self.save(self.rows.key()))
        self.style_button = button("House style…", "open", "", "documents_style", self.choose_style)
        self.plain_button = button("Plain design", "undo", "", "documents_plain", self.plain_style)
        self.rows = RowList("documents_rows", "Documents", tall=50, plain=40)
        self.rows.verb_room = 70
        self.rows.entered.connect(self.save)
        heads = Line(
            "", "Document", parts=(Part("Kind", width=90), Part("Made", width=220), Part("Fingerprint", width=190))
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyPane("documents", "Nothing is kept yet", "Drafts that went out, returns and signed files stand here.")
        )
        self._stack.addWidget(boxed(column(ColumnHeads(self.rows, heads), self.rows, gap=0), "surface"))
        self.setLayout(column(self._stack, gap=0))

    def head_buttons(self) -> list[QPushButton]:
        return [self.plain_button, self.style_button, self.save_button]

    def reload(self) -> None:
        from studio.steps import look
        from studio.steps.house import house_kept

        agreement = self.agreement

        def work(ws: Any) -> tuple[str, tuple[list[Kept], dict[str, str]], str | None]:
            house = house_kept(ws)
            whose = None if house is None else house.name or "without a name"
            return agreement, (look.documents(ws, agreement), look.partner_names(ws, agreement)), whose

        self.session.read(self, work, self._show)

    def _show(self, found: tuple[str, tuple[list[Kept], dict[str, str]], str | None]) -> None:
        if found[0] == self.agreement:
            self.show_view(*found[1])
            self.show_style(found[2])

    def show_style(self, whose: str | None) -> None:
        """Say in which style documents are written: `whose` name it bears, None for the plain design."""
        set_not_yet(self.plain_button, "Documents are written in the plain design." if whose is None else "")
        said = "Documents are written in the plain design." if whose is None else f"Style in use: {whose}."
        self.style_button.setToolTip(f"{said} Choose a file with logo, colour and letters of the lead partner.")
        self.style_button.setAccessibleDescription(self.style_button.toolTip())

    def choose_style(self) -> None:
        """Take logo, colour and letters of the lead partner from a file into the workspace."""
        path = files.ask_open(self, "House style", files.STYLES)
        if path is None:
            return

        def work(ws: Any, _report: object) -> object:
            from studio.steps import house

            return house.set_house(ws, house.read_house_file(path))

        self.session.do(self, "Taking the style", work, lambda _done: self.reload())

    def plain_style(self) -> None:
        """Write documents in the plain design again."""
        if not_yet(self.plain_button):
            return

        def work(ws: Any, _report: object) -> object:
            from studio.steps import house

            return house.remove_house(ws)

        self.session.do(self, "Taking the style out", work, lambda _done: self.reload())

    def show_view(self, kept: list[Kept], names: dict[str, str] | None = None) -> None:
        """Rows of (name, media type, SHA-256, when), newest first; `names` gives each partner's."""
        rows = sorted(kept, key=lambda one: one[3], reverse=True)
        self._kept = {f"{number}:{sha}": (name, sha) for number, (name, _kind, sha, _at) in enumerate(rows)}
        self.rows.set_lines([document_line(f"{number}:{one[2]}", one, names or {}) for number, one in enumerate(rows)])
        self._stack.setCurrentIndex(1 if rows else 0)
        set_not_yet(self.save_button, "" if rows else "Nothing is kept yet.")

    def save(self, key: str) -> None:
        """Save a copy of the chosen document."""
        if key not in self._kept:
            return
        name, sha = self._kept[key]
        path = files.ask_save(self, "Save a copy", name, "All files (*)")
        if path is None:
            return

        def work(ws: Any, _report: object) -> object:
            from studio.steps import look

            path.write_bytes(look.blob(ws, sha))
            return path

        self.session.do(self, "Saving", work, lambda made: self.session.said.emit(f"{made.name} is saved.", "signed"))


def document_line(key: str, kept: Kept, names: dict[str, str]) -> Line:
    name, media, sha, at = kept
    icon, kind = _KINDS.get(media, ("documents", media.rpartition("/")[2]))
    parts = (
        Part(kind, width=90, tone="text2"),
        Part(words.moment(at), width=220, tone="text2"),
        Part(f"{sha[:8]} … {sha[-6:]}", width=190, tone="text2"),
    )
    return Line(key, title_of(name, names), name, icon=icon, parts=parts, verb="Save…")


def title_of(name: str, names: dict[str, str]) -> str:
    """What a kept file is, in words; `names` gives each partner's. A name of no known form is given back."""
    folder, _slash, file = name.rpartition("/")
    stem, _dot, ending = file.rpartition(".")
    if folder.endswith("/returns"):
        return f"Return in {folder.partition('/')[0].replace('-', ' ')}"
    if folder.startswith("round-"):
        who = names.get(stem.partition("-")[0], stem.partition("-")[0])
        return f"{'Letter to' if ending == 'eml' else 'Review copy for'} {who}"
    if folder == "signing":
        _number, kind, who = [*stem.split("-", 2), "", ""][:3]
        return "File to be signed" if kind == "certified" else f"Signed by {names.get(who, who)}"
    return _draft_title(stem)


def _draft_title(stem: str) -> str:
    if stem.startswith("final-"):
        return f"Final text {stem.removeprefix('final-')}"
    word, _dash, rest = stem.partition("-")
    number, _dash, kind = rest.partition("-")
    if word != "draft" or not number.isdigit():
        return stem
    return f"Draft {number}" + {"redline": ", with its changes marked", "you-said-we-did": ": you said, we did"}.get(
        kind, ""
    )
