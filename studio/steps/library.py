"""Steps on the clause library: wording of one's own, what a new release offers, and which agreements are touched.

The shipped library is never changed. Local wording lies over it in this workspace alone, and a numbered draft keeps the
text that it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from studio.drafting.draft import Draft
from studio.drafting.render import Unanswered
from studio.errors import StudioError
from studio.facts.status import require
from studio.library.check_clause import lint_clause
from studio.library.clause import Clause, ClauseProblem, ClauseVersion
from studio.library.kept import file_of, header_of, source_of
from studio.library.read import Library, read_clause
from studio.library.search import Use, uses_of
from studio.steps.changed import Changed
from studio.steps.own import add_check, add_law_row, own_rows, remove_own
from studio.steps.reading import agreement_record, current_round, work_of, working
from studio.steps.workspace import Workspace
from studio.store.records import AgreementRecord, ClauseEditRecord, LibraryRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction

__all__ = ["add_check", "add_law_row", "own_rows", "remove_own"]  # the same page of the desk, the same steps
LOCAL = "Local wording: "


@dataclass(frozen=True, slots=True)
class Affected:
    """An agreement whose text has a clause. `takes` is false where its drafts keep the text they were made from."""

    agreement: str
    title: str
    takes: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A clause that a new release words anew, beside the local wording that was made from the older text (bodies).

    `agreement` is the one whose own wording it is, "" for wording of the whole workspace.
    """

    clause: str
    title: str
    base_version: str
    version: str
    local_version: str
    base: str
    shipped: str
    local: str
    changes: tuple[ClauseVersion, ...]
    agreement: str = ""


def edit_clause(ws: Workspace, clause_id: str, new_text: str, reason: str, agreement: str = "") -> Changed:
    """New local wording of a clause: its body, or its whole source with the header. It becomes the next version.

    With an agreement named, that agreement alone has it. Raises StudioError without a reason, where nothing is changed, or
    where the text has a fault.
    """
    if not reason.strip():
        raise StudioError("New wording needs a reason; it is kept with the version.", "Write one sentence.")
    before = current_source(ws, clause_id, agreement)
    text = _whole(before, new_text)
    if text == before:
        raise StudioError("This is the wording that the clause has already.", "Nothing was saved.")
    if problems := problems_of(ws, clause_id, new_text, agreement):
        raise StudioError(f"The wording has a fault: {problems[0].message}", "Mend it, then save again.")
    with ws.store.begin() as tx:
        if agreement:
            agreement_record(tx, agreement)
        made = _record(ws, tx, clause_id, text, reason.strip(), agreement)
        tx.append("edit_clause", agreement, clause_id, {"version": made.version, "reason": reason.strip()}, ws.now())
    ws.refresh()
    title = ws.library_today(agreement).clauses[clause_id].title
    if agreement:
        return Changed(frozenset({agreement}), f"“{title}” is version {made.version} in this agreement alone.")
    return Changed(frozenset(), f"“{title}” is version {made.version} here. {_told(affected(ws, clause_id))}")


def _record(ws: Workspace, tx: Transaction, clause_id: str, text: str, reason: str, agreement: str) -> ClauseEditRecord:
    """Save the wording as the next version; the version before stays as it was, no longer in use."""
    known = tx.all(ClauseEditRecord, clause=clause_id)
    old = _in_use(tx, clause_id, agreement)
    shipped = ws.shipped.clauses.get(clause_id)
    version = _next([each.version for each in known] + ([shipped.version] if shipped else []))
    if old is not None:
        base_version, base = old.base_version, old.base
        tx.save(replace(old, state="older"))
    else:
        base_version = shipped.version if shipped else ""
        base = tx.put_blob(source_of(ws.shipped, clause_id).encode()) if shipped else ""
    made = _versioned(text, version, ws.today().isoformat(), reason)
    record = ClauseEditRecord(clause_id, version, made, reason, ws.stamp(), base_version, base, "in_use", agreement)
    tx.save(record)
    return record


