"""What compose asks before it acts, and how it says where a step and a draft stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.desk import words
from studio.desk.messages import Decide
from studio.desk.models.lines import Line, Part
from studio.desk.widgets.rows import ColumnHeads, RowList
from studio.facts.status import allowed, standing_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.desk.coordinator.session import Session
    from studio.desk.models.form import Form, Step
    from studio.preflight.finding import Finding
    from studio.steps.views import AgreementView


FLOW_HEADS = {"method": ("How", 110), "frequency": ("How often", 150)}


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


def labels(session: Session) -> Any:
    """The words of the library for values of fixed lists, as the form asks for them."""
    from studio.desk.coordinator.labels import words_of

    return words_of(session.ws.library)


def lock_words(view: AgreementView) -> tuple[str, str]:
    """Above the panes: that the draft is out; that the library has newer text than the last draft."""
    if view.issued:
        return f"Draft {view.number} is out for review. Changes go into draft {view.number + 1}.", ""
    if (words_ := fixed_words(view)) or not view.newer:
        return words_, ""
    many = words.count(view.newer, "clause")
    verb = "is" if view.newer == 1 else "are"
    return "", f"{many} of the library {verb} newer than here. The agreement keeps the text of its last draft."


def fixed_words(view: AgreementView) -> str:
    """Why the facts cannot be written in this state; "" where they can."""
    if "save_facts" in allowed(view.status):
        return ""
    standing, following = standing_words(view.status)
    return f"The agreement {standing}. Its text cannot be changed here. {following}"


def out_words(view: AgreementView | None) -> str:
    """Why nothing of the facts is undone or redone while a draft is out; "" otherwise."""
    if view is None or not view.issued:
        return ""
    return f"Draft {view.number} is out for review. It is changed by draft {view.number + 1}."


def why_locked(view: AgreementView | None, *, read_only: bool) -> str:
    """Why the form cannot be written now; "" where it can."""
    if read_only:
        return "This workspace is open elsewhere; here it can only be read."
    if view is None:
        return ""
    return "This draft is out for review." if view.issued else fixed_words(view)


def row_lines(step: Step, form: Form, findings: tuple[Finding, ...]) -> list[Line]:
    """The rows of a step, each with the sign of what is open in it; flows also say how they are sent and how often."""
    made = []
    for number in range(len(form.data.get(step.key, ()))):
        title, second = form.row_title(step.key, number)
        parts = tuple(
            Part(words.opened(said), width=wide, tone="text2") for said, wide in flow_columns(step, form, number)
        )
        made.append(Line(str(number), title, second, parts=(*parts, *_sign(f"/{step.key}/{number}", findings))))
    return made


def flow_heads(rows: RowList) -> ColumnHeads:
    """The column heads above the flows."""
    return ColumnHeads(
        rows,
        Line("", "From, to and what moves", parts=tuple(Part(head, width=wide) for head, wide in FLOW_HEADS.values())),
    )


def flow_columns(step: Step, form: Form, number: int) -> list[tuple[str, int]]:
    """How a flow is sent and how often, with the width of each column; nothing for other steps."""
    if step.key != "flows":
        return []
    found = {one.pointer.rpartition("/")[2]: one for one in form.fields(f"/flows/{number}")}
    said = [dict(found[key].options).get(found[key].value, found[key].value or "") for key in FLOW_HEADS]
    return [(str(text), wide) for text, (_head, wide) in zip(said, FLOW_HEADS.values(), strict=True)]


def _sign(place: str, findings: tuple[Finding, ...]) -> tuple[Part, ...]:
    open_ = [one for one in findings if one.accepted is None and f"{one.pointer}/".startswith(f"{place}/")]
    worst = next((name for name in ("error", "warning") if any(one.severity == name for one in open_)), "")
    return (Part("", icon=worst, tone=worst, width=18),) if worst else ()


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
