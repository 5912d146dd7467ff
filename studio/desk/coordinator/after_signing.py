"""After the last signature: bind counterparts, make the certificate of execution, export the evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QWidget

from studio.desk import files
from studio.desk.coordinator.session import Session
from studio.desk.widgets.basics import button, not_yet, set_kind, set_not_yet
from studio.steps.views import SigningView

if TYPE_CHECKING:
    from studio.signing.credential import Credential

EVIDENCE = "Evidence (*.zip)"


class AfterSigning:
    """Three buttons of the signing page, shown when their turn has come."""

    def __init__(self, session: Session, owner: QWidget, agreement: Callable[[], str]) -> None:
        self._session, self._owner, self._agreement = session, owner, agreement
        self.bind = button("Bind the counterparts…", "agreements", "primary", "sign_bind", self.bind_counterparts)
        self.certificate = button("Certificate of execution…", "good", "", "sign_certificate", self.certify)
        self.evidence = button("Export the evidence…", "save", "", "sign_evidence", self.export)

    def buttons(self) -> list[QPushButton]:
        return [self.bind, self.certificate, self.evidence]

    @staticmethod
    def binds(view: SigningView) -> bool:
        """Whether counterparts have still to be bound."""
        return view.complete and view.mode == "counterparts" and not view.bound

    def show_view(self, view: SigningView, *, locked: str) -> None:
        """What comes next: binding, then the certificate; evidence at any time after the last signature."""
        ready = view.complete and not self.binds(view)
        self.bind.setVisible(self.binds(view))
        self.certificate.setVisible(ready)
        self.evidence.setVisible(ready)
        set_kind(self.certificate, "" if view.certificate else "primary")
        unknown = [one.person for one in view.lines if one.trust == "unknown"]
        reason = f"Confirm the certificate of {unknown[0]} first." if unknown else ""
        set_not_yet(self.certificate, locked or reason)
        set_not_yet(self.bind, locked)

    def _credential(self, title: str, text: str, verb: str) -> Credential | None:
        from studio.desk.signatory.identity_dialog import UseIdentity

        return UseIdentity.ask(self._owner, title, text, verb)

    def bind_counterparts(self) -> None:
        """One executed agreement from all counterparts, signed by the lead."""
        said = "Every copy is attached as it came back. Your signature says that none was left out or added."
        credential = self._credential("Bind the counterparts", said, "Bind and sign")
        if credential is None:
            return
        agreement = self._agreement()

        def work(ws: Any, _report: object) -> object:
            from studio.steps import executed

            return executed.bind_counterparts(ws, agreement, credential)

        self._session.do(self._owner, "Binding the counterparts", work)

    def certify(self) -> None:
        """The certificate of execution, saved where the coordinator says."""
        if reason := not_yet(self.certificate):
            self._session.said.emit(reason, "warning")
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