def known_clause(ws: Workspace, clause_id: str) -> Clause:
    """The clause as it is worded here. Raises StudioError if there is none of that id."""
    if clause_id not in ws.library.clauses:
        raise StudioError(f"There is no clause called {clause_id}.", "Find it with: library search WORDS")
    return ws.library.clauses[clause_id]


def current_source(ws: Workspace, clause_id: str, agreement: str = "") -> str:
    """The clause's whole source as it is in use here, or in one agreement."""
    with ws.store.read() as tx:
        edit = (_in_use(tx, clause_id, agreement) if agreement else None) or _in_use(tx, clause_id)
    return edit.text if edit else source_of(ws.shipped, clause_id)


def problems_of(ws: Workspace, clause_id: str, new_text: str, agreement: str = "") -> tuple[ClauseProblem, ...]:
    """What is wrong with new wording of a clause; `line` counts within the text that was given."""
    before, file = current_source(ws, clause_id, agreement), file_of(ws.shipped, clause_id)
    text = _whole(before, new_text)
    shift = 0 if new_text.startswith("---\n") else text.count("\n") - new_text.rstrip("\n").count("\n") - 1
    had = {(each.code, each.message) for each in faults_of(ws.library, before, file)}
    found = [each for each in faults_of(ws.library, text, file) if (each.code, each.message) not in had]
    made = read_clause(text, file, [])
    if made is not None and made.id != clause_id:
        found.append(ClauseProblem(file, 2, "id", f"The id of this clause is {clause_id} and stays so."))
    return tuple(replace(each, line=max(each.line - shift, 1)) for each in found)


def faults_of(library: Library, text: str, file: str) -> list[ClauseProblem]:
    """What is wrong with the source of a clause alone, as lint says it."""
    problems: list[ClauseProblem] = []
    clause = read_clause(text, file, problems)
    if clause is None:
        return problems
    header = header_of(text)[0].split("\n")

    def at(key: str) -> int:
        return next((number for number, line in enumerate(header, 2) if line.startswith(f"{key}:")), 2)

    return problems + list(lint_clause(clause, {*library.clauses, clause.id}, at))


def _whole(before: str, new_text: str) -> str:
    """Header and body: those given, or the given body under the header that the clause has."""
    text = new_text.replace("\r\n", "\n")
    if not text.startswith("---\n"):
        text = f"---\n{header_of(before)[0]}---\n{text}"
    return text.rstrip("\n") + "\n"


def _versioned(text: str, version: str, day: str, reason: str) -> str:
    """The source with its version raised and the change written into its list; all else stays as it is typed."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    header, body = header_of(text)
    try:
        data = yaml.load(header)
    except YAMLError as error:
        raise StudioError("The header of the clause cannot be read.", "Mend it, then save again.") from error
    data["version"] = version
    changes = data.setdefault("changes", [])
    changes.append({"version": version, "date": day, "reason": f"{LOCAL}{reason}"})
    out = StringIO()
    yaml.dump(data, out)
    return f"---\n{out.getvalue()}---\n{body}"


def _next(versions: Sequence[str]) -> str:
    """The version after the highest of these: 1.2 after 1.1."""
    numbers = [tuple(int(part) for part in re.findall(r"\d+", each)) for each in versions]
    highest = max((each for each in numbers if each), default=(1, 0))
    return ".".join(str(part) for part in (*highest[:-1], highest[-1] + 1))


def _in_use(tx: Transaction, clause_id: str, agreement: str = "") -> ClauseEditRecord | None:
    """The wording in use of one agreement's own, or that of the workspace."""
    found = tx.all(ClauseEditRecord, clause=clause_id, state="in_use", agreement=agreement)
    return next(iter(found), None)


