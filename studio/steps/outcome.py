"""What a finished round leads to: the next draft, its redline, the answers to everyone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.circulation.accept import Wanted, accept
from studio.circulation.answers import Answer, Answered, response_table
from studio.circulation.proposal import FactChange, Proposal
from studio.drafting.draft import Draft
from studio.drafting.edits import Edit, dump_edits, load_edits
from studio.drafting.render import Rendering
from studio.errors import StudioError
from studio.facts.model import Facts
from studio.facts.write import set_fact
from studio.steps.house import house_kept, in_house
from studio.steps.reading import decisions_of, facts_of, load_reading, proposals_of, recipients_of, returns_of, work_of
from studio.steps.workspace import Workspace
from studio.store.records import DecisionRecord, DraftRecord, RoundRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Outcome:
    draft: DraftRecord
    facts: str
    fact_changes: tuple[FactChange, ...]
    docx: bytes
    redline: bytes
    responses: bytes


@dataclass(frozen=True, slots=True)
class NextDraft:
    """The draft that follows from decisions: its facts as YAML, its wording edits, and what will not follow the facts."""

    facts: str
    edits: tuple[Edit, ...]
    fact_changes: tuple[FactChange, ...]
    warnings: tuple[str, ...]


def wanted_of(proposals: Sequence[Proposal], decisions: Mapping[str, DecisionRecord]) -> list[Wanted]:
    """The accepted and amended proposals. A decision `accept-words` keeps a fact and changes the words only."""
    found = []
    for each in proposals:
        decision = decisions.get(each.id)
        if decision and decision.decision.split("-")[0] in {"accept", "amend"}:
            found.append(Wanted(each, decision.text, as_fact=not decision.decision.endswith("-words")))
    return found


def next_draft(
    rendering: Rendering,
    facts_yaml: str,
    edits: Sequence[Edit],
    proposals: Sequence[Proposal],
    wanted: Sequence[Wanted],
) -> NextDraft:
    """Facts and edits of the next draft. Raises StudioError if an accepted change of a fact makes the facts malformed."""
    facts = facts_of(facts_yaml)
    accepted = accept(rendering, facts, wanted, {each.id: each for each in proposals})
    text = facts_yaml
    for change in accepted.facts:
        text = set_fact(text, change.pointer, change.after)
    facts_of(text)
    return NextDraft(text, (*edits, *accepted.edits), accepted.facts, accepted.warnings)


def comments_of(
    tx: Transaction, agreement: str, round_: int, decisions: Mapping[str, DecisionRecord]
) -> tuple[Answered, ...]:
    """Every comment of a round with its answer, in the order of the board."""
    parties = {each.id: each.party for each in recipients_of(tx, agreement, round_)}
    order = {name: place for place, name in enumerate(parties)}
    found = []
    for record in sorted(returns_of(tx, agreement, round_), key=lambda each: order.get(each.recipient, 0)):
        for comment in load_reading(record.reading).comments:
            answer = decisions.get(f"{record.recipient}/{comment.id}")
            told = Answer(answer.decision, answer.reason) if answer else None
            found.append(Answered(parties[record.recipient], comment, told))
    return tuple(found)


def finished(ws: Workspace, tx: Transaction, agreement: str, round_: RoundRecord) -> Outcome:
    """The round's outcome. Raises StudioError while a change or comment has no decision."""
    rendering, proposals = proposals_of(ws, tx, agreement, round_.number)
    decisions = decisions_of(tx, agreement, round_.number)
    comments = comments_of(tx, agreement, round_.number, decisions)
    undecided = [each for each in proposals if each.id not in decisions]
    unanswered = [each for each in comments if each.answer is None]
    if undecided or unanswered:
        raise StudioError(
            f"{len(undecided)} changes and {len(unanswered)} comments have no answer yet.",
            "Decide them, then finish the round.",
        )
    work = work_of(tx, agreement)
    issued = tx.load(DraftRecord, agreement, round_.draft)
    edits = load_edits(issued.edits) if issued else ()
    following = next_draft(rendering, work.record.facts, edits, proposals, wanted_of(proposals, decisions))
    number = round_.draft + 1
    facts = facts_of(following.facts)
    assembler = ws.assembler_at(work.record.library)
    new = assembler.render(facts, round_.template, on=ws.today(), number=number, edits=following.edits).draft
    if new.orphans:
        raise StudioError(
            "Some agreed wording has lost its place: " + " ".join(new.orphans), "Amend it, then finish the round."
        )
    docx, redline, responses = papers(rendering.draft, new, facts, (proposals, decisions, comments), ws)
    record = DraftRecord(
        agreement,
        number,
        following.facts,
        dump_edits(following.edits),
        _sha(new.text()),
        new.library_sha256,
        ws.stamp(),
    )
    return Outcome(record, following.facts, following.fact_changes, docx, redline, responses)


def papers(
    old: Draft,
    new: Draft,
    facts: Facts,
    answers: tuple[Sequence[Proposal], Mapping[str, DecisionRecord], Sequence[Answered]],
    ws: Workspace,
) -> tuple[bytes, bytes, bytes]:
    """The next draft as DOCX, its redline against the last, and the table of answers."""
    from studio.documents.diagram import draft_pictures
    from studio.documents.docx_write import write_docx
    from studio.documents.redline import write_redline

    proposals, decisions, comments = answers
    parties = {each.id: each.short_name or each.legal_name or each.id for each in facts.parties}
    pictures = draft_pictures(facts)
    told = {each: Answer(d.decision.split("-")[0], d.reason, d.text) for each, d in decisions.items()}
    title = f"Draft {old.info.number} to draft {new.info.number}"
    table = response_table(old, proposals, told, comments, parties)
    with in_house(house_kept(ws)):
        redline = write_redline(old, new, authors=authors(proposals, decisions, parties), on=ws.today(), title=title)
        return write_docx(new, pictures=pictures), redline, write_docx(table)


def authors(
    proposals: Sequence[Proposal], decisions: Mapping[str, DecisionRecord], parties: Mapping[str, str]
) -> dict[str, str]:
    """Paragraph key → whose change it carries, for the redline."""
    found: dict[str, list[str]] = {}
    for each in proposals:
        decision = decisions.get(each.id)
        if decision and decision.decision.split("-")[0] in {"accept", "amend"}:
            for key in {getattr(effect, "key", None) or getattr(effect, "after", None) for effect in each.effects}:
                if key:
                    names = found.setdefault(key, [])
                    names += [parties.get(who, who) for who in each.reviewers if parties.get(who, who) not in names]
    return {key: ", ".join(names) for key, names in found.items()}


def _sha(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()
