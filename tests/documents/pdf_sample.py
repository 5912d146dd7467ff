"""A small agreement as a draft, for the tests of the writers."""

from __future__ import annotations

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

PARTIES = ("Together for Mental Wellbeing", "The Chief Constable of North Yorkshire Police", "City of York Council")


def info(**changes: object) -> DraftInfo:
    values: dict[str, object] = {
        "template": "isa-multi-agency",
        "title": "Information sharing agreement: York Pathways",
        "short_title": "York Pathways: information sharing agreement",
        "ref": "SAMPLE-YP-01",
        "version": "0.3",
        "family": "agreement",
        "status": DraftStatus.DRAFT,
        "number": 3,
        "on": date(2026, 11, 23),
        "marking": "OFFICIAL-SENSITIVE",
        "sample": True,
    }
    return DraftInfo(**(values | changes))  # type: ignore[arg-type]


class Maker:
    """Makes blocks with keys of their own."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def add(self, kind: BlockType, text: str = "", **more: object) -> Block:
        key = f"k{len(self.blocks)}"
        runs = more.pop("runs", (Run(text),) if text else ())
        block = Block(key, "clause-a", "1", kind, runs=runs, **more)  # type: ignore[arg-type]
        self.blocks.append(block)
        return block

    def table(self, head: list[str], rows: list[list[str]], caption: str = "", **more: object) -> None:
        def cell(text: str, at: str) -> Cell:
            return Cell((Block(at, "clause-a", "1", BlockType.PARAGRAPH, runs=(Run(text),)),))

        n = len(self.blocks)
        made = tuple(
            Row(f"r{n}-{i}", tuple(cell(text, f"r{n}-{i}-{j}") for j, text in enumerate(row)))
            for i, row in enumerate(rows)
        )
        top = tuple(cell(text, f"h{n}-{j}") for j, text in enumerate(head))
        runs = (Run(caption),) if caption else ()
        self.add(BlockType.TABLE, table=Table(top, made, runs, **more))  # type: ignore[arg-type]


def sample_draft(parties: tuple[str, ...] = PARTIES, clauses: int = 6, rows: int = 14, **changes: object) -> Draft:
    m = Maker()
    m.add(BlockType.SERIES, "York Pathways")
    m.add(BlockType.TITLE, "Information sharing agreement")
    m.add(BlockType.SUBTITLE, "Supporting adults in mental distress who are often in contact with emergency services")
    m.table([], [[str(n), name] for n, name in enumerate(parties, 1)], style="facts")
    m.add(BlockType.HEADING, "Document control")
    m.table(["Version", "Date", "What changed"], [["0.1", "3 September 2026", "First text"]], "Table 1. Versions")
    m.add(BlockType.PART, "About this agreement", number="Part 1")
    for n in range(1, clauses + 1):
        if n == clauses // 2 + 1:
            m.add(BlockType.PART, "What we share and how", number="Part 2")
        m.add(BlockType.HEADING, f"Words with a special meaning {n}", number=str(n), level=1)
        m.add(BlockType.GLOSS, "Bold is used for one thing only: a term at the place where it is defined.")
        ref = m.blocks[-2].key
        m.add(BlockType.NUMBERED, number=f"{n}.1", level=2, runs=(
            Run("In this agreement the words below have the meaning given, as "), Run(f"clause {n}", ref=ref),
            Run(" says, and a price of £5 & more <b>is</b> {{ no }} mark-up:")))  # fmt: skip
        m.add(BlockType.NUMBERED, "has one shared plan that every service involved can follow;", number="(a)", level=3)
        m.add(
            BlockType.NUMBERED, "what triggers a crisis for that person, such as an anniversary;", number="(i)", level=4
        )
        m.add(
            BlockType.NUMBERED,
            "who their lead worker is, and who acts when that worker is away; and",
            number="(ii)",
            level=4,
        )
        m.add(BlockType.NUMBERED, "does not have to tell the same history again.", number="(b)", level=3)
        m.add(BlockType.DEFINITION, runs=(Run("Shared plan", term=True), Run(" means the plan made with a person.")))
        m.add(BlockType.NUMBERED, "Łucja Wiśniewska, Ελένη and Žižková read this. " + "It is long enough to wrap. " * 6,
              number=f"{n}.2", level=2)  # fmt: skip
    m.add(BlockType.SCHEDULE, "Information reference table", number="Schedule 1")
    m.add(BlockType.PARAGRAPH, "The only items that may be shared.")
    body = [["Mental health", f"D{n}", "Crisis plan: first signs, what helps, what does not help", "Trust, Together",
             "Give a consistent response in a crisis", "Special: health", "Shared plan: life of plan", "Yes"]
            for n in range(1, rows + 1)]  # fmt: skip
    m.table(["Group", "No.", "Item", "Held by", "Why it is needed", "Kind of data", "Kept for", "Choice"], body,
            "Table 2. Information that may be shared", wide=True)  # fmt: skip
    m.add(BlockType.SCHEDULE, "Declaration of authenticity and signature", number="Schedule 2")
    m.add(BlockType.SUBHEADING, "Declaration")
    m.add(BlockType.PARAGRAPH, "I declare, as head of the organisation, that:")
    m.add(BlockType.NUMBERED, "the document named is the final text agreed by my organisation;", number="(a)", level=3)
    m.add(BlockType.NUMBERED, "I have authority to bind my organisation.", number="(b)", level=3)
    for n, name in enumerate(parties, 1):
        place = SignaturePlace(
            f"s{n}", f"p{n}", name, f"Morgan Ashdown {n}", "Chief Executive", f"sign.p{n}", n, len(parties)
        )
        m.add(BlockType.SIGNATURE, f"Signature of Morgan Ashdown {n}, Chief Executive, for {name}", signature=place)
    return Draft(info(**changes), tuple(m.blocks), "0" * 64, "1" * 64)
