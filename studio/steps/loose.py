"""Steps from a facts file to documents, for scripts and judges who have no workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.drafting.draft import Block, Draft, DraftStatus
from studio.drafting.render import Assembler, assembler_of
from studio.errors import StudioError
from studio.facts.model import Facts
from studio.facts.read import FactsReading, read_facts
from studio.library.read import Library, load_library
from studio.preflight.finding import Finding
from studio.preflight.rules import rules_of
from studio.steps.checking import REPORT, assurance_report, check_family, leading
from studio.steps.files import read_text, write_new
from studio.steps.house import in_house
from studio.steps.reading import AGREEMENT_TEMPLATE, facts_of

if TYPE_CHECKING:
    from studio.documents.house import House
    from studio.signing.credential import Credential

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html",
    "txt": "text/plain",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Assembled:
    """One document in every format: name of the file → bytes."""

    template: str
    draft: Draft
    files: Mapping[str, bytes]


def load(folder: Path | None) -> Library:
    """The library in `folder`, or the shipped one. Raises StudioError if a folder is given that holds none."""
    if folder is not None and not (folder / "clauses").is_dir():
        raise StudioError(
            f"{folder} holds no clauses folder.", "Name the folder that contains clauses/ and templates/."
        )
    return load_library(folder)


def read_facts_file(path: Path) -> tuple[FactsReading, str]:
    """A facts file read, with its text. Raises WrongUse if the file is not there, StudioError if it is not UTF-8."""
    text = read_text(path)
    return read_facts(text), text


def check(path: Path, on: date, library: Library | None = None) -> tuple[Finding, ...]:
    """All findings on a facts file; a malformed file gives findings of rule FORMAT."""
    reading, _ = read_facts_file(path)
    if reading.facts is None:
        return tuple(
            Finding(
                rule="FORMAT",
                severity="error",
                acceptable=False,
                pointer=each.field,
                line=each.line,
                clause=None,
                message=each.message,
                action="Mend this line.",
                source="facts file format",
            )
            for each in reading.problems
        )
    lib = library or load_library()
    rules = rules_of(lib)
    assembler = assembler_of(lib)
    template = leading(reading.facts, assembler, on, AGREEMENT_TEMPLATE)
    return check_family(reading.facts, assembler, rules, on=on, template=template, lines=reading.lines).findings


def assemble(  # noqa: PLR0913 - what is made of what, by name
    facts: Facts,
    templates: Sequence[str],
    *,
    on: date,
    number: int = 0,
    library: Library | None = None,
    formats: Sequence[str] = (),
    party: str = "",
    house: House | None = None,
) -> tuple[Assembled, ...]:
    """Documents in all formats (or those named), in memory; "all" is the family of the facts, `party` the partner,
    `house` the style of the lead organisation.

    Raises Unanswered if a printed fact has no answer."""
    lib = library or load_library()
    assembler = assembler_of(lib)
    whole = list(templates) == ["all"]
    wanted = assembler.family(facts, on=on) if whole else [(each, party) for each in templates]
    drafts = [_draft(facts, assembler, each, whose, on, number) for each, whose in wanted]
    with in_house(house):
        return tuple(
            Assembled(each.info.template, each, _formats(each, facts, formats or tuple(MEDIA))) for each in drafts
        )


def _draft(facts: Facts, assembler: Assembler, template: str, party: str, on: date, number: int) -> Draft:
    if template != REPORT:
        return assembler.render(facts, template, on=on, number=number, party=party).draft
    rules = rules_of(assembler.library)
    leader = leading(facts, assembler, on, AGREEMENT_TEMPLATE)
    assembler.render(facts, leader, on=on, number=number)  # says what is missing, if anything is
    checked = check_family(facts, assembler, rules, on=on, template=leader, number=number)
    return assurance_report(facts, assembler, checked, on=on, number=number).draft


def _formats(draft: Draft, facts: Facts, formats: Sequence[str]) -> dict[str, bytes]:
    from studio.documents.diagram import draft_pictures
    from studio.documents.docx_write import write_docx
    from studio.documents.html_write import write_html
    from studio.documents.pdf_write import write_pdf

    pictures = draft_pictures(facts)
    writers = {
        "docx": lambda: write_docx(draft, pictures=pictures),
        "pdf": lambda: write_pdf(draft, pictures=pictures),
        "html": lambda: write_html(draft, pictures=pictures).encode(),
        "txt": lambda: draft.text().encode(),
        "json": lambda: draft_json(draft).encode(),
    }
    return {f"{draft.info.name}.{each}": writers[each]() for each in formats}


def draft_json(draft: Draft) -> str:
    """`<ID>.json`: every block with key, clause, version, type, level, number, text and facts."""
    blocks = [_block_json(each) for each in draft.walk()]
    whole = {"template": draft.info.template, "title": draft.info.title, "blocks": blocks}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _block_json(block: Block) -> dict[str, Any]:
    text = "".join(run.text for run in block.table.caption) if block.table else block.text
    return {
        "key": block.key,
        "clause": block.clause,
        "version": block.version,
        "type": str(block.type),
        "level": block.level,
        "number": block.number,
        "text": text,
        "facts": list(block.facts),
    }


def manifest(assembled: Sequence[Assembled], facts_text: str, library: Library) -> dict[str, Any]:
    """`manifest.json`: hashes of the facts, the library and every file."""
    files = [
        {
            "name": name,
            "template": each.template,
            "media_type": MEDIA[name.rsplit(".", 1)[1]],
            "sha256": sha256(data).hexdigest(),
        }
        for each in assembled
        for name, data in each.files.items()
    ]
    return {
        "facts_sha256": sha256(facts_text.encode()).hexdigest(),
        "library_sha256": library.sha256,
        "files": files,
    }


def write_all(files: Mapping[str, bytes], folder: Path, *, force: bool) -> list[Path]:
    """Write several files, or none if one is there already and `force` is not set."""
    from studio.errors import WrongUse

    if not force and (there := [name for name in files if (folder / name).exists()]):
        raise WrongUse(
            f"{folder / there[0]} is there already and was not touched.", "Choose another folder, or use --force."
        )
    return [write_new(folder / name, data, force=force) for name, data in files.items()]


def prepare(
    facts_text: str, template: str, credential: Credential, at: datetime, library: Library | None = None
) -> Prepared:
    """The file to be signed, from facts alone, certified by the coordinator."""
    from studio.signing.certify import certify_with
    from studio.signing.fields import read_fields
    from studio.steps.signing import signing_file

    facts = facts_of(facts_text)
    lib = library or load_library()
    draft = assembler_of(lib).render(facts, template, on=at.date(), status=DraftStatus.FINAL).draft
    unsigned, docx_sha256 = signing_file(draft, facts, None)
    pdf, _ = certify_with(unsigned, credential, at)
    fields = tuple(
        {"name": s.place.name, "party": s.place.party, "person": s.place.person, "office": s.place.office}
        for s in read_fields(pdf)
        if s.kind == "signature" and s.place.party
    )
    return Prepared(pdf, sha256(pdf).hexdigest(), sha256(draft.text().encode()).hexdigest(), docx_sha256, fields)


@dataclass(frozen=True, slots=True)
class Prepared:
    pdf: bytes
    sha256: str
    text_sha256: str
    docx_sha256: str
    fields: tuple[dict[str, str], ...]


def plain(value: Any) -> Any:
    """A dataclass as plain JSON values."""
    return json.loads(json.dumps(asdict(value), default=str))
