"""Merging returns on plain files: what `merge` and `compare` of the command line answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from studio.circulation.answers import Answer, Answered, response_table
from studio.circulation.following import Issued, next_draft, wanted_of
from studio.circulation.merge import Reviewed, merge
from studio.circulation.proposal import Proposal
from studio.circulation.proving import all_accepted
from studio.circulation.whose import whose
from studio.documents.docx_tree import main_text
from studio.drafting.draft import Block, BlockType, Cell, Draft, DraftInfo, DraftStatus, Row, Run, Table
from studio.drafting.render import Rendering, assembler_of
from studio.errors import StudioError
from studio.library.read import Library, load_library
from studio.returns.change import Return
from studio.steps.deciding import DECISIONS
from studio.steps.proofs import what_was_sent
from studio.steps.reading import AGREEMENT_TEMPLATE, facts_of
from studio.store.records import DecisionRecord


@dataclass(frozen=True, slots=True)
class Merged:
    """The proposals of a round, read from files. `rendering` is there only if the facts were given."""

    base: Draft
    rendering: Rendering | None
    proposals: tuple[Proposal, ...]
    reviewed: tuple[Reviewed, ...]
    proof: dict[str, bool]


def merge_files(
    sent: bytes, returns: Sequence[bytes], facts_yaml: str | None, library: Library | None = None
) -> Merged:
    """Read returns against the file that was sent and fold them. Raises StudioError if a return belongs elsewhere."""
    from studio.returns.docx_read import read_return

    readings = [read_return(each, sent) for each in returns]
    head = _head(sent)
    rendering = _rendering(sent, facts_yaml, head, library) if facts_yaml is not None else None
    base = rendering.draft if rendering else base_of(sent)
    reviewed = tuple(_reviewed(each, head, number) for number, each in enumerate(readings, 1))
    library = library or load_library()
    issued = Issued(rendering, facts_of(facts_yaml), (), library.law) if rendering and facts_yaml is not None else None
    proposals = merge(base, reviewed, issued.facts, issued.law) if issued else merge(base, reviewed)
    return Merged(base, rendering, proposals, reviewed, _proof(reviewed, returns, sent, issued, library))


def _head(sent: bytes) -> Mapping[str, str]:
    from studio.returns.docx_file import open_docx

    docx = open_docx(sent)
    if not docx.manifest.entries:
        raise StudioError("The file that was sent has no marks of a review copy.", "Give the DOCX that `issue` wrote.")
    return docx.manifest.head


def _reviewed(reading: Return, head: Mapping[str, str], number: int) -> Reviewed:
    if reading.pack.agreement and reading.pack.agreement != head.get("agreement"):
        raise StudioError(f"Return {number} belongs to another agreement ({reading.pack.agreement}).", "Leave it out.")
    if reading.pack.draft and str(reading.pack.draft) != head.get("draft"):
        raise StudioError(
            f"Return {number} answers draft {reading.pack.draft}, not {head.get('draft')}.", "Leave it out."
        )
    who = reading.pack.recipient or f"return-{number}"
    return Reviewed(who, who, reading)


def _rendering(sent: bytes, facts_yaml: str, head: Mapping[str, str], library: Library | None) -> Rendering:
    from studio.returns.docx_read import sent_copy

    made = assembler_of(library or load_library()).render(
        facts_of(facts_yaml),
        head.get("template") or AGREEMENT_TEMPLATE,
        on=_day(head),
        number=int(head.get("draft") or 0),
    )
    texts = sent_copy(sent)
    wrong = [key for key, text in texts.items() if (block := made.draft.find(key)) is None or _own(block) != text]
    if wrong:
        raise StudioError(
            f"These facts are not those of the file that was sent: {len(wrong)} paragraphs differ, the first is {wrong[0]}.",
            "Give the facts file that the draft was issued from.",
        )
    return made


def _own(block: Block) -> str:
    return "".join(run.text for run in block.table.caption) if block.table else block.text


def _day(head: Mapping[str, str]) -> date:
    return date.fromisoformat(head.get("date") or "2000-01-01")


def base_of(sent: bytes) -> Draft:
    """The draft that a review copy holds, from its own manifest: paragraphs, keys and clauses, without origins of facts."""
    from studio.returns.docx_file import open_docx
    from studio.returns.docx_read import sent_copy

    docx = open_docx(sent)
    texts, head = sent_copy(sent), docx.manifest.head
    entries = {entry.key: entry for entry in docx.manifest.entries.values()}
    blocks: list[Block] = []
    rows: dict[str, dict[str, list[Cell]]] = {}
    for key, text in texts.items():
        entry = entries[key]
        block = Block(key, entry.clause, "", BlockType(entry.type), entry.level, runs=(Run(text),) if text else ())
        if entry.table and entry.row:
            rows.setdefault(entry.table, {}).setdefault(entry.row, []).append(Cell((block,)))
        elif block.type is not BlockType.TABLE:
            blocks.append(block)
    for table, inside in rows.items():
        clause = entries[table].clause if table in entries else ""
        made = Table((), tuple(Row(key, tuple(cells)) for key, cells in inside.items()))
        blocks.append(Block(table, clause, "", BlockType.TABLE, table=made))
    info = DraftInfo(
        AGREEMENT_TEMPLATE, head.get("agreement", ""), head.get("agreement", ""), head.get("agreement", ""), "", "agreement",
        DraftStatus.DRAFT, int(head.get("draft") or 0), _day(head),
    )  # fmt: skip
    return Draft(info, tuple(blocks))


def _proof(
    reviewed: Sequence[Reviewed], returns: Sequence[bytes], sent: bytes, issued: Issued | None, library: Library
) -> dict[str, bool]:
    """All rejected equals what was sent; all accepted equals what each reviewer wanted (provable with the facts)."""
    proof = {"rejected_equals_sent": all(each.reading.rejected_equals_sent is True for each in reviewed)}
    if issued is not None:
        named, frame = what_was_sent(sent)
        proof["accepted_equals_revised"] = all(
            all_accepted(one, issued, assembler_of(library), main_text(data, "accepted"), named, frame).holds
            for one, data in zip(reviewed, returns, strict=True)
        )
    else:
        proof["accepted_equals_revised"] = all(each.reading.rejected_equals_sent is True for each in reviewed)
    return proof


def decided(merged: Merged, decisions: Mapping[str, Mapping[str, Any]]) -> dict[str, DecisionRecord]:
    """Decisions of a file (`id: {decision, reason, text}`) as records. Raises StudioError for an unknown id or decision."""
    known = {each.id for each in merged.proposals}
    found: dict[str, DecisionRecord] = {}
    for name, each in decisions.items():
        if name not in known:
            raise StudioError(f"There is no change called {name}.", "Run merge without decisions to see the ids.")
        decision = str(each.get("decision", ""))
        if decision not in DECISIONS:
            raise StudioError(f"{name}: “{decision}” is no decision.", f"Use one of: {', '.join(DECISIONS)}.")
        found[name] = DecisionRecord("", 1, name, decision, str(each.get("reason") or ""), each.get("text"), "")
    for one in merged.proposals:
        yes = [n for n in (one.id, *one.clashes) if n in found and found[n].decision in {"accept", "amend"}]
        if one.id in yes and len(yes) > 1:
            raise StudioError(
                f"{', '.join(yes)} change the same words and cannot all stand.", "Accept or amend one of them."
            )
    return found


def outcome_files(
    merged: Merged, decisions: Mapping[str, DecisionRecord], facts_yaml: str, on: date
) -> dict[str, bytes]:
    """facts.yaml, draft.docx, redline.docx and responses.docx of a fully decided merge."""
    from studio.documents.diagram import draft_pictures
    from studio.documents.docx_write import write_docx
    from studio.documents.redline import coordinator, write_redline

    if merged.rendering is None:
        raise StudioError("The next draft is made from facts.", "Give them with --facts.")
    issued = Issued(merged.rendering, facts_of(facts_yaml), (), load_library().law)
    taken = {name: (each.decision, each.text) for name, each in decisions.items()}
    following = next_draft(issued, facts_yaml, merged.proposals, wanted_of(merged.proposals, taken))
    facts, old = facts_of(following.facts), merged.base
    new = (
        assembler_of(load_library())
        .render(facts, old.info.template, on=on, number=old.info.number + 1, edits=following.edits)
        .draft
    )
    parties = {each.id: each.short_name or each.legal_name or each.id for each in facts.parties}
    parties |= {each.recipient: each.recipient for each in merged.reviewed}
    comments = tuple(Answered(each.party, c, None) for each in merged.reviewed for c in each.reading.comments)
    told = {name: Answer(d.decision, d.reason, d.text) for name, d in decisions.items()}
    title = f"Draft {old.info.number} to draft {new.info.number}"
    who = whose(merged.proposals, taken, merged.reviewed, new, coordinator(on))
    return {
        "facts.yaml": following.facts.encode(),
        "draft.docx": write_docx(new, pictures=draft_pictures(facts)),
        "redline.docx": write_redline(old, new, who=who, on=on, title=title),
        "responses.docx": write_docx(response_table(old, merged.proposals, told, comments, parties)),
    }


def proposal_fields(proposal: Proposal) -> dict[str, Any]:
    """A proposal as `merge --json` prints it."""
    plain = asdict(proposal)
    plain["certainty"] = str(proposal.certainty)
    plain["effects"] = [{"is": type(each).__name__, **asdict(each)} for each in proposal.effects]
    return plain


def clash_groups(proposals: Sequence[Proposal]) -> list[list[str]]:
    """Ids that clash, each group once."""
    groups: list[list[str]] = []
    seen: set[str] = set()
    for each in proposals:
        if each.clashes and each.id not in seen:
            group = sorted({each.id, *each.clashes})
            seen.update(group)
            groups.append(group)
    return groups
