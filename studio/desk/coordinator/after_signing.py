"""After the last signature: bind counterparts, time stamp, certificate of execution, register, evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QWidget

from studio.desk import files, settings, style, words
from studio.desk.coordinator.session import Session
from studio.desk.coordinator.time_stamp import ConfirmService, TimeStamp
from studio.desk.widgets.basics import (
    Elided,
    Ground,
    boxed,
    button,
    column,
    hairline,
    label,
    not_yet,
    row,
    set_kind,
    set_not_yet,
)
from studio.desk.widgets.marks import IconLabel
from studio.steps.views import SigningView

if TYPE_CHECKING:
    from studio.signing.credential import Credential

EVIDENCE = "Evidence (*.zip)"


class FollowingStep(QWidget):
    """One line: whether it is done, what it is for, and the button that does it."""

    def __init__(self, title: str, said: str, *buttons: QPushButton) -> None:
        super().__init__()
        self._sign = IconLabel("todo", "text2", 18)
        name = label(title, "body")
        name.setFixedWidth(min(style.px(190), 260))
        name.setWordWrap(True)
        self.said = Elided(said, "second")
        box = row(self._sign, name, self.said, *buttons, gap=10, margins=(0, 2, 0, 2))
        box.setStretch(2, 1)
        self.setLayout(box)
        for one in buttons:
            one.setProperty("small", "1")

    def show_state(self, icon: str, tone: str, said: str) -> None:
        state = {"done": "Done", "warning": "Needs you"}.get(icon, "Not done")
        self._sign.show_icon(icon, tone, 18, state)
        self.said.setText(said)


class AfterSigning(Ground):
    """What follows the last signature, in the order of doing; shown when its turn has come."""

    def __init__(
        self, session: Session, owner: QWidget, agreement: Callable[[], str], enter: Callable[[], None]
    ) -> None:
        super().__init__("surface")
        self.setObjectName("sign_after")
        self._session, self._owner, self._agreement = session, owner, agreement
        self._view: SigningView | None = None
        self.bind = button("Bind the counterparts…", "agreements", "", "sign_bind", self.bind_counterparts)
        self.stamp = button("Add the time stamp…", "late", "", "sign_stamp", self.add_time_stamp)
        self.service = button("Confirm the service…", "good", "", "sign_confirm_service", self.confirm_service)
        self.certificate = button("Make the certificate…", "documents", "", "sign_certificate", self.certify)
        self.enter = button("Enter in the register…", "in_force", "", "sign_enter", enter)
        self.evidence = button("Export the evidence…", "save", "", "sign_evidence", self.export)
        self._bind = FollowingStep("One agreement", "every copy attached as it came back", self.bind)
        self._stamp = FollowingStep("Proof for the long term", "", self.service, self.stamp)
        self._certificate = FollowingStep("Certificate of execution", "", self.certificate)
        self._enter = FollowingStep("Register", "every signature is checked once more", self.enter)
        self._evidence = FollowingStep("Evidence", "all that is needed to check it in twenty years", self.evidence)
        lines = (self._bind, self._stamp, self._certificate, self._enter, self._evidence)
        body = column(label("After the last signature", "section"), *lines, gap=2, margins=(24, 10, 20, 10))
        self.setLayout(column(hairline(), boxed(body), gap=0))

    @staticmethod
    def binds(view: SigningView) -> bool:
        """Whether counterparts have still to be bound."""
        return view.complete and view.mode == "counterparts" and not view.bound

    def show_view(self, view: SigningView, *, entered: bool, locked: str) -> None:
        """What comes next is the filled button; what must wait says for what."""
        self._view = view
        unknown = [one.person for one in view.lines if one.trust == "unknown"]
        before = "Bind the counterparts first." if self.binds(view) else ""
        asks = f"Confirm the certificate of {unknown[0]} first." if unknown else ""
        doubt = bool(view.stamps) and not view.stamps[-1].known
        self._bind.setVisible(view.mode == "counterparts")
        self._bind.show_state(*_done(view.bound), "every copy is attached as it came back")
        self._stamp.show_state(*_stamp_state(view))
        self.stamp.setText("\u2009Renew it…" if view.stamps else "\u2009Add the time stamp…")
        self.stamp.setAccessibleName("Renew the time stamp" if view.stamps else "Add the time stamp")
        self.service.setVisible(doubt)
        self._certificate.show_state(
            *_done(view.certificate), "who signed what, when and how; you sign it for the lead"
        )
        self._enter.show_state(*_done(entered), "every signature is checked once more")
        self._evidence.show_state("documents", "text2", "all that is needed to check it in twenty years")
        self.enter.setVisible(not entered)
        self.bind.setVisible(not view.bound)
        service = "Confirm the time stamp service first." if doubt else ""
        for one, reason in ((self.bind, ""), (self.stamp, before), (self.service, ""), (self.evidence, ""),
                            (self.certificate, before or asks or service), (self.enter, before or asks or service)):  # fmt: skip
            set_not_yet(one, "" if one is self.evidence else locked or reason)
        self._show_next(self._next(view, entered=entered, asks=bool(unknown), doubt=doubt))

    def _next(self, view: SigningView, *, entered: bool, asks: bool, doubt: bool) -> QPushButton | None:
        """The one that is due; none while a certificate has to be confirmed beside."""
        if self.binds(view):
            return self.bind
        if asks:
            return None
        if doubt:
            return self.service
        if not view.stamps and settings.load().time_service and not entered:
            return self.stamp
        if not view.certificate:
            return self.certificate
        return None if entered else self.enter

    def _show_next(self, due: QPushButton | None) -> None:
        for one in (self.bind, self.stamp, self.service, self.certificate, self.enter):
            set_kind(one, "primary" if one is due else "")

    # --- doing -------------------------------------------------------------------------------------------------

    def _waits(self, one: QPushButton) -> bool:
        if reason := not_yet(one):
            self._session.said.emit(reason, "warning")
        return bool(reason)

    def _credential(self, title: str, text: str, verb: str) -> Credential | None:
        from studio.desk.signatory.identity_dialog import UseIdentity

        return UseIdentity.ask(self._owner, title, text, verb)

    def bind_counterparts(self) -> None:
        """One executed agreement from all counterparts, signed by the lead."""
        if self._waits(self.bind):
            return
        said = "Every copy is attached as it came back. Your signature says that none was left out or added."
        credential = self._credential("Bind the counterparts", said, "Bind and sign")
        if credential is None:
            return
        agreement = self._agreement()

        def work(ws: Any, _report: object) -> object:
            from studio.steps import executed

            return executed.bind_counterparts(ws, agreement, credential)

        self._session.do(self._owner, "Binding the counterparts", work)

    def add_time_stamp(self) -> None:
        """Validation data and one time stamp over all signatures, or a later one that renews it."""
        if self._waits(self.stamp):
            return
        address = TimeStamp.ask(self._owner, renews=bool(self._view and self._view.stamps))
        if address is None:
            return
        agreement = self._agreement()

        def work(ws: Any, report: Callable[[int, int, str], None]) -> object:
            from studio.steps import augmenting

            report(0, 0, "Asking the time stamp service")
            return augmenting.add_time_stamp(ws, agreement, address)

        self._session.do(self._owner, "Asking the time stamp service", work)

    def confirm_service(self) -> None:
        """Know the service by the certificate that its operator publishes."""
        if self._waits(self.service) or self._view is None:
            return
        chosen = ConfirmService.ask(self._owner, self._view.stamps[-1].service)
        if chosen is None:
            return
        agreement, (path, by) = self._agreement(), chosen

        def work(ws: Any, _report: object) -> object:
            from studio.steps import augmenting
            from studio.steps.files import read_file

            return augmenting.confirm_time_service(ws, agreement, read_file(path), by)

        self._session.do(self._owner, "Confirming the service", work)

    def certify(self) -> None:
        """The certificate of execution, saved where the coordinator says."""
        if self._waits(self.certificate):
            return
        said = (
            "It lists who signed what, when and how, with the result of each check. You sign it for the lead partner."
        )
        credential = self._credential("Certificate of execution", said, "Make and sign")
        if credential is None:
            return
        path = files.ask_save(self._owner, "Save the certificate", "certificate-of-execution.pdf", files.PDF)
        if path is None:
            return
        agreement = self._agreement()

        def work(ws: Any, _report: object) -> object:
            from studio.steps import execution
            from studio.steps.files import write_new

            changed = execution.certify_execution(ws, agreement, credential)
            write_new(path, execution.execution_certificate(ws, agreement), force=True)
            return changed

        self._session.do(self._owner, "Making the certificate", work)

    def export(self) -> None:
        """Everything to check the agreement with other people's tools."""
        path = files.ask_save(self._owner, "Export the evidence", "evidence.zip", EVIDENCE)
        if path is None:
            return
        agreement = self._agreement()

        def work(ws: Any, _report: object) -> object:
            from studio.steps.evidence_export import evidence_zip
            from studio.steps.files import write_new

            return write_new(path, evidence_zip(ws, agreement), force=True)

        self._session.do(
            self._owner,
            "Exporting the evidence",
            work,
            lambda made: self._session.said.emit(f"{made.name} holds the evidence and how to check it.", "signed"),
        )


def _done(done: bool) -> tuple[str, str]:
    return ("done", "signed") if done else ("todo", "text2")


def _stamp_state(view: SigningView) -> tuple[str, str, str]:
    """(icon, tone, words) of the time stamp over all signatures."""
    if not view.stamps:
        return "todo", "text2", "it proves when all had signed, also after their certificates end"
    last = view.stamps[-1]
    if not last.known:
        return "warning", "warning", f"nobody has confirmed {last.service} yet: compare its certificate"
    at = words.day(last.stamped_at[:10], weekday=False, year=0)
    ends = words.day(last.ends_on, weekday=False, year=0)
    return "done", "signed", f"{last.service}, {at} (level {view.level}). Renew it before {ends}."
