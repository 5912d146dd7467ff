"""Which documents compose can show, and the draft of one from facts that are not saved yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.desk.models.form import plain_words
from studio.desk.widgets.fields import SEPARATOR

if TYPE_CHECKING:
    from studio.drafting.draft import Draft
    from studio.library.clause import Template
    from studio.steps.views import AgreementView
    from studio.steps.workspace import Workspace


_KINDS = ("agreement", "form", "notice", "card", "record")
FOR_ALL = "for all partners"


@dataclass(frozen=True, slots=True)
class Documents:
    """What can be shown: templates by name, a line between kinds; and for which partners a template is made apart."""

    templates: tuple[tuple[str, str], ...]
    parties: dict[str, tuple[tuple[str, str], ...]]


def documents_of(ws: Workspace, view: AgreementView) -> Documents:
    """The agreement, the documents of its family by kind, then those that are made when they are asked for."""
    from studio.steps.reading import agreement_record

    with ws.store.read() as tx:
        assembler = ws.assembler_at(agreement_record(tx, view.id).library)
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
    found = [(view.template, _title(templates[view.template]))]
    for group in (*groups, by_name):
        if group:
            ordered = sorted((_title(templates[name]), name) for name in group)
            found += [(SEPARATOR, ""), *((name, title) for title, name in ordered)]
    return Documents(tuple(found), parties)


def _title(template: Template) -> str:
    """What a document is called, where its title would need the facts: the words of its id."""
    for text in (template.short_title, template.title):
        if "{{" not in text and "{%" not in text:
            return text
    return plain_words("", template.id.replace("-", "_"))


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
