"""How long documents take, beside what else could make them of the same words: docxtpl and LibreOffice, WeasyPrint,
ReportLab's own paragraphs, Typst. No pictures anywhere, so that the text is equal.

WeasyPrint and Typst are measured where they are installed (`bench` in pyproject.toml; WeasyPrint needs Pango).
"""

from __future__ import annotations

import io
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from studio.documents import layout
from studio.documents.docx_write import write_docx
from studio.documents.furniture import Furniture, furniture
from studio.documents.html_write import write_html
from studio.documents.pdf_tag import TreeWriter
from studio.documents.pdf_write import lay_out, write_pdf
from studio.drafting.draft import Block, BlockType, Draft, Run
from studio.drafting.render import Assembler
from studio.facts.model import Facts

RUNS = 5
_LISTED = {BlockType.PART, BlockType.SCHEDULE, BlockType.HEADING}
_TWICE = "at least 2 times faster"
OFFICE = Path(__file__).with_name("bench_office.py")
FONTS = Path(layout.__file__).with_name("fonts")
TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of ours and of another; `limit` is the highest ratio (ours to theirs) that is allowed."""

    what: str
    own_ms: float
    against_ms: float | None = None
    limit: float | None = None
    budget: str = ""


def ms(work: Callable[[], object], runs: int = RUNS, clock: Callable[[], float] = time.perf_counter) -> float:
    """Median of the runs after one that only fills caches; by the clock on the wall, or by another."""
    work()
    return statistics.median([_once(work, clock) for _ in range(runs)])


def _once(work: Callable[[], object], clock: Callable[[], float]) -> float:
    began = clock()
    work()
    return (clock() - began) * 1000


def side_by_side(ours: Callable[[], object], theirs: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Medians of the processor's time, in turn: what works in this process alone is not charged for others' work."""
    ours(), theirs()
    pairs = [(_once(ours, time.process_time), _once(theirs, time.process_time)) for _ in range(runs)]
    own, other = zip(*pairs, strict=True)
    return statistics.median(own), statistics.median(other)


def documents(facts: Facts, template: str, assembler: Assembler, draft: Draft, scratch: Path) -> list[Measured]:
    """All figures of documents; each comparison in the same run, on the same words."""
    text = ms(lambda: assembler.render(facts, template, number=1, on=draft.info.on))

    def pdf() -> bytes:
        return write_pdf(draft)

    both = ms(lambda: (write_docx(draft), pdf()), 3)
    name, plain = "DOCX and tagged PDF", "tagged PDF, ReportLab's paragraphs without tags"
    return [
        Measured("text pass of the agreement", text),
        Measured("DOCX of the agreement", ms(lambda: write_docx(draft))),
        Measured("tagged PDF of the agreement", ms(pdf, 3)),
        Measured("  of it the layout", ms(lambda: lay_out(draft), 3)),
        Measured("  of it the structure tree", structure_tree(draft)),
        Measured(f"{name}, docxtpl and an office started each time", both, by_office(draft, scratch), 0.5, _TWICE),
        Measured(f"{name}, docxtpl and an office kept running", both, by_running_office(draft, scratch), 1.0, "not slower"),
        *by_weasyprint(draft, pdf),
        Measured(plain, *side_by_side(pdf, lambda: platypus(draft)), 1.5, "at most 1.5 times"),
        *by_typst(draft, pdf),
        *growth(),
    ]  # fmt: skip


def structure_tree(draft: Draft) -> float:
    """Milliseconds that writing the structure tree takes of one PDF."""
    taken: list[float] = []
    write = TreeWriter.write

    def timed(self: TreeWriter, *args: Any) -> None:
        began = time.perf_counter()
        write(self, *args)
        taken.append((time.perf_counter() - began) * 1000)

    TreeWriter.write = timed  # type: ignore[method-assign]
    try:
        for _ in range(3):
            write_pdf(draft)
    finally:
        TreeWriter.write = write  # type: ignore[method-assign]
    return statistics.median(taken)