def edits_of(ws: Workspace, clause_id: str = "") -> tuple[ClauseEditRecord, ...]:
    """All local wording ever saved, of one clause or of all; `state` says which is in use."""
    with ws.store.read() as tx:
        return tuple(tx.all(ClauseEditRecord, **({"clause": clause_id} if clause_id else {})))


def has_own(ws: Workspace, clause_id: str, agreement: str) -> bool:
    """Whether the agreement has wording of the clause that no other has."""
    with ws.store.read() as tx:
        return bool(agreement) and _in_use(tx, clause_id, agreement) is not None


def give_up_own(ws: Workspace, clause_id: str, agreement: str, *, shared: bool = False) -> Changed:
    """An agreement's own wording is used no more: it reads as the others here do. Its versions are kept.

    `shared` says that its words are those of the whole workspace from now on, so nothing is told apart.
    """
    clause = known_clause(ws, clause_id)
    with ws.store.begin() as tx:
        edit = _in_use(tx, clause_id, agreement)
        if edit is None:
            raise StudioError("This agreement has no wording of its own for this clause.", "Nothing was changed.")
        tx.save(replace(edit, state="older" if shared else "restored"))
        tx.append("restore_clause", agreement, clause_id, {"version": edit.version}, ws.now())
    ws.refresh()
    return Changed(frozenset({agreement}), f"“{clause.title}” reads in this agreement as it does in the others.")


def restore(ws: Workspace, clause_id: str, agreement: str = "") -> Changed:
    """Go back to the shipped wording, or take a clause of one's own out. The local versions are kept.

    With an agreement named, its own wording is given up where it has any.
    """
    if has_own(ws, clause_id, agreement):
        return give_up_own(ws, clause_id, agreement)
    clause, own = known_clause(ws, clause_id), clause_id not in ws.shipped.clauses
    naming = [each.id for each in uses_of(ws.library, clause_id) if each.kind == "clause"] if own else []
    if naming:
        raise StudioError(f"{', '.join(naming)} refers to this clause.", "Take the reference out first.")
    with ws.store.begin() as tx:
        edit = _in_use(tx, clause_id)
        if edit is None:
            raise StudioError("This clause has no local wording in use.", "Nothing was changed.")
        tx.save(replace(edit, state="restored"))
        tx.append("restore_clause", "", clause_id, {"version": edit.version}, ws.now())
    ws.refresh()
    if own:
        return Changed(
            frozenset(), f"“{clause.title}” is taken out. Its versions are kept, and so is what was sent out."
        )
    return Changed(frozenset(), f"The shipped wording of {clause_id} is in use again. {_told(affected(ws, clause_id))}")


def affected(ws: Workspace, clause_id: str) -> tuple[Affected, ...]:
    """Every agreement whose text has this clause, and whether a change of the library reaches its next draft."""
    with ws.store.read() as tx:
        works = [work_of(tx, each.id) for each in tx.all(AgreementRecord)]
    found = []
    for work in works:
        record = work.record
        template = ws.library_for(record).templates.get(record.template)
        if template is None or all(clause_id not in entry.clauses for entry in template.outline):
            continue
        try:
            chosen = any(each.chosen and each.clause.id == clause_id for each in working(ws, work).choices)
        except Unanswered:
            chosen = True  # it stands in the outline; whether it applies is not answered yet
        if chosen:
            own = has_own(ws, clause_id, record.id)
            found.append(_affected(ws, record, work.latest.number if work.latest else 0, own=own))
    return tuple(found)


def _affected(ws: Workspace, record: AgreementRecord, number: int, *, own: bool) -> Affected:
    if own:
        return Affected(record.id, record.title, takes=False, sentence="It has wording of its own for this clause.")
    if record.library in ("", ws.library_today(record.id).sha256):
        return Affected(record.id, record.title, takes=True, sentence="Its next draft has the new wording.")
    said = f"It keeps the wording of draft {number}, until you take the newer text."
    return Affected(record.id, record.title, takes=False, sentence=said)


