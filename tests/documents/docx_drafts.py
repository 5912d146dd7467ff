"""Drafts for the tests of the DOCX writers, made by hand: every kind of block, and sentences that try to break out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from studio.drafting.draft import (
    Block,
    BlockType,
    Cell,
    Draft,
    DraftInfo,
    DraftStatus,
    Row,
    Run,
    SignaturePlace,
    Table,
)

INFO = DraftInfo(
    template="isa-multi-agency",
    title="Information sharing agreement",
    short_title="York Pathways: information sharing agreement",
    ref="SAMPLE-YP-1",
    version="0.3",
    family="agreement",
    status=DraftStatus.DRAFT,
    number=3,
    on=date(2026, 11, 23),
    marking="OFFICIAL-SENSITIVE",
    sample=True,
)


def block(key: str, kind: BlockType, text: str = "", **more: object) -> Block:
    """A block of one run, its clause the part of the key before the colon."""
    runs = more.pop("runs", None) or ((Run(text),) if text else ())
    return Block(key, key.split(":", maxsplit=1)[0], "1.0", kind, runs=runs, **more)  # type: ignore[arg-type]


def cell(key: str, *texts: str) -> Cell:
    return Cell(tuple(block(f"{key}.{at}", BlockType.PARAGRAPH, text) for at, text in enumerate(texts)))


def table(key: str, rows: int = 3, columns: int = 3, **more: object) -> Block:
    head = tuple(cell(f"{key}.h{at}", f"Head {at}") for at in range(columns))
    body = tuple(
        Row(f"{key}.r{r}", tuple(cell(f"{key}.r{r}.c{c}", f"Row {r} cell {c} <b>&") for c in range(columns)))
        for r in range(rows)
    )
    return Block(
        key, key.split(":", maxsplit=1)[0], "1.0", BlockType.TABLE,
        table=Table(head, body, caption=(Run(f"Table of {key}"),), **more),  # type: ignore[arg-type]
    )  # fmt: skip


def signature(key: str, name: str) -> Block:
    place = SignaturePlace(key, key, name, f"Person of {name}", "Chief executive", f"sign.{key}", 1, 2)
    return Block(f"sign:{key}", "sign", "1.0", BlockType.SIGNATURE, signature=place)


def clause(number: int, points: int = 3) -> list[Block]:
    """A clause with all four levels."""
    name = f"clause-{number}"
    out = [
        block(f"{name}:0", BlockType.HEADING, f"Heading of {number}", number=str(number), level=1),
        block(f"{name}:g", BlockType.GLOSS, f"What clause {number} means."),
    ]
    for at in range(1, points + 1):
        text = f"Each party must keep item {at} of clause {number} safe and tell the others within two working days"
        out.append(block(f"{name}:{at}", BlockType.NUMBERED, f"{text}:", number=f"{number}.{at}", level=2))
        for sub, letter in enumerate("ab"):
            key = f"{name}:{at}.{letter}"
            out.append(block(key, BlockType.NUMBERED, f"point {letter} of it;", number=f"({letter})", level=3))
            if sub == 0:
                out.append(block(f"{key}.i", BlockType.NUMBERED, "and a finer one;", number="(i)", level=4))
                out.append(block(f"{key}.ii", BlockType.NUMBERED, "and another.", number="(ii)", level=4))
    return out


def a_draft(clauses: int = 3, **info: object) -> Draft:
    """An agreement with parts, clauses, definitions, cross references, tables of each kind, schedules, signatures."""
    parts: list[Block] = []
    for at in range(1, clauses + 1):
        if at % 6 == 1:
            parts.append(
                block(f"part:{at}", BlockType.PART, f"What part {at} is about", number=f"Part {at // 6 + 1}", level=1)
            )
        parts += clause(at)
    blocks = (
        block("front:1", BlockType.SERIES, "York Pathways"),
        block("front:2", BlockType.TITLE, "Information sharing agreement"),
        block("front:3", BlockType.SUBTITLE, "Supporting adults in mental distress & their <b>carers</b>"),
        table("front:4", 3, 2, style="facts", row_heads=True),
        *parts,
        block(
            "terms:1",
            BlockType.DEFINITION,
            runs=(Run("Shared plan", term=True), Run(" means the plan of *one* person.")),
        ),
        block(
            "terms:2",
            BlockType.PARAGRAPH,
            runs=(
                Run("See "),
                Run("clause 1.2", ref="clause-1:2"),
                Run(" and "),
                Run("Schedule 1", ref="sched:1"),
                Run(", and “"),
                Run("Ŵyr & <Mab> {{ x }}", fact="/parties/0/legal_name", lang="cy"),
                Run("”, "),
                Run("all of it", strong=True),
                Run("."),
            ),
        ),
        block("terms:3", BlockType.BULLET, "a point with a dot"),
        table("terms:4"),
        block("sched:1", BlockType.SCHEDULE, "The information", number="Schedule 1", level=1),
        block("sched:2", BlockType.SUBHEADING, "A heading in a schedule"),
        block("sched:3", BlockType.NUMBERED, "A numbered paragraph of the schedule.", number="1", level=2),
        block("sched:4", BlockType.NUMBERED, "with a point.", number="(a)", level=3),
        block("sched:5", BlockType.NUMBERED, "A second.", number="2", level=2),
        table("sched:6", 4, 9, wide=True, row_heads=True),
        block("more:1", BlockType.SCHEDULE, "Choices", number="Schedule 2", level=1),
        block("more:2", BlockType.NUMBERED, "Numbers begin again.", number="1", level=2),
        table("more:3", 2, 4, style="choices"),
        block("sign:0", BlockType.SCHEDULE, "Signatures", number="Schedule 3", level=1),
        signature("together", "Together for Mental Wellbeing"),
        signature("police", "The Chief Constable of North Yorkshire Police"),
    )
    return Draft(replace(INFO, **info), blocks, "f" * 64, "1" * 64)  # type: ignore[arg-type]


def a_form() -> Draft:
    box = Run("\u2610", box=True)
    blocks = (
        block("form:1", BlockType.TITLE, "Sharing my information"),
        block("form:2", BlockType.HEADING, "Why we ask"),
        block("form:3", BlockType.PARAGRAPH, "We would like to share what you tell us."),
        block("form:4", BlockType.NUMBERED, "A paragraph without a number.", level=2),
        block("form:5", BlockType.BULLET, "You may say no."),
        block("form:6", BlockType.CHOICE, runs=(box, Run(" Yes, share it "), box, Run(" No"))),
        block("form:7", BlockType.FIELD, "Your name", lines=1),
        block("form:8", BlockType.FIELD, "Who should not be told", lines=3),
    )
    return Draft(replace(INFO, family="form", template="consent-adult", title="Sharing my information"), blocks)


def a_later_draft(old: Draft) -> Draft:
    """`old` with a change of every kind: words, heading, bold, level, new, gone and moved paragraphs, rows, tables."""
    blocks = {found.key: found for found in old.blocks}

    def say(key: str, *runs: Run) -> None:
        blocks[key] = replace(blocks[key], runs=runs)

    say(
        "clause-1:1",
        Run("Each party must keep every item 1 of clause 1 very safe and tell the others within three working days:"),
    )
    say("clause-2:0", Run("A new heading of 2"))
    say("terms:1", Run("Completely different words stand here now, nothing remains."))
    say("clause-3:2", Run("Each party "), Run("must", strong=True), Run(blocks["clause-3:2"].text[15:]))
    blocks["clause-4:3.a.ii"] = replace(blocks["clause-4:3.a.ii"], level=3, number="(b)")
    blocks["terms:4"] = replace(blocks["terms:4"], table=_later_table(blocks["terms:4"].table))
    order = [key for key in blocks if key not in {"clause-1:2", "clause-1:2.a", "more:3", "clause-6:3.b"}]
    order.remove("clause-4:2")
    order.insert(order.index("clause-5:1"), "clause-4:2")
    added = block("clause-5:x", BlockType.NUMBERED, "An added paragraph & more.", number="5.9", level=2)
    order.insert(order.index("clause-5:3"), added.key)
    order.insert(order.index("terms:4"), "terms:5")
    blocks |= {added.key: added, "terms:5": table("terms:5")}
    return replace(old, blocks=tuple(blocks[key] for key in order))


def _later_table(before: Table | None) -> Table:
    assert before is not None
    first, _, last = before.rows
    first = replace(first, cells=(cell(f"{first.key}.c0", "Changed cell 0 <b>&"), *first.cells[1:]))
    new = Row("terms:4.rn", tuple(cell(f"terms:4.rn.c{at}", f"New row {at}") for at in range(3)))
    return replace(before, rows=(first, new, last))


def printed(draft: Draft) -> list[str]:
    """What the draft prints, a line a paragraph, with numbers, blanks as one space."""
    lines = []
    for found in draft.walk():
        text = "".join(run.text for run in found.table.caption) if found.table else found.text
        line = " ".join(f"{found.number} {text}".split())
        if line:
            lines.append(line)
    return lines
