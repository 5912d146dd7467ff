"""Clauses of a workspace's own: written as a draft, and approved by a named person for a place in the agreements."""

from __future__ import annotations

import json
import re

from studio.errors import StudioError
from studio.library.kept import header_of, own_file
from studio.steps.changed import Changed
from studio.steps.library import LOCAL, current_source, edit_clause, edits_of, faults_of, known_clause
from studio.steps.reading import AGREEMENT_TEMPLATE, agreement_record
from studio.steps.workspace import Workspace
from studio.store.records import ClauseEditRecord

LONGEST_ID = 24  # docs/formats/clause.md


def new_clause(ws: Workspace, title: str, section: str, body: str, reason: str) -> tuple[str, Changed]:
    """A clause of this workspace's own, as a draft that no agreement uses; its id, and what was done.

    Raises StudioError without a title, text or reason, for an unknown section, and where the text has a fault.
    """
    for text, what in ((title, "a title"), (body, "a text"), (reason, "a reason")):
        if not text.strip():
            raise StudioError(f"A clause needs {what}.", "Write it, then save again.")
    clause = free_id(ws, title)
    made = _source(clause, title.strip(), section, body, reason.strip(), ws.today().isoformat())
    if problems := faults_of(ws.library, made, own_file(clause)):
        raise StudioError(f"The clause has a fault: {problems[0].message}", "Mend it, then save again.")
    with ws.store.begin() as tx:
        tx.save(ClauseEditRecord(clause, "1.0", made, reason.strip(), ws.stamp(), "", "", "in_use"))
        tx.append("new_clause", "", clause, {"title": title.strip(), "reason": reason.strip()}, ws.now())
    ws.refresh()
    return clause, Changed(frozenset(), f"“{title.strip()}” is a draft. It is used in no agreement until it is placed.")


def free_id(ws: Workspace, title: str) -> str:
    """An id that no clause has or ever had here, out of the words of the title."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "clause"
    stem = f"own-{words}"[:LONGEST_ID].rstrip("-")
    taken = {*ws.library.clauses, *(each.clause for each in edits_of(ws))}
    names = [stem, *(f"{stem[: LONGEST_ID - 3].rstrip('-')}-{number}" for number in range(2, 100))]
    if not (free := [each for each in names if each not in taken]):
        raise StudioError("There are too many clauses of this title.", "Choose another title.")
    return free[0]


def place_clause(ws: Workspace, clause_id: str, after: str, approved_by: str) -> Changed:
    """Approve a clause of one's own and let it stand after the clause `after`, in every document that has that one.

    Raises StudioError for a shipped clause, an unknown place, or without the name of the person who approves it.
    """
    clause, place = known_clause(ws, clause_id), known_clause(ws, after)
    if clause_id in ws.shipped.clauses:
        raise StudioError(f"“{clause.title}” is a shipped clause and has its place.", "Nothing was changed.")
    if after not in ws.shipped.clauses or not _documents(ws, after):
        raise StudioError(f"“{place.title}” stands in no document as shipped.", "Choose a clause that does.")
    if not approved_by.strip():
        raise StudioError("A clause is approved by somebody.", "Write the name and office, then place it again.")
    header, body = header_of(current_source(ws, clause_id))
    kept = re.sub(r"^(?:status|after):.*\n", "", header, flags=re.MULTILINE)
    source = f"---\n{kept}status: approved\nafter: {after}\n---\n{body}"
    changed = edit_clause(ws, clause_id, source, f"Approved by {approved_by.strip()}, to stand after “{place.title}”")
    return Changed(changed.agreements, f"“{clause.title}” stands after “{place.title}”. {changed.said}")


def places(ws: Workspace, agreement: str = "") -> tuple[tuple[str, str], ...]:
    """(id, title) of the shipped clauses that a clause of one's own can follow, in the order of the agreement's text.

    Without an agreement, those of the multi-agency agreement.
    """
    template = AGREEMENT_TEMPLATE
    if agreement:
        with ws.store.read() as tx:
            template = agreement_record(tx, agreement).template
    outline = ws.shipped.templates[template].outline
    names = [name for entry in outline for name in entry.clauses]
    return tuple((name, ws.shipped.clauses[name].title) for name in names if name in ws.shipped.clauses)


def _documents(ws: Workspace, clause_id: str) -> list[str]:
    return [
        each.id
        for each in ws.shipped.templates.values()
        if any(clause_id in entry.clauses for entry in each.outline)
    ]  # fmt: skip


def _source(clause: str, title: str, section: str, body: str, reason: str, day: str) -> str:
    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    header = [
        f"id: {clause}", f"title: {quoted(title)}", 'version: "1.0"', "changes:",
        f'  - {{version: "1.0", date: {day}, reason: {quoted(LOCAL + reason)}}}',
        f"section: {quoted(section)}", "facts: []", "law: []", 'gloss: ""', "uses: []", "status: draft",
    ]  # fmt: skip
    lines = body.replace("\r\n", "\n").strip("\n")
    return "---\n" + "\n".join(header) + f"\n---\n{lines}\n"
