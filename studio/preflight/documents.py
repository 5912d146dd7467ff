"""The finished documents side by side: reading age, terms, banned words, and wording that has parted from the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.drafting.draft import Block, BlockType, Draft
from studio.facts.tree import Node, TreeError, read_tree
from studio.library.clause import Clause
from studio.preflight.finding import Finding
from studio.preflight.reading_age import reading_of
from studio.preflight.rules import SEVERITIES, RuleProblem

KINDS = ("reading_age", "text", "undefined_term", "unused_term", "lost_fact", "welsh")
_FIELDS = {
    "id", "kind", "severity", "families", "templates", "not_templates", "most", "pattern", "must", "message", "action", "source",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """One check of documents, as `clauses/checks/documents/*.yaml` has it."""

    id: str
    kind: str
    severity: str
    acceptable: bool
    families: tuple[str, ...]
    templates: tuple[str, ...]
    not_templates: tuple[str, ...]
    most: float
    pattern: str
    must: str
    message: str
    action: str
    source: str

    def looks_at(self, draft: Draft) -> bool:
        name, family = draft.info.template, draft.info.family
        return (
            (not self.families or family in self.families)
            and (not self.templates or name in self.templates)
            and name not in self.not_templates
        )


def read_document_checks(folder: Path) -> tuple[tuple[DocumentCheck, ...], tuple[RuleProblem, ...]]:
    """The checks of documents in `folder`/documents, and what could not be read. Never raises for what is in the files."""
    checks: list[DocumentCheck] = []
    problems: list[RuleProblem] = []
    for path in sorted((folder / "documents").glob("*.yaml")):
        try:
            rows = read_tree(path.read_text(encoding="utf-8")).get("checks")
        except (TreeError, OSError, UnicodeDecodeError) as error:
            problems.append(RuleProblem(path.name, getattr(error, "line", 0), f"This file cannot be read: {error}"))
            continue
        for row in rows.items if rows else ():
            made = _check(row)
            if isinstance(made, str):
                problems.append(RuleProblem(path.name, row.line, made))
            else:
                checks.append(made)
    return tuple(checks), tuple(problems)


def _check(row: Node) -> DocumentCheck | str:
    """The check, or what is wrong with its row."""
    if unknown := [entry.key for entry in row.entries if entry.key not in _FIELDS]:
        return f"A check of documents has no field {unknown[0]}."
    said = {entry.key: entry.value.text for entry in row.entries if entry.value.kind == "text"}
    lists = {entry.key: tuple(item.text for item in entry.value.items) for entry in row.entries}
    if missing := [key for key in ("id", "kind", "severity", "message", "action", "source") if not said.get(key)]:
        return f"The check has no {missing[0]}."
    if said["kind"] not in KINDS:
        return f"kind is one of {', '.join(KINDS)}."
    if said["severity"] not in SEVERITIES:
        return f"severity is one of {', '.join(SEVERITIES)}."
    try:
        re.compile(said.get("pattern", "")), re.compile(said.get("must", ""))
        most = float(said.get("most", 0))
    except (re.error, ValueError) as error:
        return f"A pattern or number cannot be read: {error}."
    return DocumentCheck(
        said["id"], said["kind"], SEVERITIES[said["severity"]], said["severity"] != "error",
        lists.get("families", ()), lists.get("templates", ()), lists.get("not_templates", ()),
        most, said.get("pattern", ""), said.get("must", ""), said["message"], said["action"], said["source"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """What a check found in one place; `said` fills the message."""

    pointer: str
    clause: str | None
    said: Mapping[str, object]


def check_documents(
    drafts: Sequence[Draft],
    checks: Iterable[DocumentCheck],
    clauses: Mapping[str, Clause],
    library_draft: Draft | None = None,
) -> tuple[Finding, ...]:
    """Findings over the documents of one family. `library_draft` is the agreement without its agreed wording."""
    found: dict[tuple[str, str], Finding] = {}
    lost = _no_longer_printed(drafts, library_draft)
    for check in checks:
        for draft in drafts:
            if not check.looks_at(draft):
                continue
            for hit in _hits(check, draft, clauses, lost):
                message = _filled(check.message, {"title": _title(draft), **hit.said})
                finding = Finding(
                    check.id, check.severity, check.acceptable, hit.pointer, None, hit.clause, message,
                    check.action, check.source, subject=_subject(draft, hit),
                )  # fmt: skip
                found.setdefault((check.id, message), finding)
    return tuple(found.values())


def _filled(message: str, said: Mapping[str, object]) -> str:
    """Names in braces replaced; nothing else in the message means anything, as it may come from outside."""
    return re.sub(r"\{(\w+)\}", lambda match: str(said.get(match[1], match[0])), message)


def _subject(draft: Draft, hit: _Found) -> str:
    """The document and the term: accepting one finding leaves those of other documents open."""
    return "/".join(part for part in (draft.info.template, draft.info.party, str(hit.said.get("term", ""))) if part)


def _title(draft: Draft) -> str:
    return f"{draft.info.short_title} ({draft.info.party})" if draft.info.party else draft.info.short_title


def _hits(
    check: DocumentCheck, draft: Draft, clauses: Mapping[str, Clause], lost: Mapping[str, str]
) -> Iterator[_Found]:
    if check.kind == "reading_age":
        yield from _reading(check, draft)
    elif check.kind == "text":
        yield from _text(check, draft)
    elif check.kind == "welsh":
        if draft.unconfirmed:
            yield _Found("", None, {"found": "; ".join(draft.unconfirmed)})
    elif check.kind == "lost_fact":
        yield from _lost(draft, lost)
    else:
        yield from _terms(draft, clauses, unused=check.kind == "unused_term")


def _reading(check: DocumentCheck, draft: Draft) -> Iterator[_Found]:
    reading = reading_of(draft)
    if reading.grade > check.most:
        said = {"grade": f"{reading.grade:.1f}", "most": f"{check.most:g}", "worst": reading.worst}
        yield _Found("", reading.key.split(".")[0], said)


def _text(check: DocumentCheck, draft: Draft) -> Iterator[_Found]:
    parts = [part for block in draft.blocks for part in ((*block.cell_paragraphs(),) if block.table else (block,))]
    if check.must and not any(re.search(check.must, part.text, re.IGNORECASE) for part in parts):
        yield _Found("", None, {"found": ""})
    for part in parts if check.pattern else ():
        if match := re.search(check.pattern, part.text, re.IGNORECASE):
            yield _Found(part.facts[0] if part.facts else "", part.clause, {"found": match.group()})


def _terms(draft: Draft, clauses: Mapping[str, Clause], *, unused: bool) -> Iterator[_Found]:
    defined = {term: block for block in draft.blocks if block.type is BlockType.DEFINITION for term in _defined(block)}
    standing = dict.fromkeys(block.clause for block in draft.blocks if block.clause in clauses)
    if not unused:
        known = {term.lower() for term in defined} | {
            term.lower() for each in standing for term in clauses[each].defines
        }
        for each in standing:
            for term in clauses[each].uses:
                if term.lower() not in known:
                    yield _Found("", each, {"term": term})
        return
    for term, block in defined.items():
        word = re.compile(rf"\b{re.escape(term)}", re.IGNORECASE)
        others = (part for each in draft.blocks if each.key != block.key for part in _parts(each))
        if not any(word.search(text) for text in others):
            yield _Found("", block.clause, {"term": term})


def _parts(block: Block) -> Iterator[str]:
    yield block.text
    if block.table:
        yield "".join(run.text for run in block.table.caption)
    for part in block.cell_paragraphs():
        yield part.text


def _defined(block: Block) -> list[str]:
    """The terms of a definition: its words in bold before `means` or `is`."""
    strong = [run.text for run in block.runs if run.strong or run.term]
    return [strong[0].strip(' :“”"')] if strong and strong[0].strip() else []


def _no_longer_printed(drafts: Sequence[Draft], plain: Draft | None) -> Mapping[str, str]:
    """Facts that the agreement printed before its wording was agreed and prints no longer, with the clause they stood in."""
    agreement = next((each for each in drafts if plain and each.info.template == plain.info.template), None)
    if plain is None or agreement is None or agreement is plain:
        return {}
    before = {run.fact: block.clause for block in plain.walk() for run in block.runs if run.fact}
    still = {run.fact for block in agreement.walk() for run in block.runs}
    return {fact: clause for fact, clause in before.items() if fact not in still}


def _lost(draft: Draft, lost: Mapping[str, str]) -> Iterator[_Found]:
    """The lost facts that this document still prints."""
    seen: set[str] = set()
    for block in draft.walk() if lost else ():
        for run in block.runs:
            if run.fact and run.fact in lost and run.fact not in seen:
                seen.add(run.fact)
                yield _Found(run.fact, lost[run.fact], {"text": run.text})
