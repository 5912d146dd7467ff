"""The right of compose: which document, its text as the facts stand now, and the clause that was pointed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from studio.desk import style
from studio.desk.coordinator.compose_inspector import Inspector
from studio.desk.models.document_names import document_names
from studio.desk.widgets.bars import EmptyPane
from studio.desk.widgets.basics import Ground, boxed, column, label, row
from studio.desk.widgets.draft_view import DraftView
from studio.desk.widgets.fields import SEPARATOR, Choice
from studio.facts.status import allowed

if TYPE_CHECKING:
    from studio.drafting.draft import Draft
    from studio.library.read import Library
    from studio.steps.views import AgreementView
    from studio.steps.workspace import Workspace


_KINDS = ("agreement", "form", "notice", "card", "record")
FOR_ALL = "for all partners"


@dataclass(frozen=True, slots=True)
class Documents:
    """What can be shown: templates by name, a line between kinds; and for which partners a template is made apart."""

    templates: tuple[tuple[str, str], ...]
    parties: dict[str, tuple[tuple[str, str], ...]]
    library: Library  # the one this agreement's drafts are made from
    shipped: Library
    locked: str = ""  # why no other wording can be taken now


class PreviewPane(Ground):
    """Choosers, paper, inspector."""

    def __init__(self) -> None:
        super().__init__("sunken")
        self.text = DraftView("compose_preview", "Preview of the agreement")
        self.template = Choice("compose_template", [], "")
        self.template.setAccessibleName("Which document")
        self.template.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.template.setMaximumWidth(style.px(300))
        self.party = Choice("compose_party", [], "")
        self.party.setAccessibleName("For which partner")
        self.party.setFixedWidth(style.px(136))
        self.party.hide()
        self.missing = EmptyPane("compose", "The text needs more answers", "", "Go to the first one", "compose_missing")
        self.missing.hide()
        self.inspector = Inspector()
        self._roomy: bool | None = None
        head = row(label("Preview", "section"), gap=8, margins=(16, 6, 16, 6))
        head.addStretch(1)
        head.addWidget(self.template, 12)
        head.addWidget(self.party)
        made = column(gap=0)
        made.addLayout(head)
        made.addWidget(boxed(column(self.text, self.missing, gap=0, margins=(20, 14, 0, 0)), "desk"), 1)
        made.addWidget(self.inspector)
        self.setLayout(made)

    def inspect(self, key: str, documents: Documents | None) -> None:
        """Show the clause of that paragraph below."""
        draft = self.text.draft()
        if documents is not None and draft is not None:
            block = draft.find(key) if key else None
            self.inspector.show_block(block, documents.library, documents.shipped, documents.locked)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """On a small window the inspector folds to one line, so that the text keeps its room."""
        size = self.window().size()
        roomy = size.width() >= style.px(1400) and size.height() >= style.px(800)
        if roomy != self._roomy:
            self._roomy = roomy
            self.inspector.open(on=roomy)
        super().resizeEvent(event)


def documents_of(ws: Workspace, view: AgreementView) -> Documents:
    """The agreement, the documents of its family by kind, then those that are made when they are asked for."""
    from studio.steps.reading import agreement_record

    with ws.store.read() as tx:
        assembler = ws.assembler_for(agreement_record(tx, view.id))
    templates = assembler.library.templates
    family = assembler.family(view.facts, on=ws.today())
    names = {each.id: each.short_name or each.legal_name or each.id for each in view.facts.parties}
    parties: dict[str, tuple[tuple[str, str], ...]] = {}
    for name, party in family:
        if party:
            parties[name] = (*parties.get(name, (("", FOR_ALL),)), (party, names[party]))
    inside = {name for name, party in family if not party} - {view.template}
    by_name = [name for name, one in templates.items() if one.by_name and name not in {*inside, view.template}]
    groups = [[name for name in inside if templates[name].family == kind] for kind in _KINDS]
    titles = document_names(templates.values())
    found = [(view.template, titles[view.template])]
    for group in (*groups, by_name):
        if group:
            ordered = sorted((titles[name], name) for name in group)
            found += [(SEPARATOR, ""), *((name, title) for title, name in ordered)]
    fixed = "" if "save_facts" in allowed(view.status) else "The agreed text is fixed: no other wording can be taken."
    locked = "This workspace is open for reading only." if ws.read_only else fixed
    return Documents(tuple(found), parties, assembler.library, ws.shipped, locked)


def preview(
    ws: Workspace, agreement: str, yaml: str, document: tuple[str, str], number: int
) -> tuple[Draft | None, tuple[str, ...]]:
    """The draft of facts not yet saved, or what it still needs."""
    from studio.drafting.render import Unanswered
    from studio.steps import drafting

    template, party = document
    try:
        return drafting.preview_of(ws, agreement, yaml, template, party=party, number=number), ()
    except Unanswered as error:
        return None, tuple(each.pointer for each in error.missing)


def place_of(draft: Any, clause: str) -> str:
    """The key of the first paragraph of a clause in a draft; "" where it is not printed."""
    return next((block.key for block in draft.blocks if block.clause == clause), "") if draft else ""
