"""Loading what the steps work on: facts, drafts, rounds and readings out of the store, as plain values."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from studio.drafting.draft import DraftStatus
from studio.drafting.edits import Edit, load_edits
from studio.drafting.render import Assembler, Rendering
from studio.errors import StudioError
from studio.facts.kinds import Status
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.facts.status import allowed
from studio.returns import change as c
from studio.store.records import (
    AgreementRecord,
    DecisionRecord,
    DraftRecord,
    RecipientRecord,
    ReturnRecord,
    RoundRecord,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.facts.problems import FormatProblem
    from studio.steps.workspace import Workspace
    from studio.store.transaction import Transaction

MOST_PROBLEMS = 8  # named in one message
AGREEMENT_TEMPLATE = "isa-multi-agency"
_EFFECTS = {
    each.__name__: each
    for each in (
        c.TextEdit,
        c.Strong,
        c.NewParagraph,
        c.RemovedParagraph,
        c.MovedParagraph,
        c.JoinedParagraphs,
        c.NewRow,
        c.RemovedRow,
        c.Restyled,
        c.Unmapped,
        c.Layout,
        c.Lost,
    )
}


@dataclass(frozen=True, slots=True)
class Work:
    """An agreement as it stands now: the working facts, the agreed wording, and the number the next draft has."""

    record: AgreementRecord
    facts: Facts
    edits: tuple[Edit, ...]
    number: int
    latest: DraftRecord | None

    @property
    def recorded(self) -> bool:
        """Whether these very facts and this library are those of the latest numbered draft."""
        return self.latest is not None and self.latest.number == self.number


# States in which the text may no longer be written (domain note 7.2): a round only pauses that.
_FIXED = frozenset(str(each) for each in Status if not {"save_facts", "decide"} & allowed(each))


@lru_cache(maxsize=8)
def facts_of(text: str) -> Facts:
    """The facts in a YAML text, kept for a text that is read again: they never change.

    Raises StudioError with every problem if it is malformed.
    """
    reading = read_facts(text)
    if reading.facts is None:
        raise StudioError(_refused(reading.problems), "Mend the facts, then try again.")
    return reading.facts


def _refused(problems: Sequence[FormatProblem]) -> str:
    """What is wrong with a facts file, a line each; a long list is cut, with its count."""
    many = len(problems)
    found = "one problem" if many == 1 else f"{many} problems"
    lines = [f"Line {each.line}: {each.message}" for each in problems[:MOST_PROBLEMS]]
    if many > MOST_PROBLEMS:
        lines.append(f"And {many - MOST_PROBLEMS} more.")
    return "\n".join([f"The facts were not taken: {found}. What was saved before is as it was.", *lines, ""])


def agreement_record(tx: Transaction, agreement: str) -> AgreementRecord:
    record = tx.load(AgreementRecord, agreement)
    if record is None:
        raise StudioError(f"This workspace has no agreement called {agreement}.", "Choose one from the list.")
    return record


def work_of(tx: Transaction, agreement: str) -> Work:
    """The agreement's working state. Raises StudioError if there is no such agreement."""
    record = agreement_record(tx, agreement)
    drafts = tx.all(DraftRecord, agreement=agreement)
    latest = drafts[-1] if drafts else None
    edits = load_edits(latest.edits) if latest else ()
    same = latest is not None and latest.facts == record.facts and record.library in ("", latest.library_sha256)
    number = 1 if latest is None else latest.number if same else latest.number + 1
    return Work(record, facts_of(record.facts), edits, number, latest)


def working(ws: Workspace, work: Work) -> Rendering:
    """The working draft: today's facts and agreed wording, in the library that the agreement keeps to."""
    return ws.assembler_for(work.record).render(
        work.facts, work.record.template, on=ws.today(), number=work.number, edits=work.edits
    )


def frozen(status: str) -> bool:
    """Whether the agreed text is fixed: it is final, being signed, or was signed."""
    return status in _FIXED


def shown_rendering(ws: Workspace, work: Work) -> Rendering:
    """The text to show: the final one as it was frozen, before that the working draft."""
    if work.latest is not None and work.recorded and frozen(work.record.status):
        return rendering_of(ws, work.latest, work.record.template, status=DraftStatus.FINAL)
    return working(ws, work)


def rendering_of(
    ws: Workspace, draft: DraftRecord, template: str, *, status: DraftStatus = DraftStatus.DRAFT
) -> Rendering:
    """A numbered draft again, from the facts, edits and library it was made from."""
    return rendered_by(ws.assembler_at(draft.library_sha256), draft, template, status=status)


def rendered_by(
    assembler: Assembler, draft: DraftRecord, template: str, *, status: DraftStatus = DraftStatus.DRAFT
) -> Rendering:
    """As `rendering_of`, by the assembler of the draft's library."""
    made = draft.made_at[:10]
    return assembler.render(
        facts_of(draft.facts),
        template,
        on=_day(made),
        number=draft.number,
        status=status,
        edits=load_edits(draft.edits),
    )


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


def current_round(tx: Transaction, agreement: str) -> RoundRecord | None:
    rounds = tx.all(RoundRecord, agreement=agreement)
    return rounds[-1] if rounds else None


def recipients_of(tx: Transaction, agreement: str, number: int) -> list[RecipientRecord]:
    return [each for each in tx.all(RecipientRecord, agreement=agreement) if each.round == number]


def returns_of(tx: Transaction, agreement: str, number: int) -> list[ReturnRecord]:
    """The returns that count: the latest of each recipient, in the order they came."""
    latest: dict[str, ReturnRecord] = {}
    found = [each for each in tx.all(ReturnRecord, agreement=agreement) if each.round == number]
    for each in sorted(found, key=lambda r: (r.received_at, r.id)):
        latest[each.recipient] = each
    return sorted(latest.values(), key=lambda r: (r.received_at, r.recipient))


def decisions_of(tx: Transaction, agreement: str, number: int) -> dict[str, DecisionRecord]:
    return {each.change: each for each in tx.all(DecisionRecord, agreement=agreement) if each.round == number}


def dump_reading(reading: c.Return) -> str:
    """A reading as canonical JSON for the store."""
    plain = asdict(reading)
    for written, change in zip(plain["changes"], reading.changes, strict=True):
        written["effect"] = {"is": type(change.effect).__name__, **asdict(change.effect)}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def load_reading(text: str) -> c.Return:
    plain = json.loads(text)
    return c.Return(
        pack=c.Pack(**{**plain["pack"], "certainty": c.Certainty(plain["pack"]["certainty"])}),
        changes=tuple(_change(each) for each in plain["changes"]),
        comments=tuple(c.Comment(**each) for each in plain["comments"]),
        unread=tuple(c.Unread(**each) for each in plain["unread"]),
        rejected_equals_sent=plain["rejected_equals_sent"],
        differences=tuple(plain["differences"]),
        approval=c.Approval(**plain["approval"]) if plain.get("approval") else None,
    )


def _change(plain: dict[str, Any]) -> c.Change:
    effect = dict(plain["effect"])
    made = _EFFECTS[effect.pop("is")]
    if "cells" in effect:
        effect["cells"] = tuple(effect["cells"])
    return c.Change(**{**plain, "effect": made(**effect), "certainty": c.Certainty(plain["certainty"])})


def agreement_id(facts: Facts) -> str:
    """The id of an agreement in a workspace: its reference (or title) in small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", (facts.agreement.ref or facts.agreement.title).lower()).strip("-")
