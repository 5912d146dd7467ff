"""All checks of one agreement: its facts, its draft, and the documents of its family side by side; the assurance report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from studio.drafting.draft import Draft, DraftStatus
from studio.drafting.edits import Edit
from studio.drafting.gaps import OwnGap, own_gaps
from studio.drafting.instances import UnansweredFactError
from studio.drafting.render import Assembler, Rendering, Unanswered
from studio.errors import StudioError
from studio.facts.model import Facts
from studio.preflight.assurance import Assurance, assurance, read_points
from studio.preflight.check import Acceptance, check
from studio.preflight.documents import DocumentCheck, check_documents, read_document_checks
from studio.preflight.finding import Finding
from studio.preflight.rules import Rules
from studio.preflight.standing import Standing

REPORT = "assurance-report"
_KINDS = {"error": 0, "warning": 1, "advice": 2}


@dataclass(frozen=True, slots=True)
class Checked:
    """Findings, errors first, and the documents that could be made."""

    findings: tuple[Finding, ...]
    drafts: tuple[Draft, ...]
    agreement: Draft | None
    rules: int


@lru_cache(maxsize=4)
def _document_checks(folder: Path) -> tuple[DocumentCheck, ...]:
    return read_document_checks(folder)[0]


def leading(facts: Facts, assembler: Assembler, on: date, usual: str) -> str:
    """The document that the others stand beside: the usual one, or the first agreement or record that the facts lead to."""
    names = list(dict.fromkeys(name for name, _ in assembler.family(facts, on=on) if name != REPORT))
    of_kind = {
        kind: [name for name in names if assembler.library.templates[name].family == kind]
        for kind in ("agreement", "record")
    }
    return next(iter([usual] if usual in names else [*of_kind["agreement"], *of_kind["record"], *names]), usual)


def check_family(  # noqa: PLR0913 - what is checked, by name
    facts: Facts,
    assembler: Assembler,
    rules: Rules,
    *,
    on: date,
    template: str,
    number: int = 0,
    edits: Sequence[Edit] = (),
    acceptances: Sequence[Acceptance] = (),
    lines: Mapping[str, int] | None = None,
    work: Standing | None = None,
) -> Checked:
    """Every finding on the facts, on the draft of the agreement and on the other documents of its family.

    A document that each partner has is looked at once, as the one for all: its clauses are the same. Places without an
    answer are looked for in each partner's own.
    """
    wanted = dict.fromkeys([template, *(name for name, _ in assembler.family(facts, on=on))])
    drafts: list[Draft] = []
    missing: dict[str, Finding] = {}
    for name in wanted:
        try:
            made = assembler.render(facts, name, on=on, number=number, edits=edits, elsewhere=name != template)
            drafts.append(made.draft)
        except Unanswered as error:
            missing |= {each.pointer: _unanswered(each.pointer, each.clause, name, lines) for each in error.missing}
        except StudioError as error:
            missing[error.message] = _not_made(error, name)
    for gap in own_gaps(assembler, facts, on=on, number=number):
        _add_own(missing, gap, lines)
    agreement = next((each for each in drafts if each.info.template == template), None)
    plain = assembler.render(facts, template, on=on, number=number).draft if agreement and edits else None
    checks = _document_checks(assembler.library.folder / "clauses" / "checks")
    found = (
        *missing.values(),
        *check(facts, agreement, rules, assembler.library.law, on, acceptances, lines=lines, work=work),
        *_with_acceptances(check_documents(drafts, checks, assembler.library.clauses, plain), acceptances),
    )
    counted = len({each.id for each in rules.rules} | {each.id for each in checks})
    return Checked(tuple(sorted(found, key=lambda each: _KINDS[each.severity])), tuple(drafts), agreement, counted)


def _add_own(missing: dict[str, Finding], gap: OwnGap, lines: Mapping[str, int] | None) -> None:
    """A gap in one partner's document, unless the place is known to be open."""
    whose = f"{gap.template}, {gap.party.short_name or gap.party.legal_name or gap.party.id}"
    if isinstance(gap.error, UnansweredFactError):
        pointer = gap.error.pointer
        missing.setdefault(pointer, _unanswered(pointer, gap.error.clause, whose, lines))
    else:
        missing.setdefault(gap.error.message, _not_made(gap.error, whose))


def _unanswered(pointer: str, clause: str | None, template: str, lines: Mapping[str, int] | None) -> Finding:
    return _refused(
        pointer, clause, (lines or {}).get(pointer), f"This has no answer, and “{template}” prints it.", "Fill it in."
    )


def _not_made(error: StudioError, template: str) -> Finding:
    return _refused("", None, None, f"“{template}” cannot be made: {error.message}", error.next_step)


def _refused(pointer: str, clause: str | None, line: int | None, message: str, action: str) -> Finding:
    return Finding(
        rule="UNANSWERED", severity="error", acceptable=False, pointer=pointer, line=line, clause=clause,
        message=message, action=action, source="assembly",
    )  # fmt: skip


def _with_acceptances(found: Iterable[Finding], acceptances: Iterable[Acceptance]) -> list[Finding]:
    known = {(each.rule, each.pointer): each.reason for each in acceptances}
    return [
        replace(each, accepted=known[each.rule, each.place])
        if each.acceptable and (each.rule, each.place) in known
        else each
        for each in found
    ]


def assurance_of(checked: Checked, assembler: Assembler, roles: Mapping[tuple[str, str], str]) -> Assurance:
    """The content of the assurance report. Raises StudioError while the agreement itself cannot be made."""
    if checked.agreement is None:
        raise StudioError(
            "The agreement cannot be made yet, so there is nothing to report on.", "Mend its errors first."
        )
    points = read_points(assembler.library.folder / "clauses" / "checks")
    clauses = assembler.library.clauses
    return assurance(points, checked.findings, checked.agreement, clauses, roles, checked.rules)


def assurance_report(  # noqa: PLR0913 - what the report is about, by name
    facts: Facts,
    assembler: Assembler,
    checked: Checked,
    *,
    on: date,
    number: int = 0,
    roles: Mapping[tuple[str, str], str] | None = None,
    status: DraftStatus = DraftStatus.DRAFT,
) -> Rendering:
    """The assurance report with the findings in it."""
    beside = {"assurance": assurance_of(checked, assembler, roles or {})}
    return assembler.render(facts, REPORT, on=on, number=number, status=status, beside=beside)