def _told(touched: Sequence[Affected]) -> str:
    takes = len([each for each in touched if each.takes])
    keeps = len(touched) - takes
    said = [f"The next draft of {_agreements(takes)} has it."] if takes else []
    if keeps:
        who = "1 agreement keeps" if keeps == 1 else f"{keeps} agreements keep"
        said.append(f"{who} the text that was sent out.")
    return " ".join(said) or "No agreement has this clause."


def _agreements(number: int) -> str:
    return "1 agreement" if number == 1 else f"{number} agreements"


def offered(ws: Workspace) -> tuple[Offer, ...]:
    """Local wording made from a text that this release words anew: take the newer text, or keep the local one."""
    found = []
    with ws.store.read() as tx:
        for edit in tx.all(ClauseEditRecord, state="in_use"):
            shipped = ws.shipped.clauses.get(edit.clause)
            if shipped is None or not edit.base:
                continue
            base = read_clause(tx.blob(edit.base).decode(), shipped.file, [])
            local = read_clause(edit.text, shipped.file, [])
            if base is None or local is None or _printed(base) == _printed(shipped):
                continue
            newer = tuple(each for each in shipped.changes if each not in base.changes)
            found.append(
                Offer(edit.clause, shipped.title, base.version, shipped.version, local.version, base.body, shipped.body,
                      local.body, newer, edit.agreement)
            )  # fmt: skip
    return tuple(found)


def _printed(clause: Clause) -> tuple[Any, ...]:
    return clause.title, clause.body, clause.when, clause.status


def take_offered(ws: Workspace, clause_id: str, agreement: str = "") -> Changed:
    """Take the newer shipped text in place of the local wording."""
    return restore(ws, clause_id, agreement)


def keep_local(ws: Workspace, clause_id: str, agreement: str = "") -> Changed:
    """Keep the local wording beside the newer shipped text, which is not offered again."""
    known_clause(ws, clause_id)
    with ws.store.begin() as tx:
        edit, shipped = _in_use(tx, clause_id, agreement), ws.shipped.clauses.get(clause_id)
        if edit is None or shipped is None:
            raise StudioError("This clause has no local wording in use.", "Nothing was changed.")
        if edit.base_version == shipped.version:
            raise StudioError("This release has no newer text of the clause.", "Your wording stays as it is.")
        tx.save(
            replace(edit, base_version=shipped.version, base=tx.put_blob(source_of(ws.shipped, clause_id).encode()))
        )
        tx.append("keep_clause", "", clause_id, {"version": edit.version, "beside": shipped.version}, ws.now())
    return Changed(frozenset(), f"Your wording of “{shipped.title}” stays.")


def newer_clauses(ws: Workspace, agreement: str) -> tuple[str, ...]:
    """Clauses of an agreement's document that the library words otherwise than the agreement's last draft."""
    with ws.store.read() as tx:
        record = agreement_record(tx, agreement)
    old, new = ws.library_for(record), ws.library_today(agreement)
    template = new.templates.get(record.template)
    if old is new or template is None:
        return ()
    names = [name for entry in template.outline for name in entry.clauses]
    now, then = new.clauses, old.clauses
    return tuple(
        name for name in names if name in now and (name not in then or _printed(now[name]) != _printed(then[name]))
    )


