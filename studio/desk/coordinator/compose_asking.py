"""What compose asks before it acts, and how it says where a step and a draft stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.desk import words
from studio.desk.messages import Decide
from studio.desk.models.lines import Line, Part

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.desk.coordinator.session import Session
    from studio.desk.models.form import Form, Step
    from studio.preflight.finding import Finding
    from studio.steps.views import AgreementView


def accept(session: Session, parent: QWidget, agreement: str, finding: Finding) -> None:
    """A finding may stand, with a reason that is printed: ask who accepts it and why."""
    from studio.desk.coordinator.accept import AcceptFinding

    answer = AcceptFinding.ask(parent, finding)
    if answer is None:
        return
    role, reason = answer

    def work(ws: Any, _report: object) -> object:
        from studio.steps import drafting

        return drafting.accept_finding(ws, agreement, finding, role, reason)

    session.do(parent, "Recording the acceptance", work)


def take_back(session: Session, parent: QWidget, agreement: str, finding: Finding) -> None:
    """A finding that was accepted is open again."""

    def work(ws: Any, _report: object) -> object:
        from studio.steps import drafting

        return drafting.take_back_acceptance(ws, agreement, finding.rule, finding.place)

    session.do(parent, "Taking the acceptance back", work)


def take_newest(session: Session, parent: QWidget, agreement: str) -> None:
    """The library's text of today goes into the next draft, if the coordinator says so."""
    said = "What was sent out stays as it was. Partners who have agreed will have to agree to the new draft."
    if not Decide.ask(parent, "Take the library's text of today?", said, "Take the newer text", "Keep this text"):
        return

    def work(ws: Any, _report: object) -> object:
        from studio.steps import library

        return library.take_newest(ws, agreement)

    session.do(parent, "Taking the newer text", work)


def lock_words(view: AgreementView) -> tuple[str, str]:
    """Above the panes: that the draft is out; that the library has newer text than the last draft."""
    if view.issued:
        return f"Draft {view.number} is out for review. Changes go into draft {view.number + 1}.", ""
    if not view.newer:
        return "", ""
    many = words.count(view.newer, "clause")
    verb = "is" if view.newer == 1 else "are"
    return "", f"{many} of the library {verb} newer than here. The agreement keeps the text of its last draft."


def step_line(step: Step, form: Form, findings: tuple[Finding, ...]) -> Line:
    """A step with its sign: what is wrong first, else done, or empty."""
    here = [one for one in findings if one.accepted is None and one.pointer.strip("/").partition("/")[0] == step.key]
    errors = len([one for one in here if one.severity == "error"])
    warnings = len([one for one in here if one.severity == "warning"])
    filled = bool(form.data.get(step.key))
    icon, tone = (
        ("error", "error")
        if errors
        else ("warning", "warning")
        if warnings
        else ("done", "signed")
        if filled
        else ("todo", "text3")
    )
    count = errors or warnings or (len(form.data.get(step.key, ())) if step.row else 0)
    part = (
        (Part(str(count), width=22, right=True, tone=tone if errors or warnings else "text3", strong=bool(errors)),)
        if count
        else ()
    )
    return Line(step.key, step.title, icon=icon, tone=tone, parts=part)
