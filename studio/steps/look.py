"""What the pages show, read from the store in one go: plain values, nothing is changed here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from studio.drafting.draft import Draft
from studio.drafting.render import Unanswered
from studio.errors import StudioError
from studio.facts.model import Facts
from studio.facts.status import allowed
from studio.preflight.check import check
from studio.preflight.finding import Finding
from studio.steps.issuing import GONE, reviewers
from studio.steps.outcome import following
from studio.steps.planning import home_line, waiting_lines
from studio.steps.proofs import proofs_of
from studio.steps.reading import (
    Work,
    current_round,
    facts_of,
    load_reading,
    recipients_of,
    returns_of,
    shown_rendering,
    work_of,
)
from studio.steps.round_work import round_work
from studio.steps.standing import standing_of
from studio.steps.undoing import last_act
from studio.steps.views import (
    AgreementView,
    BoardRow,
    BoardView,
    CommentThread,
    Decided,
    HomeView,
    MergeView,
    RegisterView,
    SigningView,
)
from studio.steps.workspace import Workspace
from studio.store.records import (
    AcceptanceRecord,
    AgreementRecord,
    CorrespondenceRecord,
    HistoryEntry,
    ProofRecord,
    RecipientRecord,
    RoundRecord,
)

if TYPE_CHECKING:
    from studio.returns.change import Return
    from studio.store.transaction import Transaction


def home(ws: Workspace) -> HomeView:
    """What waits for the coordinator, and all agreements."""
    with ws.store.read() as tx:
        records = tx.all(AgreementRecord)
        lines = tuple(home_line(ws, tx, each) for each in records)
        waiting = [line for each in records for line in waiting_lines(ws, tx, each)]
    return HomeView(tuple(sorted(waiting, key=lambda each: -each.late_days)), lines)


def agreement_ids(ws: Workspace) -> list[str]:
    """The ids of all agreements in the workspace."""
    with ws.store.read() as tx:
        return [each.id for each in tx.all(AgreementRecord)]


def partner_names(ws: Workspace, agreement_id: str) -> dict[str, str]:
    """What each partner is called on screen, by its id."""
    with ws.store.read() as tx:
        parties = work_of(tx, agreement_id).facts.parties
    return {each.id: each.short_name or each.legal_name or each.id for each in parties}


def agreement(ws: Workspace, agreement_id: str) -> AgreementView:
    """The working facts, their draft (if nothing is unanswered) and findings."""
    with ws.store.read() as tx:
        work = work_of(tx, agreement_id)
        accepted = tx.all(AcceptanceRecord, agreement=agreement_id)
        round_ = current_round(tx, agreement_id)
        standing = standing_of(tx, work, ws.today())
    draft, unanswered = drafted(ws, work)
    from studio.steps.library import newer_clauses

    issued = round_ is not None and round_.closed_at is None
    return AgreementView(
        agreement_id,
        work.record.status,
        work.number,
        work.facts,
        work.record.facts,
        draft,
        unanswered,
        check(work.facts, draft, ws.rules, ws.library.law, ws.today(), accepted, work=standing),
        issued,
        work.record.template,
        not issued and "issue" in allowed(work.record.status),
        len(newer_clauses(ws, agreement_id)),
    )


def drafted(ws: Workspace, work: Work) -> tuple[Draft | None, tuple[str, ...]]:
    """The working draft, or what is missing to make it."""
    try:
        made = shown_rendering(ws, work).draft
    except Unanswered as error:
        return None, tuple(each.pointer for each in error.missing)
    return made, ()


def board(ws: Workspace, agreement_id: str) -> BoardView:
    """The circulation board: every reviewer, since when, what came back, what to do next."""
    with ws.store.read() as tx:
        work, round_ = work_of(tx, agreement_id), current_round(tx, agreement_id)
        correspondence = tuple(tx.all(CorrespondenceRecord, agreement=agreement_id))
        if round_ is None:
            return BoardView(
                0, work.number, "", None, (), 0, closed=False, correspondence=correspondence, ready=_ready(work.facts)
            )
        rows = tuple(_board_row(ws, tx, work, round_, each) for each in recipients_of(tx, agreement_id, round_.number))
    return BoardView(
        round_.number,
        round_.draft,
        round_.issued_at,
        date.fromisoformat(round_.due_on),
        tuple(sorted(rows, key=lambda row: (-row.late_days, row.state != "sent", row.party_name))),
        sum(row.state != "sent" for row in rows),
        closed=round_.closed_at is not None,
        correspondence=correspondence,
        ready=_ready(work.facts),
    )


def _ready(facts: Facts) -> tuple[tuple[str, str], ...]:
    who = {each.party: each.contact.name or "" for each in reversed(reviewers(facts))}
    return tuple(
        (each.short_name or each.legal_name or each.id, who.get(each.id, ""))
        for each in facts.parties
        if str(each.status) not in GONE
    )


def _board_row(ws: Workspace, tx: Transaction, work: Work, round_: RoundRecord, row: RecipientRecord) -> BoardRow:
    names = {each.id: each.short_name or each.legal_name or each.id for each in work.facts.parties}
    record = next((each for each in returns_of(tx, work.record.id, round_.number) if each.recipient == row.id), None)
    reading = load_reading(record.reading) if record else None
    proof = tx.load(ProofRecord, work.record.id, round_.number, "import", record.id) if record else None
    unproved = proof.says if proof and not proof.holds else ""
    late = max((ws.today() - date.fromisoformat(round_.due_on)).days, 0) if row.state == "sent" else 0
    return BoardRow(
        row.party,
        names.get(row.party, row.party),
        row.id,
        row.contact,
        row.email,
        row.role,
        row.state,
        row.state_at,
        len(reading.changes) if reading else 0,
        len(reading.comments) if reading else 0,
        late,
        row.reminded_at,
        "Ask once more" if unproved else _next_step(row, late, reading),
        unproved=unproved,
        aside=any(each.id == row.party and str(each.status) == "set_aside" for each in work.facts.parties),
    )


def _next_step(row: RecipientRecord, late: int, reading: Return | None) -> str:
    if row.state == "returned":
        if reading is not None and reading.approval:
            return "Decide its points; it approves with them"
        empty = reading is not None and not reading.changes and not reading.comments
        return "Ask whether it agrees" if empty else "Merge the changes"
    if row.state == "agreed":
        return "Nothing: agreed"
    if row.state == "no_response":
        return "Telephone and ask"
    if row.state == "set_aside":
        return "Nothing: set aside"
    if late and row.reminded_at:
        return "Telephone, or record that there is no answer"
    return "Remind" if late else "Wait"


def merge(ws: Workspace, agreement_id: str) -> MergeView:
    """Everything to decide in the current round, with the next draft as far as it is decided."""
    with ws.store.read() as tx:
        facts = work_of(tx, agreement_id).facts
        work = round_work(ws, tx, agreement_id)
        proofs = proofs_of(tx, agreement_id, work.round.number)
        after, draft, problem = None, None, ""
        try:
            after, draft = (None, None) if work.round.closed_at else following(ws, tx, work)
        except StudioError as error:
            problem = str(error)
    told = {
        name: Decided(each.decision.split("-")[0], each.reason, each.text, name in work.automatic)
        for name, each in work.decisions.items()
    }
    return MergeView(
        work.round.number,
        work.issued.rendering.draft,
        draft,
        work.proposals,
        told,
        tuple(CommentThread(each.id, each.party, each.comment, told.get(each.id)) for each in work.comments),
        {each.id: each.short_name or each.legal_name or each.id for each in facts.parties},
        finished=work.round.closed_at is not None,
        types={name: str(each) for name, each in work.types.items()},
        withheld=dict(work.withheld),
        undecided=len(work.undecided) + len(work.unanswered),
        last_act="" if work.round.closed_at else last_act(ws, agreement_id),
        warnings=(*(after.warnings if after else ()), *(draft.orphans if draft else ())),
        next_problem=problem,
        deferred=dict(work.deferred),
        there=work.there,
        proofs=proofs,
    )


def next_findings(ws: Workspace, agreement_id: str) -> tuple[Finding, ...]:
    """The checks of the next draft as far as it is decided, over its facts, its text and the documents of its family."""
    from studio.steps.checking import check_family

    with ws.store.read() as tx:
        record = work_of(tx, agreement_id).record
        work = round_work(ws, tx, agreement_id)
        after, draft = following(ws, tx, work)
        accepted = tx.all(AcceptanceRecord, agreement=agreement_id)
        standing = standing_of(tx, work_of(tx, agreement_id), ws.today())
    return check_family(
        facts_of(after.facts), ws.assembler_for(record), ws.rules, on=ws.today(), template=work.round.template,
        number=draft.info.number, edits=after.edits, acceptances=accepted, work=standing,
    ).findings  # fmt: skip


def register(ws: Workspace) -> RegisterView:
    """All agreements with their go-live gate in one sentence each."""
    from studio.steps.planning import gate_sentence

    with ws.store.read() as tx:
        records = tx.all(AgreementRecord)
        lines = tuple(home_line(ws, tx, each) for each in records)
        gates = {each.id: gate_sentence(ws, tx, each) for each in records}
    return RegisterView(lines, gates)


def history(ws: Workspace) -> list[HistoryEntry]:
    with ws.store.read() as tx:
        return tx.history()


def documents(ws: Workspace, agreement_id: str) -> list[tuple[str, str, str, str]]:
    """Everything kept of an agreement: (name, media type, SHA-256, when)."""
    from studio.steps.kept import kept_documents

    with ws.store.read() as tx:
        return kept_documents(tx, agreement_id)


def blob(ws: Workspace, sha256: str) -> bytes:
    with ws.store.read() as tx:
        return tx.blob(sha256)


def signing(ws: Workspace, agreement_id: str) -> SigningView:
    """The signing page's values; the file is verified anew."""
    from studio.steps.looking_at_signing import signing as look

    return look(ws, agreement_id)