def take_newest(ws: Workspace, agreement: str) -> Changed:
    """From its next draft on the agreement has the library's text of today. What was sent out stays as it was."""
    with ws.store.begin() as tx:
        record, round_ = agreement_record(tx, agreement), current_round(tx, agreement)
        require(record.status, "save_facts")
        if round_ is not None and round_.closed_at is None:
            raise StudioError(f"Round {round_.number} is out with the reviewers.", "Finish it first.")
        today = ws.library_today(agreement).sha256
        tx.save(replace(record, library=today, changed_at=ws.stamp()))
        ws.keep_library(tx, today)
        tx.append("take_library", agreement, record.title, {"library": today}, ws.now())
    return Changed(frozenset({agreement}), "The next draft has the library's text of today.")


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One wording of a clause that can be read here. `where` says which: "as shipped, 1.1", "local, 1.2" …"""

    where: str
    body: str


@dataclass(frozen=True, slots=True)
class ClauseView:
    """What the library page shows of a clause beside its own words."""

    clause: Clause
    local: ClauseEditRecord | None
    texts: tuple[ClauseText, ...]
    offer: Offer | None
    uses: tuple[Use, ...]
    alone: tuple[ClauseEditRecord, ...] = ()  # wording in use that one agreement alone has


def clause_view(ws: Workspace, clause_id: str) -> ClauseView:
    """A clause with its local wording, every wording that is kept of it, and where it is used."""
    clause = ws.library.clauses[clause_id]
    edits = edits_of(ws, clause_id)
    local = next((each for each in edits if each.state == "in_use" and not each.agreement), None)
    mine = [each for each in offered(ws) if each.clause == clause_id and not each.agreement] if local else []
    offer = next(iter(mine), None)
    alone = tuple(each for each in edits if each.state == "in_use" and each.agreement)
    return ClauseView(clause, local, _texts(ws, clause_id, edits), offer, tuple(uses_of(ws.library, clause_id)), alone)


def _texts(ws: Workspace, clause_id: str, edits: Sequence[ClauseEditRecord]) -> tuple[ClauseText, ...]:
    """The wording in use first, then the others, each text once."""
    found: list[ClauseText] = []
    for each in sorted(edits, key=lambda one: (one.state != "in_use", bool(one.agreement), one.made_at)):
        made = read_clause(each.text, "local.md", [])
        if made is not None:
            now = "in one agreement" if each.agreement else "in use here"
            now = now if each.state == "in_use" else "no longer in use"
            found.append(ClauseText(f"local, version {each.version} ({now})", made.body))
    shipped = ws.shipped.clauses.get(clause_id)
    if shipped is not None:
        after_local = int(any(each.state == "in_use" and not each.agreement for each in edits))
        found.insert(after_local, ClauseText(f"as shipped, version {shipped.version}", shipped.body))
    with ws.store.read() as tx:
        kept = tx.all(LibraryRecord)
    for record in sorted(kept, key=lambda one: one.kept_at, reverse=True):
        old = ws.library_at(record.sha256).clauses.get(clause_id)
        if old is not None:
            found.append(ClauseText(f"sent out {record.kept_at[:10]}, version {old.version}", old.body))
    first = {each.body: each for each in reversed(found)}
    return tuple(each for each in found if first[each.body] is each)


def clause_in(ws: Workspace, agreement: str, clause_id: str) -> tuple[Draft | None, str]:
    """The clause as an agreement prints it, in the first of its documents that has it; else why there is none."""
    with ws.store.read() as tx:
        work = work_of(tx, agreement)
    named = [use.id for use in uses_of(ws.library, clause_id) if use.kind == "template"]
    first = [name for name in (work.record.template,) if name in named]
    family = [name for name, party in ws.assembler.family(work.facts, on=ws.today()) if name in named and not party]
    why = "This agreement does not use the clause. It is shown as the library has it."
    for name in dict.fromkeys([*first, *family, *named]):
        try:
            draft = ws.assembler.render(work.facts, name, on=ws.today(), number=work.number).draft
        except Unanswered as error:
            why = f"Some facts have no answer yet: {', '.join(each.pointer for each in error.missing[:3])}."
            continue
        except StudioError as error:
            why = error.message
            continue
        blocks = tuple(block for block in draft.blocks if block.clause == clause_id)
        if blocks:
            belongs = name in (*first, *family)
            where = "" if belongs else "No document of this agreement has it. With its facts it would read so, "
            return replace(draft, blocks=blocks), f"{where}as in: {draft.info.short_title}"
    return None, why
