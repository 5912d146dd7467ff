"""The outcome of verifying as a page for the file, written like every other document."""

from __future__ import annotations

from datetime import UTC, datetime

from studio.documents.pdf_write import write_pdf
from studio.drafting.draft import Block, BlockType, Cell, Draft, DraftInfo, DraftStatus, Row, Run, Table
from studio.signing.report import SignatureReport, Verification

_CLAUSE = "verification-report"


def write_report_pdf(result: Verification, *, name: str, pdf_sha256: str, at: datetime, sample: bool = False) -> bytes:
    """The report of file `name`; the same outcome gives the same bytes. Raises StudioError if it cannot be drawn."""
    return write_pdf(report_draft(result, name=name, pdf_sha256=pdf_sha256, at=at, sample=sample))


def report_draft(result: Verification, *, name: str, pdf_sha256: str, at: datetime, sample: bool = False) -> Draft:
    """The report as a document: the sentence first, then what it rests on."""
    moment = at.astimezone(UTC)
    info = DraftInfo(
        template=_CLAUSE,
        title="Verification report",
        short_title=f"Verification of {name}",
        ref=pdf_sha256[:8].upper(),
        version="1",
        family="record",
        status=DraftStatus.FINAL,
        number=0,
        on=moment.date(),
        sample=sample,
    )
    facts = [
        ("File", name),
        ("SHA-256 of the file", pdf_sha256),
        ("Judged for", f"{moment:%Y-%m-%d %H:%M} UTC"),
        ("Verdict", " ".join(part for part in (result.indication.value, result.sub_indication) if part)),
        ("Everyone has signed", "Yes" if result.complete else "No"),
        ("Fields not signed", ", ".join(result.unsigned_fields) or "None"),
        ("Compared with what was sent", _SENT[result.sent]),
        ("Prepared by Agreement Studio", "Yes" if result.prepared_here else "No; judged by the rules of the standard"),
    ]
    blocks = [
        _block("title", BlockType.TITLE, "Verification report"),
        _block("sentence", BlockType.PARAGRAPH, result.sentence),
        _table("facts", (), [list(row) for row in facts], style="facts"),
    ]
    for number, one in enumerate(result.signatures):
        blocks.append(_block(f"field-{number}", BlockType.HEADING, f"Field {one.field}", level=2))
        blocks.append(_block(f"sentence-{number}", BlockType.PARAGRAPH, one.sentence))
        blocks.append(_table(f"signature-{number}", (), _rows(one), style="facts"))
    if result.problems:
        blocks.append(_block("problems", BlockType.HEADING, "What was found", level=2))
        rows = [[one.code, one.object, one.sentence] for one in result.problems]
        blocks.append(_table("problem-table", ("Code", "Where", "What it means"), rows))
    return Draft(info, tuple(blocks))


_SENT = {
    "identical-prefix": "It begins with exactly the bytes sent",
    "differs": "It does not begin with the bytes sent",
    "not-checked": "Not checked",
}


def _rows(one: SignatureReport) -> list[list[str]]:
    return [
        ["Signed by", ", ".join(part for part in (one.signer.name, one.signer.organisation) if part)],
        ["Certificate (SHA-256)", one.signer.sha256],
        ["Confirmed", "Yes, this very certificate is enrolled" if one.trust else "No"],
        ["Verdict", " ".join(part for part in (one.indication.value, one.sub_indication) if part)],
        ["Bytes", "Intact" if one.integrity == "intact" else "Broken"],
        ["Changes since", one.modifications],
        ["Level", one.level],
        ["Time claimed by the signatory", one.claimed_signing_time or "None"],
        ["Time proven by a confirmed time stamp", one.best_signature_time or "None"],
        *([["Received here (proof for those who trust the history)", one.received_here]] if one.received_here else []),
        ["Algorithms", f"{one.digest_algorithm}, {one.signature_algorithm}"],
    ]


def _block(key: str, kind: BlockType, text: str, level: int = 0) -> Block:
    return Block(f"{_CLAUSE}/{key}", _CLAUSE, "1", kind, level=level, runs=(Run(text),))


def _table(key: str, head: tuple[str, ...], rows: list[list[str]], style: str = "grid") -> Block:
    def cell(at: str, text: str) -> Cell:
        return Cell((_block(f"{key}/{at}", BlockType.PARAGRAPH, text),))

    made = tuple(
        Row(f"{_CLAUSE}/{key}/{r}", tuple(cell(f"{r}-{c}", text) for c, text in enumerate(row)))
        for r, row in enumerate(rows)
    )
    heads = tuple(cell(f"head-{c}", text) for c, text in enumerate(head))
    table = Table(heads, made, style=style, row_heads=True)
    return Block(f"{_CLAUSE}/{key}", _CLAUSE, "1", BlockType.TABLE, table=table)