def by_office(draft: Draft, scratch: Path) -> float:
    """A plain template filled with docxtpl and turned into tagged PDF by a new LibreOffice, profile warm."""
    filled, fill = filling(draft, scratch)
    profile = f"-env:UserInstallation={(scratch / 'office').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", TAGGED, "--outdir", str(scratch), str(filled)]

    def once() -> None:
        fill()
        subprocess.run(convert, check=True, capture_output=True, timeout=180)

    return ms(once, 3)


def by_running_office(draft: Draft, scratch: Path) -> float:
    """The same with a LibreOffice that is already there."""
    filled, fill = filling(draft, scratch)
    with running_office(scratch / "running") as convert:

        def once() -> None:
            fill()
            convert(filled, scratch / "running.pdf")

        return ms(once, 3)


@contextmanager
def running_office(profile: Path) -> Iterator[Callable[[Path, Path], None]]:
    command = ["/usr/bin/python3", str(OFFICE), str(profile)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None or process.stdout.readline() != "ready\n":
            raise SystemExit("LibreOffice did not start for measuring.")

        def convert(source: Path, target: Path) -> None:
            print(source, target, sep="\t", file=process.stdin, flush=True)
            if process.stdout is None or process.stdout.readline() != "done\n":
                raise SystemExit("LibreOffice did not convert the file that was measured.")

        try:
            yield convert
        finally:
            process.stdin.close()
            process.wait(60)


def filling(draft: Draft, scratch: Path) -> tuple[Path, Callable[[], None]]:
    from docxtpl import DocxTemplate

    template, values = plain_template(draft)
    filled = scratch / "filled.docx"

    def fill() -> None:
        document = DocxTemplate(io.BytesIO(template))
        document.render({"values": values}, autoescape=True)
        document.save(filled)

    return filled, fill


def plain_template(draft: Draft) -> tuple[bytes, list[str]]:
    """The draft's words as a docxtpl template without numbering, contents or pictures: every fact is a placeholder."""
    from docx import Document

    values: list[str] = []

    def source(runs: tuple[Run, ...]) -> str:
        said = ""
        for run in runs:
            if run.fact:
                values.append(run.text)
            said += f"{{{{ values[{len(values) - 1}] }}}}" if run.fact else re.sub(r"[{}]", "", run.text)
        return said

    document = Document()
    for block in draft.blocks:
        if block.table is None:
            document.add_paragraph(source(block.runs))
            continue
        rows = _rows(block)
        made = document.add_table(len(rows), max(len(row) for row in rows))
        for place, row in zip(made.rows, rows, strict=True):
            for cell, said in zip(place.cells, row, strict=False):
                cell.text = "\n".join(source(paragraph.runs) for paragraph in said.paragraphs)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue(), values


def _rows(block: Block) -> list[Any]:
    if block.table is None:
        return []
    return [each for each in (block.table.head, *(row.cells for row in block.table.rows)) if each]


def by_weasyprint(draft: Draft, pdf: Callable[[], bytes]) -> list[Measured]:
    what, budget = "tagged PDF, WeasyPrint with tags", "at least 5 times faster"
    try:
        import weasyprint
    except (ImportError, OSError):  # the package, or Pango, is not there
        return [Measured(f"{what} (not installed)", ms(pdf, 1))]
    page = write_html(draft)
    pair = side_by_side(pdf, lambda: weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1"), 1)
    return [Measured(what, *pair, 0.2, budget)]


def platypus(draft: Draft) -> bytes:
    """The same words, contents and running heads too, by ReportLab's own paragraphs and tables, without tags."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

    from studio.documents import fonts

    for face in (layout.SERIF, layout.SANS):
        fonts.face(face)
    prose = ParagraphStyle("prose", fontName=layout.SERIF, fontSize=11, leading=15.5, spaceAfter=6)
    small = ParagraphStyle("small", fontName=layout.SANS, fontSize=9, leading=11.8)
    story: list[Any] = [
        Paragraph(escape(f"{one.number} {one.text}"), small) for one in draft.blocks if one.type in _LISTED
    ]
    for block in draft.blocks:
        if block.table is None:
            story.append(Paragraph(escape(f"{block.number} {block.text}"), prose))
            continue
        rows = [
            [[Paragraph(escape(one.text), small) for one in cell.paragraphs] for cell in row] for row in _rows(block)
        ]
        story.append(LongTable(rows, repeatRows=1 if block.table.head else 0, splitInRow=1))
    out = io.BytesIO()
    page = partial(_running, furniture(draft.info))
    made = SimpleDocTemplate(out, pagesize=A4, leftMargin=57, rightMargin=57, invariant=1)
    made.build(story, onFirstPage=page, onLaterPages=page)
    return out.getvalue()


def _running(words: Furniture, canvas: Any, made: Any) -> None:
    """The running words of our pages, so that the text is equal."""
    lines = (words.watermark, words.marking, words.head_left, words.head_right, words.foot_left, words.foot_sample)
    canvas.setFont(layout.SANS, layout.FURNITURE_SIZE)
    for at, line in enumerate((*lines, f"Page {made.page} of many", words.marking)):
        canvas.drawString(57, 20 + 5 * at, line)


def by_typst(draft: Draft, pdf: Callable[[], bytes]) -> list[Measured]:
    what = "tagged PDF, Typst"
    try:
        import typst
    except ImportError:
        return [Measured(f"{what} (not installed)", ms(pdf, 1))]
    source = typst_source(draft).encode()
    return [Measured(what, *side_by_side(pdf, lambda: typst.compile(source), 3), None, "for the record")]


def typst_source(draft: Draft) -> str:
    """The same words as headings, paragraphs and tables of Typst."""

    def said(words: str) -> str:
        return '#"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'

    out = ['#set document(title: "Measured")', '#set text(lang: "en", size: 11pt)']
    for block in draft.blocks:
        if block.table is None:
            mark = {BlockType.PART: "= ", BlockType.SCHEDULE: "= ", BlockType.HEADING: "== "}.get(block.type, "")
            out.append(f"{mark}{said(f'{block.number} {block.text}'.strip())}\n")
            continue
        rows = _rows(block)
        count = max(len(row) for row in rows)
        cells = ", ".join(
            f"[{said(cell.text)}]" for row in rows for cell in [*row, *([None] * (count - len(row)))] if cell
        )
        out.append(f"#table(columns: {count}, {cells})\n")
    return "\n".join(out)


def growth() -> list[Measured]:
    """How much longer three hundred clauses take than thirty times ten."""
    small, large = clauses(10), clauses(300)
    budget = "at most 20 % above linear"
    found = []
    for kind, write in (("DOCX", write_docx), ("tagged PDF", write_pdf)):
        once, thirty = side_by_side(partial(write, large), partial(_again, write, small), 3)
        what = f"{kind} of 300 clauses, against 30 times 10 clauses"
        found.append(Measured(what, once, thirty, 1.2, budget))
    return found


def _again(write: Callable[[Draft], bytes], draft: Draft) -> None:
    for _ in range(30):
        write(draft)


def clauses(count: int) -> Draft:
    """A draft of so many clauses of five paragraphs each."""
    from datetime import date

    from studio.drafting.draft import DraftInfo, DraftStatus

    info = DraftInfo(
        "measured", "Measured", "Measured", "M-1", "1.0", "agreement", DraftStatus.DRAFT, 1, date(2026, 11, 23)
    )
    words = (
        "Each partner must keep what it receives safe and tell the others within two working days when it was not. " * 3
    )
    blocks = [Block("p:0", "p", "1", BlockType.PART, 1, "Part 1", (Run("All clauses"),))]
    for at in range(1, count + 1):
        blocks.append(Block(f"c{at}:0", f"c{at}", "1", BlockType.HEADING, 1, str(at), (Run(f"Heading {at}"),)))
        for n in range(1, 6):
            key, number = f"c{at}:{n}", f"{at}.{n}"
            blocks.append(Block(key, f"c{at}", "1", BlockType.NUMBERED, 2, number, (Run(f"{words}{number}"),)))
    return replace(Draft(info, ()), blocks=tuple(blocks))
