"""Proof that a merge says all that came and nothing else: a reviewer's changes, all accepted, are what that file reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from studio.circulation.accept import Wanted, accept
from studio.circulation.following import Issued
from studio.circulation.merge import Reviewed, merge
from studio.documents.docx_table import SIGNATURE_LABELS
from studio.drafting.draft import Block, Draft
from studio.drafting.render import Assembler, Rendering
from studio.returns.change import Change, Return, Unmapped

_SHOWN = 3  # differences named in one sentence


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a proof holds, and where it does not, in words."""

    holds: bool
    says: str


def all_rejected(reading: Return) -> Proof:
    """All rejected is what was sent."""
    if reading.rejected_equals_sent is False:
        return Proof(holds=False, says=_differs("Undoing its changes does not give what was sent", reading.differences))
    return Proof(holds=True, says="All rejected is what was sent.")


def all_accepted(
    one: Reviewed,
    issued: Issued,
    assembler: Assembler,
    accepted: Sequence[str],
    sent: Mapping[str, str],
    frame: Sequence[str],
) -> Proof:
    """All of a reviewer's changes accepted is what that reviewer's file reads, line by line and in its order.

    `accepted`: the file with all accepted, a text a paragraph. `sent`: the paragraphs that were sent, by key.
    `frame`: lines of the file that was sent which are no agreed text, such as labels.
    """
    draft = with_all_of(one, issued, assembler)
    known = {block.key for block in issued.rendering.draft.walk()}
    printed = _printed(issued.rendering)
    mine = [
        line for block in draft.walk() if block.key in sent or block.key not in known for line in _lines(block, printed)
    ]
    theirs = [line for text in accepted for line in flat_lines(text)]
    outside = [text for each in one.reading.changes if _not_ours(each) for text in (each.before, each.after)]
    missing = [line for line in _out_of_order(mine, theirs) if not any(_part_of(line, text) for text in outside)]
    extra = Counter(theirs) - Counter(mine) - Counter(line for text in frame for line in flat_lines(text))
    left = [line for line in extra if not any(_part_of(line, text) for text in outside)]
    if missing or left:
        found = [*(f"the draft would say “{line}”" for line in missing), *(f"the file says “{line}”" for line in left)]
        return Proof(holds=False, says=_differs("Its changes, all accepted, are not what the file reads", found))
    return Proof(holds=True, says="All accepted is what the file reads.")


def reads_both(old: Draft, new: Draft, rejected: Sequence[str], accepted: Sequence[str]) -> Proof:
    """A redline read back: all rejected is the old text, all accepted the new, each in its order, and between the two
    readings lines come and go as they do between the texts."""
    texts = [[line for block in draft.walk() for line in _own(block)] for draft in (old, new)]
    read = [[line for text in found for line in flat_lines(text)] for found in (rejected, accepted)]
    for which, mine, theirs in zip(("old", "new"), texts, read, strict=True):
        if wrong := _out_of_order(mine, theirs):
            said = [f"“{each}” is missing" for each in wrong]
            return Proof(holds=False, says=_differs(f"Read back, it is not the {which} text", said))
    forms = {line for draft in (old, new) for block in draft.blocks for line in _form(block)}
    known = {*texts[0], *texts[1]} - forms
    counts = [Counter(each) for each in (*texts, *read)]
    wrong = [line for line in sorted(known) if counts[1][line] - counts[0][line] != counts[3][line] - counts[2][line]]
    if wrong:
        said = [f"“{each}” comes or goes as it should not" for each in wrong]
        return Proof(holds=False, says=_differs("Read back, it is not the old and the new text", said))
    return Proof(holds=True, says="The redline reads back to the old and the new text.")


def _form(block: Block) -> list[str]:
    """What the form of a place to sign prints: names, and the labels before them."""
    place = block.signature
    if place is None:
        return []
    names = [line for text in (place.legal_name, place.person, place.office) for line in flat_lines(text)]
    return [*names, *SIGNATURE_LABELS]


def _own(block: Block) -> list[str]:
    if block.figure or block.signature:
        return []  # a picture has its words beside it, a place to sign its own form
    return flat_lines("".join(run.text for run in (block.table.caption if block.table else block.runs)))


def with_all_of(one: Reviewed, issued: Issued, assembler: Assembler) -> Draft:
    """The issued draft with all of one reviewer's changes accepted as words."""
    base = issued.rendering.draft
    wanted = [Wanted(each, as_fact=False) for each in merge(base, [one])]
    edits = (*issued.edits, *accept(issued.rendering, issued.facts, wanted).edits)
    info = base.info
    return assembler.render(issued.facts, info.template, on=info.on, number=info.number, edits=edits).draft


def _lines(block: Block, printed: Mapping[str, str]) -> Iterable[str]:
    """A block's own words; references as they read when the file went out, for a file does not count clauses anew."""
    runs = block.table.caption if block.table else block.runs
    return flat_lines("".join(printed.get(run.ref, run.text) if run.ref else run.text for run in runs))


def _printed(rendering: Rendering) -> dict[str, str]:
    return {run.ref: run.text for block in rendering.draft.walk() for run in block.runs if run.ref}


def flat_lines(text: str) -> list[str]:
    """The lines of a text as they are compared: without joiners and soft hyphens, white space folded, empty ones left out."""
    bare = text.replace("\u00a0", " ").replace("\u200d", "").replace("\u00ad", "")
    return [line for part in bare.split("\n") if (line := " ".join(part.split()))]


def _not_ours(change: Change) -> bool:
    """A change outside the agreed text, or of a gateway: it is shown and never applied."""
    return isinstance(change.effect, Unmapped) or change.noise


def _out_of_order(mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """The lines of ours that do not follow one another in theirs."""
    at, missing = 0, []
    for line in mine:
        place = next((n for n in range(at, len(theirs)) if theirs[n] == line), -1)
        if place < 0:
            missing.append(line)
        else:
            at = place + 1
    return missing


def _part_of(line: str, text: str) -> bool:
    flat = " ".join(flat_lines(text))
    return bool(flat) and (flat in line or line in flat)


def _differs(what: str, found: Sequence[str]) -> str:
    shown = "; ".join(found[:_SHOWN])
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"{what}: {shown}{more}."
