"""Steps of composing: start an agreement, change its facts, accept findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from studio.drafting.draft import Draft
from studio.drafting.edits import Edit
from studio.drafting.render import Assembler
from studio.errors import StudioError, WrongUse
from studio.facts.read import read_facts
from studio.facts.status import require
from studio.facts.write import set_fact
from studio.preflight.finding import Finding
from studio.preflight.standing import Standing
from studio.steps.changed import Changed
from studio.steps.checking import REPORT, Checked, assurance_report, check_family
from studio.steps.reading import AGREEMENT_TEMPLATE, Work, agreement_id, agreement_record, facts_of, work_of
from studio.steps.standing import standing_of
from studio.steps.workspace import Workspace
from studio.store.records import AcceptanceRecord, AgreementRecord


def start(ws: Workspace, facts_yaml: str, template: str = AGREEMENT_TEMPLATE) -> tuple[str, Changed]:
    """Take a facts file in as a new agreement that leads to this template; gives its id.

    Raises StudioError for a malformed file, a used reference or an unknown template.
    """
    facts = facts_of(facts_yaml)
    if template not in ws.library.templates:
        known = ", ".join(sorted(ws.library.templates))
        raise WrongUse(f"There is no template called {template}.", f"Choose one of: {known}.")
    agreement = agreement_id(facts)
    with ws.store.begin() as tx:
        if tx.load(AgreementRecord, agreement):
            raise StudioError(
                f"This workspace has an agreement with the reference {facts.agreement.ref} already.",
                "Open that one, or give the new one a reference of its own.",
            )
        tx.save(AgreementRecord(agreement, facts.agreement.title, facts_yaml, "drafting", ws.stamp(), template))
        detail = {"parties": len(facts.parties), "template": template}
        tx.append("start", agreement, facts.agreement.title, detail, ws.now())
    return agreement, Changed(frozenset({agreement}), f"“{facts.agreement.title}” is in the workspace.")


def save_facts(ws: Workspace, agreement: str, facts_yaml: str) -> Changed:
    """Replace the working facts. An issued draft keeps its own; the change goes into the next draft."""
    facts = facts_of(facts_yaml)
    with ws.store.begin() as tx:
        record = agreement_record(tx, agreement)
        require(record.status, "save_facts")
        if record.facts == facts_yaml:
            return Changed()
        tx.save(replace(record, title=facts.agreement.title, facts=facts_yaml, changed_at=ws.stamp()))
        tx.append("save", agreement, facts.agreement.title, {"number": work_of(tx, agreement).number}, ws.now())
    return Changed(frozenset({agreement}), "Saved.")


def change_fact(ws: Workspace, agreement: str, pointer: str, value: str) -> Changed:
    """Change one fact, named by its JSON Pointer, in every document that follows."""
    with ws.store.begin() as tx:
        text = agreement_record(tx, agreement).facts
    changed = set_fact(text, pointer, value)
    if problems := read_facts(changed).problems:
        raise StudioError(f"{pointer}: {problems[0].message}", "Nothing was changed.")
    return save_facts(ws, agreement, changed)


def accept_finding(ws: Workspace, agreement: str, found: Finding, role: str, reason: str) -> Changed:
    """Record that a named role accepts a finding, with the reason that is printed. A plain error cannot be accepted."""
    if not found.acceptable:
        raise StudioError(f"{found.rule} cannot be accepted: {found.message}", found.action)
    if not role.strip() or not reason.strip():
        raise StudioError("An accepted risk needs a role and a reason.", "Write who accepts it and why.")
    with ws.store.begin() as tx:
        require(agreement_record(tx, agreement).status, "accept_finding")
        tx.save(AcceptanceRecord(agreement, found.rule, found.place, role.strip(), reason.strip(), ws.stamp()))
        tx.append(
            "accept_finding",
            agreement,
            found.rule,
            {"pointer": found.place, "role": role, "reason": reason},
            ws.now(),
        )
    return Changed(frozenset({agreement}), f"{found.rule} is accepted by {role.strip()}.")


def take_back_acceptance(ws: Workspace, agreement: str, rule: str, pointer: str) -> Changed:
    """A finding that was accepted is open again."""
    with ws.store.begin() as tx:
        require(agreement_record(tx, agreement).status, "accept_finding")
        if tx.load(AcceptanceRecord, agreement, rule, pointer) is None:
            raise StudioError(f"{rule} has not been accepted here.", "Nothing was changed.")
        tx.remove(AcceptanceRecord, agreement, rule, pointer)
        tx.append("take_back_acceptance", agreement, rule, {"pointer": pointer}, ws.now())
    return Changed(frozenset({agreement}), f"{rule} is open again.")


def acceptances(ws: Workspace, agreement: str) -> tuple[AcceptanceRecord, ...]:
    """Every finding that a named role accepted, with the reason: shown at the desk, printed in the assurance report."""
    with ws.store.read() as tx:
        return tuple(tx.all(AcceptanceRecord, agreement=agreement))


def findings(ws: Workspace, agreement: str) -> tuple[Finding, ...]:
    """Every finding on the working facts, their draft and the documents of the family, what was accepted marked."""
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        accepted = tx.all(AcceptanceRecord, agreement=agreement)
        standing = standing_of(tx, work, ws.today())
    return checked(ws, work, accepted, standing).findings


def checked(ws: Workspace, work: Work, accepted: Sequence[AcceptanceRecord], standing: Standing) -> Checked:
    """All checks of an agreement as it stands."""
    return check_family(
        work.facts,
        ws.assembler_for(work.record),
        ws.rules,
        on=ws.today(),
        template=work.record.template,
        number=work.number,
        edits=work.edits,
        acceptances=accepted,
        work=standing,
    )


def preview_of(ws: Workspace, agreement: str, facts_yaml: str, template: str, *, number: int, party: str = "") -> Draft:
    """A document of an agreement from facts that are not saved. Raises StudioError for malformed or unanswered facts."""
    with ws.store.read() as tx:
        work = work_of(tx, agreement)
        accepted = tx.all(AcceptanceRecord, agreement=agreement)
        standing = standing_of(tx, work, ws.today())
    facts, assembler = facts_of(facts_yaml), ws.assembler_for(work.record)
    if template == REPORT:
        found = checked(ws, replace(work, facts=facts), accepted, standing)
        roles = {(each.rule, each.pointer): each.role for each in accepted}
        return assurance_report(facts, assembler, found, on=ws.today(), number=number, roles=roles).draft
    elsewhere = (template, party) != (work.record.template, "")
    made = assembler.render(
        facts, template, on=ws.today(), number=number, edits=work.edits, elsewhere=elsewhere, party=party
    )
    return made.draft


def preview(
    facts_yaml: str, assembler: Assembler, template_id: str, *, number: int, on: date, edits: Sequence[Edit] = ()
) -> Draft:
    """The draft of some facts, without saving anything. Raises StudioError for malformed or unanswered facts."""
    return assembler.render(facts_of(facts_yaml), template_id, on=on, number=number, edits=edits).draft
