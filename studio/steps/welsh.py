"""Steps on the Welsh of a clause: written here, looked at in the preview, and confirmed by a named person before it goes out."""

from __future__ import annotations

from dataclasses import dataclass

from studio.errors import StudioError
from studio.library.check_clause import lint_wording
from studio.library.clause import Clause, ClauseProblem
from studio.library.kept import welsh_file
from studio.library.read import read_clause
from studio.library.welsh import parity, read_translation
from studio.steps.changed import Changed
from studio.steps.workspace import Workspace
from studio.store.records import OwnRecord

KIND = "welsh"


@dataclass(frozen=True, slots=True)
class WelshView:
    """The Welsh of a clause as it is known here: its title and body, and what stands between it and its issue."""

    title: str
    body: str
    confirmed_by: str
    confirmed_on: str
    open_points: tuple[str, ...]


def welsh_of(ws: Workspace, clause_id: str) -> WelshView:
    """What is known here; title and body are empty where there is no Welsh yet."""
    english, found = _english(ws, clause_id), ws.library.welsh.get(clause_id)
    if found is None:
        return WelshView("", "", "", "", (f"there is no Welsh of “{clause_id}”",))
    points = found.open_points(english)
    return WelshView(found.clause.title, found.clause.body.strip("\n"), found.confirmed_by, found.confirmed_on, points)


def write_welsh(ws: Workspace, clause_id: str, title: str, body: str, confirmed_by: str = "") -> Changed:
    """Keep the Welsh of the clause's present version; with a name it counts as confirmed by that person today.

    Raises StudioError for a text that cannot be read, and for a confirmation of one whose lines or facts differ.
    """
    english = _english(ws, clause_id)
    text = _source(english, title.strip(), body.strip("\n"), confirmed_by.strip(), ws.today().isoformat())
    if error := fault_of(ws, clause_id, title, body, confirmed_by):
        raise error
    with ws.store.begin() as tx:
        day = ws.today().isoformat() if confirmed_by.strip() else ""
        tx.save(OwnRecord(KIND, clause_id, text, confirmed_by.strip(), day, ws.stamp()))
        detail = {"version": english.version, "confirmed_by": confirmed_by.strip()}
        tx.append("write_welsh", "", clause_id, detail, ws.now())
    ws.refresh()
    said = (
        f"confirmed by {confirmed_by.strip()}" if confirmed_by.strip() else "not confirmed: it shows in previews only"
    )
    return Changed(frozenset(), f"The Welsh of “{english.title}” is kept, {said}.")


def fault_of(ws: Workspace, clause_id: str, title: str, body: str, confirmed_by: str = "") -> StudioError | None:
    """Why the Welsh could not be kept, or confirmed by that person; None where it can."""
    english = _english(ws, clause_id)
    if not title.strip() or not body.strip():
        return StudioError("The Welsh has a title and a text.", "Write both.")
    text = _source(english, title.strip(), body.strip("\n"), confirmed_by.strip(), ws.today().isoformat())
    problems: list[ClauseProblem] = []
    clause = read_clause(text, welsh_file(clause_id), problems)
    translation = read_translation(text, clause) if clause else None
    if clause and translation:
        problems += lint_wording(clause, ws.library.clauses.keys(), lambda key: int(key == "title"))
    if problems:
        first = problems[0]
        where = f"line {first.line - clause.body_line + 1}: " if clause and first.line >= clause.body_line else ""
        return StudioError(f"The Welsh has a fault: {where}{first.message}", "Mend it, then save again.")
    if translation is None:
        return StudioError("The Welsh cannot be read.", "Mend it, then save again.")
    if confirmed_by.strip() and (different := parity(translation.clause, english)):
        mend = "Give it the same lines, facts, numbers and boxes, then confirm it."
        return StudioError(f"It cannot be confirmed: {different[0]}.", mend)
    return None


def _english(ws: Workspace, clause_id: str) -> Clause:
    if clause_id not in ws.library.clauses:
        raise StudioError(f"There is no clause called {clause_id}.", "Choose one from the library.")
    return ws.library.clauses[clause_id]


def _source(english: Clause, title: str, body: str, by: str, day: str) -> str:
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    name = by.replace("\\", "\\\\").replace('"', '\\"')
    confirmed = f'confirmed_by: "{name}"\nconfirmed_on: {day}\n' if by else ""
    heading = "" if english.heading else "heading: none\n"
    return (
        f'---\nid: {english.id}\nlanguage: cy\nof_version: "{english.version}"\ntitle: "{quoted}"\n{heading}version: "1.0"\n'
        f'section: "{english.section}"\n{confirmed}---\n{body}\n'
    )
